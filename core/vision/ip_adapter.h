// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/modelio/model_config.h"
#include "core/vision/image_projection.h"

namespace sfumato::vision {

/// A cross-attention of a U-Net by its diffusers name, and the width of its cells.
struct AttentionSite {
    std::string name;
    int64_t width;
};

/// Every cross-attention in the order in which IP-Adapters number them: down, up, middle.
/// Source: diffusers UNet2DConditionModel.attn_processors.
std::vector<AttentionSite> cross_attentions(const modelio::UNetConfig &config);

/// An IP-Adapter: what makes tokens of a picture, and keys and values for them at every cross-attention.
/// Source: Ye et al. 2023, IP-Adapter; keys are those of its files.
class IpAdapter {
public:
    IpAdapter(const nn::Scope &scope, const ProjectionConfig &config, const modelio::UNetConfig &unet);

    /// What one cross-attention is given besides the text.
    struct KeyValue {
        at::Tensor keys, values; ///< [B,tokens,width]
    };
    /// By the attention's name. seen: as ImageProjection's.
    std::map<std::string, KeyValue> keys_and_values(const at::Tensor &seen) const;

    const ProjectionConfig &config() const { return projection_.config(); }

private:
    struct Attention {
        std::string name;
        nn::Linear to_k, to_v;
    };
    ImageProjection projection_;
    std::vector<Attention> attentions_;
};

} // namespace sfumato::vision
