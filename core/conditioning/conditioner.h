// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <ATen/ATen.h>

#include "core/torch/tiles.h"
#include "core/unet/unet.h"

namespace sfumato::conditioning {

/// What a part of the batch is asked for the sake of guidance.
enum class Pass {
    Bare,     ///< neither prompt nor picture: what instruct-pix2pix's picture guidance leads away from
    Negative, ///< the negative prompt
    Positive, ///< the prompt, or a part of it
};

/// What one call of the network gets. The batch holds N = images x guidance passes, passes outermost.
struct NetworkInput {
    at::Tensor latent;         ///< [N,C,h,w], scaled as the network expects
    at::Tensor timestep;       ///< [N] fp32, may be fractional
    at::Tensor context;        ///< [N,T,D] text context
    at::Tensor added;          ///< [N,P] SDXL's pooled text and sizes; or undefined
    std::vector<Pass> passes;  ///< of which N is a multiple
    at::Tensor guidance;       ///< [N] what LCMs are told of it, minus 1; or undefined
    unet::Residuals residuals; ///< what control networks add
    nn::AttentionAdditions additions; ///< what adapters hang into the attentions

    /// Rows of one pass.
    int64_t images() const { return latent.size(0) / static_cast<int64_t>(passes.size()); }
};

/// Where in a run a call of the network happens.
struct Moment {
    int step = 0; ///< 0-based
    int steps = 1;
    int64_t first_image = 0; ///< which images of the prepared run the batch holds, for what differs by image
    std::optional<Window> window; ///< of the whole latent, what this call is about; absent = all of it

    /// What of a map of the whole latent's size, [..,h,w], belongs to this call; a view.
    at::Tensor part_of(const at::Tensor &map) const { return window ? window->of(map) : map; }
};

/// Something besides the text that steers the network: a masked picture, a control picture, an image prompt.
/// Prepared once a run, from what the request says of it (core/pipeline/steering).
class Conditioner {
public:
    virtual ~Conditioner() = default;
    /// Changes `input` before the network sees it.
    virtual void apply(NetworkInput &input, const Moment &moment) const = 0;
};

} // namespace sfumato::conditioning
