// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// The midpoint method in log sigma. Two evaluations a step.
class Dpm2 final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const double next = inputs.schedule.level(state.step + 1).sigma;
        const Churned from = churn(state, inputs);
        const double sigma = from.level.sigma;
        const Prediction first = inputs.denoise(from.x, from.level);
        if (next == 0.0) {
            state.x = first.x0;
        } else {
            const NoiseLevel middle = level_between(std::sqrt(sigma * next), inputs);
            const at::Tensor halfway = toward(from.x, first.x0, sigma, middle.sigma);
            const Prediction second = inputs.denoise(halfway, middle);
            state.x = at::add(from.x, halfway - second.x0, (next - sigma) / middle.sigma);
        }
        ++state.step;
    }
};

const SamplerRegistration<Dpm2> registration{
    {.id = "dpm_2",
     .name = "DPM2",
     .aliases = {"dpm2", "kdpm_2"},
     .options = churn_options(),
     .usual_schedule = "karras",
     .drops_penultimate = true,
     .source = "Lu et al. 2022, arXiv:2206.00927 (DPM-Solver-2); k-diffusion sample_dpm_2"}};

} // namespace
} // namespace sfumato::sampling
