// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// Multistep consistency sampling: denoise at once, add fresh noise for the next level.
class Lcm final : public Sampler {
public:
    Scale scale() const override { return Scale::VariancePreserving; }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const NoiseLevel &to = inputs.schedule.level(state.step + 1);
        const Prediction prediction = inputs.denoise(state.x, from);
        // The boundary condition of consistency models: near t = 0 the latent itself is the answer.
        constexpr double data_deviation = 0.5;
        const double t = from.timestep * value_of(inputs.options, "timestep_scaling", 10.0);
        const double norm = t * t + data_deviation * data_deviation;
        const double skip = data_deviation * data_deviation / norm, out = t / std::sqrt(norm);
        const at::Tensor clean = at::add(prediction.x0 * out, state.x, skip);
        const bool last = state.step + 1 >= inputs.schedule.steps();
        state.x = last ? clean
                       : with_noise(clean * std::sqrt(to.alpha_bar),
                                    std::sqrt(1.0 - to.alpha_bar) * value_of(inputs.options, "s_noise", 1.0),
                                    from.sigma, to.sigma, state, inputs);
        ++state.step;
    }
};

const SamplerRegistration<Lcm> registration{
    {.id = "lcm",
     .name = "LCM",
     .aliases = {},
     .options = {{"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"},
                 {"timestep_scaling", 10.0, 0.01, 1000.0, "sharpness of the boundary condition at timestep 0"}},
     .usual_schedule = "lcm",
     .noise = NoiseKind::Stream,
     .source = "Luo et al. 2023, arXiv:2310.04378; diffusers LCMScheduler"}};

} // namespace
} // namespace sfumato::sampling
