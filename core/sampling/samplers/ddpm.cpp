// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// The posterior of the forward process, from any level to any cleaner one.
class Ddpm final : public Sampler {
public:
    Scale scale() const override { return Scale::VariancePreserving; }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const NoiseLevel to = strided_target(state, inputs);
        const Prediction prediction = inputs.denoise(state.x, from);
        const double clip = value_of(inputs.options, "clip_range", 0.0);
        const at::Tensor x0 = clip > 0.0 ? prediction.x0.clamp(-clip, clip) : prediction.x0;

        const double alpha = from.alpha_bar / to.alpha_bar; // of the whole way, not of one training step
        const double beta = 1.0 - alpha, noisy = 1.0 - from.alpha_bar;
        state.x = at::add(x0 * (std::sqrt(to.alpha_bar) * beta / noisy), state.x,
                          std::sqrt(alpha) * (1.0 - to.alpha_bar) / noisy);
        const bool large = value_of(inputs.options, "large_variance", 0.0) != 0.0;
        const double variance = large ? beta : beta * (1.0 - to.alpha_bar) / noisy;
        const double amount = from.timestep > 0.0 ? std::sqrt(variance) : 0.0;
        state.x = with_noise(state.x, amount * value_of(inputs.options, "s_noise", 1.0), from.sigma, to.sigma, state,
                             inputs);
        ++state.step;
    }
};

const SamplerRegistration<Ddpm> registration{
    {.id = "ddpm",
     .name = "DDPM",
     .aliases = {},
     .options = {{"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"},
                 {"large_variance", 0.0, 0.0, 1.0, "1 = the upper bound of the variance"},
                 {"clip_range", 0.0, 0.0, 1000.0, "denoised values are cut to this on both sides; 0 = they are not"}},
     .usual_schedule = "leading",
     .noise = NoiseKind::Stream,
     .source = "Ho et al. 2020, arXiv:2006.11239, equations 6 and 7; diffusers DDPMScheduler"}};

} // namespace
} // namespace sfumato::sampling
