// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace sfumato::conditioning {

/// What one call of the network gets. The batch holds N = images x guidance passes, passes outermost.
struct NetworkInput {
    at::Tensor latent;   ///< [N,C,h,w], scaled as the network expects
    at::Tensor timestep; ///< [N] fp32, may be fractional
    at::Tensor context;  ///< [N,T,D] text context
};

/// Something besides the text that steers the network: a masked picture, a control picture, an image prompt.
/// Prepared once a run; adding one is a file in conditioners/ and no change elsewhere.
class Conditioner {
public:
    virtual ~Conditioner() = default;
    /// Changes `input` before the network sees it. `progress`: share of the run done, 0..1.
    /// `first_image`: which images of the prepared run the batch holds, for conditioners that differ by image.
    virtual void apply(NetworkInput &input, double progress, int64_t first_image) const = 0;
};

} // namespace sfumato::conditioning
