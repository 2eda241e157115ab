// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// Strategic stochastic sampling of trajectory consistency models: down to an own level below the next, noise up.
class Tcd final : public Sampler {
public:
    Scale scale() const override { return Scale::VariancePreserving; }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const NoiseLevel &to = inputs.schedule.level(state.step + 1);
        const double gamma = value_of(inputs.options, "eta", 0.3);
        const Prediction prediction = inputs.denoise(state.x, from);
        NoiseLevel below = to;
        if (to.sigma > 0.0)
            below = inputs.training.level_of_timestep(static_cast<int>(std::floor((1.0 - gamma) * to.timestep)));
        const at::Tensor x =
            at::add(prediction.x0 * std::sqrt(below.alpha_bar), prediction.eps, std::sqrt(1.0 - below.alpha_bar));
        const bool last = state.step + 1 >= inputs.schedule.steps();
        const double share = to.alpha_bar / below.alpha_bar;
        state.x = last || gamma <= 0.0
                      ? x
                      : with_noise(x * std::sqrt(share),
                                   std::sqrt(1.0 - share) * value_of(inputs.options, "s_noise", 1.0), from.sigma,
                                   to.sigma, state, inputs);
        ++state.step;
    }
};

const SamplerRegistration<Tcd> registration{
    {.id = "tcd",
     .name = "TCD",
     .aliases = {},
     .options = {{"eta", 0.3, 0.0, 1.0, "gamma: how far below the next level each step goes before noise is added"},
                 {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"}},
     .usual_schedule = "lcm",
     .noise = NoiseKind::Stream,
     .source = "Zheng et al. 2024, arXiv:2402.19159; diffusers TCDScheduler"}};

} // namespace
} // namespace sfumato::sampling
