// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <utility>

#include <ATen/ATen.h>

#include "core/base/result.h"
#include "core/sampling/prediction.h"
#include "core/sampling/registry.h"
#include "core/sampling/sampler.h"
#include "core/sampling/schedule_builder.h"

/// Samplers on one number instead of a picture, where everything is known exactly.
namespace sfumato::sampling::scalar {

inline at::Tensor number(double value) {
    return at::full({1, 1, 1, 1}, value, at::kDouble);
}

/// A denoiser that knows the distribution of its data: N(0.3, 0.25).
class GaussianDenoiser final : public Denoiser {
public:
    explicit GaussianDenoiser(Scale scale) : scale_(scale) {}

    Prediction operator()(const at::Tensor &x, const NoiseLevel &level) override {
        ++calls;
        const double variance = level.sigma * level.sigma;
        const at::Tensor exploding = scale_ == Scale::VarianceExploding ? x : x / std::sqrt(level.alpha_bar);
        Prediction prediction;
        prediction.x0 = (0.25 * exploding + 0.3 * variance) / (0.25 + variance);
        prediction.x0_uncond = prediction.x0;
        prediction.eps = eps_from_x0(prediction.x0, x, level, scale_);
        prediction.output = prediction.eps;
        return prediction;
    }

    int calls = 0;

private:
    Scale scale_;
};

/// Noise number k (from 0) is cos(k + 1).
class CosineNoise final : public StepNoise {
public:
    at::Tensor draw(std::int64_t draw, double, double) override {
        return number(std::cos(static_cast<double>(draw + 1)));
    }
};

/// Runs a sampler from `start` to its end and returns the number it ends at.
inline double run(const Sampler &sampler, Schedule schedule, const NoiseSchedule &training, Denoiser &denoise,
                  double start, const Options &options) {
    schedule = sampler.adapt(std::move(schedule), training, options);
    CosineNoise noise;
    SamplerState state;
    state.x = number(start);
    const StepInputs inputs{schedule, training, denoise, noise, options};
    while (!sampler.finished(state, schedule))
        sampler.step(state, inputs);
    return state.x.item<double>();
}

inline const SamplerEntry &entry(const std::string &id) {
    return *value_or_throw(find_sampler(id)).entry;
}

/// The same on the Gaussian data, the start being the schedule's scale times `start`.
inline double run_gaussian(const std::string &id, Schedule schedule, const Options &options, double start = 1.0) {
    const NoiseSchedule training;
    const Sampler &sampler = *entry(id).sampler;
    GaussianDenoiser denoise(sampler.scale());
    const double scale = schedule.start_scale;
    return run(sampler, std::move(schedule), training, denoise, scale * start, options);
}

/// A schedule of the registry on Stable Diffusion's noise, without a sampler's own changes.
inline Schedule plain_schedule(const std::string &id, int steps, const Options &options = {}) {
    const NoiseSchedule training;
    const ScheduleEntry *schedule = value_or_throw(find_schedule(id));
    Schedule result = schedule_of_sigmas(training, value_or_throw(schedule->sigmas(training, steps, options)));
    result.start_scale = result.levels.front().sigma;
    return result;
}

} // namespace sfumato::sampling::scalar
