// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/api/request.h"

namespace sfumato::sampling {

/// How a noisy latent is scaled: x = x0 + sigma n (k-diffusion), or x = sqrt(abar) x0 + sqrt(1 - abar) n (DDPM).
enum class Scale { VarianceExploding, VariancePreserving };

/// One point of the way from noise to picture.
struct NoiseLevel {
    double sigma = 0.0;     ///< variance-exploding noise level sqrt((1-abar)/abar); infinite at zero terminal SNR
    double alpha_bar = 1.0; ///< product of the alphas, 0..1
    double timestep = 0.0;  ///< what the network is told, rounded already where integers are wanted; may be fractional

    bool operator==(const NoiseLevel &) const = default;
};

/// The levels of a run, noisiest first. A run of n steps has n+1 levels, the last usually clean.
struct Schedule {
    std::vector<NoiseLevel> levels;
    /// Standard normal noise times this is the start of txt2img, in the sampler's scale.
    double start_scale = 1.0;
    /// How samplers make the timesteps of levels they visit between two of the list (Heun, DPM2, ...).
    TimestepRounding rounding = TimestepRounding::Fractional;
    /// diffusers' DDPM kin step from t to t - stride whatever the next listed t is; 0 = to the next level.
    int stride = 0;
    /// Solver order of each step, for samplers that vary it; usually empty.
    std::vector<int> orders;

    int steps() const { return levels.empty() ? 0 : static_cast<int>(levels.size()) - 1; }
    /// levels[i], the last one for anything beyond.
    const NoiseLevel &level(int i) const {
        return levels[std::min(static_cast<std::size_t>(std::max(i, 0)), levels.size() - 1)];
    }
};

} // namespace sfumato::sampling
