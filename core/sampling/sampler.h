// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/sampling/noise_schedule.h"
#include "core/sampling/options.h"
#include "core/sampling/schedule.h"

namespace sfumato::sampling {

/// What the network says about a noisy latent, guidance applied. All [B,C,h,w] fp32, latent units.
struct Prediction {
    at::Tensor x0;        ///< the denoised latent
    at::Tensor eps;       ///< the noise: x = x0 + sigma eps, or x = sqrt(abar) x0 + sqrt(1-abar) eps
    at::Tensor x0_uncond; ///< denoised without the prompt; equals x0 where guidance is off
    at::Tensor output;    ///< the network's own output, in its own prediction type
};

/// The network seen as a denoiser: conditioning, guidance and masks are inside.
class Denoiser {
public:
    virtual ~Denoiser() = default;
    /// x: [B,C,h,w] fp32 in the sampler's scale, at `level`. Tells the network level.timestep as it stands.
    /// Throws Failure{Cancelled}.
    virtual Prediction operator()(const at::Tensor &x, const NoiseLevel &level) = 0;
};

/// Standard normal noise for samplers that add some, one independent stream per image.
class StepNoise {
public:
    virtual ~StepNoise() = default;
    /// The draw number `draw` (0-based, in call order) for the way from one VE sigma to another. [B,C,h,w] fp32.
    /// Pure: the same arguments give the same noise, so a restored state continues identically.
    virtual at::Tensor draw(std::int64_t draw, double from_sigma, double to_sigma) = 0;
};

/// Everything a run carries from step to step, as a value: save it, restore it, and the run continues identically.
/// Steps replace tensors and never write into them, so a copy of the struct is a snapshot.
struct SamplerState {
    at::Tensor x;                              ///< [B,C,h,w] fp32 in the sampler's scale
    int step = 0;                              ///< steps done
    std::int64_t draws = 0;                    ///< noises consumed
    std::map<std::string, at::Tensor> tensors; ///< a sampler's history
    std::map<std::string, double> numbers;
};

/// What a step is given besides the state.
struct StepInputs {
    const Schedule &schedule;
    const NoiseSchedule &training; ///< makes the levels between two of the schedule
    Denoiser &denoise;
    StepNoise &noise;
    const Options &options;
};

/// One algorithm: how to go from one noise level to the next. Without state of its own; all of it is in SamplerState.
/// Tensors keep their dtype (fp32, or fp64 in tests); all sigma arithmetic is double.
class Sampler {
public:
    virtual ~Sampler() = default;

    virtual Scale scale() const { return Scale::VarianceExploding; }
    /// The levels this sampler really visits, made from the part of a schedule that is to run. Call once per run.
    virtual Schedule adapt(Schedule schedule, const NoiseSchedule &training, const Options &options) const;
    virtual bool finished(const SamplerState &state, const Schedule &schedule) const;
    /// The level that state.x is at, e.g. to put kept latents back.
    virtual NoiseLevel level(const SamplerState &state, const Schedule &schedule) const;
    /// Advances the state by one step, state.step included. Never called once finished.
    virtual void step(SamplerState &state, const StepInputs &inputs) const = 0;
};

} // namespace sfumato::sampling
