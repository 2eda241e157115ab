// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/sampling/schedule.h"

namespace sfumato::sampling {

/// What the network says about a noisy latent, guidance applied. All [B,C,h,w] fp32, latent units.
struct Prediction {
    at::Tensor x0;        ///< the denoised latent
    at::Tensor eps;       ///< the noise, in units of the level's sigma
    at::Tensor x0_uncond; ///< denoised without the prompt; equals x0 where guidance is off
    at::Tensor output;    ///< the network's own output, in its own prediction type
};

/// The network seen as a denoiser: conditioning, guidance and masks are inside.
class Denoiser {
public:
    virtual ~Denoiser() = default;
    /// x: [B,C,h,w] fp32 in the sampler's scale, at `level`. Throws Failure{Cancelled}.
    virtual Prediction operator()(const at::Tensor &x, const NoiseLevel &level) = 0;
};

/// Standard normal noise for samplers that add some, one independent stream per image.
class StepNoise {
public:
    virtual ~StepNoise() = default;
    /// The draw number `draw` (0-based, in call order) for the way from one VE sigma to another. [B,C,h,w] fp32.
    /// Pure: the same arguments give the same noise, so a restored state continues identically.
    virtual at::Tensor draw(int64_t draw, double from_sigma, double to_sigma) = 0;
};

/// Everything a run carries from step to step, as a value: save it, restore it, and the run continues identically.
struct SamplerState {
    at::Tensor x;                              ///< [B,C,h,w] fp32 in the sampler's scale
    int step = 0;                              ///< steps done
    int64_t draws = 0;                         ///< noises consumed
    std::map<std::string, at::Tensor> tensors; ///< a sampler's history
    std::map<std::string, double> numbers;
};

/// What a step is given besides the state.
struct StepInputs {
    const Schedule &schedule;
    Denoiser &denoise;
    StepNoise &noise;
    const std::map<std::string, double> &options; ///< eta, s_noise, ... ; absent = the sampler's default
};

/// One algorithm: how to go from one noise level to the next. Without state of its own; all of it is in SamplerState.
class Sampler {
public:
    virtual ~Sampler() = default;

    virtual Scale scale() const { return Scale::VarianceExploding; }
    /// The levels this sampler really visits, e.g. with the penultimate one dropped.
    virtual Schedule adapt(Schedule schedule, const std::map<std::string, double> &options) const;
    virtual bool finished(const SamplerState &state, const Schedule &schedule) const;
    /// Advances the state by one step, state.step included.
    virtual void step(SamplerState &state, const StepInputs &inputs) const = 0;
};

} // namespace sfumato::sampling
