// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/second_pass.h"

#include <cassert>

namespace sfumato::pipeline {

GenerationRequest second_pass_of(const GenerationRequest &resolved, int factor) {
    const Hires &hires = resolved.hires.value();
    GenerationRequest second = resolved;
    second.hires.reset();
    // As the web UI: whole pixels first, then whole cells.
    second.width = static_cast<int>(resolved.width * hires.scale) / factor * factor;
    second.height = static_cast<int>(resolved.height * hires.scale) / factor * factor;
    second.steps = hires.steps ? hires.steps : resolved.steps;
    second.strength = hires.strength;
    second.habits.strength_steps = StrengthSteps::Comfy; // in every program the steps asked for are those that run
    if (!hires.prompt.empty())
        second.prompt = hires.prompt;
    if (!hires.negative.empty())
        second.negative = hires.negative;
    return second;
}

at::Tensor resampled(const at::Tensor &latents, HiresMode mode, int64_t h, int64_t w) {
    constexpr bool corners = false;
    switch (mode) {
    case HiresMode::Latent: return at::upsample_bilinear2d(latents, {h, w}, corners);
    case HiresMode::LatentAntialiased: return at::_upsample_bilinear2d_aa(latents, {h, w}, corners);
    case HiresMode::LatentBicubic: return at::upsample_bicubic2d(latents, {h, w}, corners);
    case HiresMode::LatentBicubicAntialiased: return at::_upsample_bicubic2d_aa(latents, {h, w}, corners);
    case HiresMode::LatentNearest: return at::upsample_nearest2d(latents, {h, w});
    case HiresMode::LatentNearestExact: return at::_upsample_nearest_exact2d(latents, {h, w});
    case HiresMode::Pixel: break;
    }
    assert(false);
    return latents;
}

} // namespace sfumato::pipeline
