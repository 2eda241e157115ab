// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// DPM-Solver++ of order 2 for the stochastic equation. Two evaluations and two noises a step.
class DpmppSde final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const double next = inputs.schedule.level(state.step + 1).sigma;
        const Prediction first = inputs.denoise(state.x, from);
        state.x = next == 0.0 ? first.x0 : two_stages(state, inputs, first.x0, from.sigma, next);
        ++state.step;
    }

private:
    static at::Tensor two_stages(SamplerState &state, const StepInputs &inputs, const at::Tensor &x0, double from,
                                 double next) {
        const double eta = value_of(inputs.options, "eta", 1.0);
        const double s_noise = value_of(inputs.options, "s_noise", 1.0);
        const double r = value_of(inputs.options, "r", 0.5);
        const NoiseLevel middle = level_between(from * std::pow(next / from, r), inputs);

        AncestralStep way = ancestral_step(from, middle.sigma, eta);
        const at::Tensor halfway = with_noise(toward(state.x, x0, from, way.down), way.up * s_noise, from,
                                              middle.sigma, state, inputs);
        const Prediction second = inputs.denoise(halfway, middle);

        way = ancestral_step(from, next, eta);
        const double weight = 1.0 / (2.0 * r);
        const at::Tensor mixed = weight == 1.0 ? second.x0 : at::lerp(x0, second.x0, weight);
        return with_noise(toward(state.x, mixed, from, way.down), way.up * s_noise, from, next, state, inputs);
    }
};

const SamplerRegistration<DpmppSde> registration{
    {.id = "dpmpp_sde",
     .name = "DPM++ SDE",
     .aliases = {"dpmpp_sde_gpu", "dpmsolver_sde"},
     .options = joined(ancestral_options(), {{"r", 0.5, 0.01, 1.0, "where between two levels the second look is"}}),
     .usual_schedule = "karras",
     .noise = NoiseKind::BrownianTree,
     .source = "Lu et al. 2022, arXiv:2211.01095; k-diffusion sample_dpmpp_sde"}};

} // namespace
} // namespace sfumato::sampling
