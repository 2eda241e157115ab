// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <ATen/ATen.h>

#include "core/api/request.h"
#include "core/sampling/registry.h"
#include "core/sampling/sampler.h"

namespace sfumato::sampling {

/// Which noise the images of a batch get. Nothing here touches torch's global generator; values are the same
/// alone or in a batch, and whatever device the model runs on.
struct NoiseSeeds {
    NoiseSourceKind source = NoiseSourceKind::Cpu;
    std::vector<std::uint64_t> seeds; ///< one an image: seed + i
    /// Another noise, mixed into the start by slerp; one an image, or empty. A1111 keeps `seeds` all equal then.
    std::vector<std::uint64_t> variation_seeds;
    double variation_strength = 0.0; ///< 0..1
    /// A1111's ENSD: where not 0 the noise of the steps comes from new generators seeded with seed + delta.
    std::uint64_t step_seed_delta = 0;
};

/// Standard normal start noise, [B,C,h,w] fp32 on the CPU. shape: {C,h,w}.
/// Source: A1111 modules/rng.py, modules/rng_philox.py (spec 3.4, dialect 4.5).
at::Tensor start_noise(const NoiseSeeds &seeds, at::IntArrayRef shape);

/// One image's normal numbers from one source: the draws number 0, 1, ... of `seed`, each of `shape`.
at::Tensor normal_draw(NoiseSourceKind source, std::uint64_t seed, std::int64_t draw, at::IntArrayRef shape);

/// a at strength 0, b at 1, along the arc between them; norms are taken over dimension 1 of [C,h,w] as A1111 does.
at::Tensor slerp(const at::Tensor &a, const at::Tensor &b, double strength);

/// Independent noise per draw: draw k of an image is what its generator gives after the start noise and k draws.
std::unique_ptr<StepNoise> stream_noise(NoiseSeeds seeds, std::vector<std::int64_t> shape);

/// Increments of one Brownian path an image over [sigma_min, sigma_max], as k-diffusion's BrownianTreeNoiseSampler.
std::unique_ptr<StepNoise> brownian_noise(NoiseSeeds seeds, std::vector<std::int64_t> shape, double sigma_min,
                                          double sigma_max);

/// Given noises in call order, [B,C,h,w] each. Throws Failure{InvalidArgument} when one more is asked for.
/// subject: where they came from, for the message.
std::unique_ptr<StepNoise> injected_noise(std::vector<at::Tensor> noises, std::string subject);

/// What suits a sampler: a Brownian tree over the schedule's positive sigmas, or streams.
std::unique_ptr<StepNoise> step_noise(NoiseKind kind, const NoiseSeeds &seeds, std::vector<std::int64_t> shape,
                                      const Schedule &schedule);

} // namespace sfumato::sampling
