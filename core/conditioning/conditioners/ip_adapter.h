// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/conditioning/conditioner.h"
#include "core/conditioning/control_strength.h"
#include "core/vision/ip_adapter.h"

namespace sfumato::conditioning {

/// A picture as a prompt: cross-attentions also attend to its tokens. Passes without the prompt are shown none.
/// Source: diffusers attention_processor.py, IPAdapterAttnProcessor2_0; spec 4.6.
class IpAdapter final : public Conditioner, private nn::AttentionAddition {
public:
    /// seen, nothing: what the image encoder made of the picture and of none, as ImageProjection takes it, one image.
    IpAdapter(const vision::IpAdapter &adapter, const at::Tensor &seen, const at::Tensor &nothing, const ControlStrength &strength);
    void apply(NetworkInput &input, const Moment &moment) const override;

private:
    at::Tensor beside(const std::string &name, const at::Tensor &queries, int64_t heads) const override;

    std::map<std::string, vision::IpAdapter::KeyValue> sites_; ///< [2,tokens,width]: of nothing, of the picture
    ControlStrength strength_;
    mutable at::Tensor rows_; ///< which of the two each row of the call being made is shown
};

} // namespace sfumato::conditioning
