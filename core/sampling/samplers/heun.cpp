// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// Euler's step, then again with the mean of the slopes at both ends. Two evaluations a step.
class Heun final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &next = inputs.schedule.level(state.step + 1);
        const Churned from = churn(state, inputs);
        const double sigma = from.level.sigma;
        const Prediction first = inputs.denoise(from.x, from.level);
        const at::Tensor arrived = toward(from.x, first.x0, sigma, next.sigma);
        if (next.sigma == 0.0) {
            state.x = arrived;
        } else {
            const Prediction second = inputs.denoise(arrived, next);
            const at::Tensor slope = (from.x - first.x0) / sigma + (arrived - second.x0) / next.sigma;
            state.x = at::add(from.x, slope, 0.5 * (next.sigma - sigma));
        }
        ++state.step;
    }
};

const SamplerRegistration<Heun> registration{
    {.id = "heun",
     .name = "Heun",
     .aliases = {},
     .options = churn_options(),
     .usual_schedule = "uniform",
     .source = "Karras et al. 2022, arXiv:2206.00364, algorithm 2; k-diffusion sample_heun"}};

} // namespace
} // namespace sfumato::sampling
