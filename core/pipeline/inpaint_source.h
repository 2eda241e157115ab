// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/base/result.h"
#include "core/pipeline/habits.h"

namespace sfumato::pipeline {

/// The user's picture made ready for the network, and what is needed to put the result back into it.
struct InpaintSource {
    Image whole; ///< RGB: the picture with outpainted borders; what the result is laid over
    Rect region; ///< the part of `whole` that is worked on
    Image picture; ///< RGB at the processing size (multiples of the VAE's factor), the hole filled
    Image mask;    ///< the same size, 255 = repaint; empty for img2img
    Image weights; ///< mask of `whole`'s size by which the result is laid over it; empty for img2img

    bool inpaints() const { return !mask.empty(); }
};

/// Crops, fills and resizes as the request and its conventions say. factor: pixels a latent cell;
/// native: the model's side, for only-masked work without a size.
/// Errors: InvalidArgument where picture and mask differ in size or the mask is empty.
Result<InpaintSource> prepare_source(const GenerationRequest &request, const ResolvedHabits &habits, int factor, int native);

/// The result at the processing size laid over the user's picture; unmasked pixels come back bit-identical.
Image put_back(const InpaintSource &source, const Image &result);

} // namespace sfumato::pipeline
