// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// Denoising diffusion implicit models; eta 0 draws no noise, 1 is the DDPM of these levels.
class Ddim final : public Sampler {
public:
    Scale scale() const override { return Scale::VariancePreserving; }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const NoiseLevel to = strided_target(state, inputs);
        const Prediction prediction = inputs.denoise(state.x, from);
        const double clip = value_of(inputs.options, "clip_range", 0.0);
        const at::Tensor x0 = clip > 0.0 ? prediction.x0.clamp(-clip, clip) : prediction.x0;

        const double eta = value_of(inputs.options, "eta", 0.0);
        const double fresh = to.alpha_bar > 0.0 ? (1.0 - to.alpha_bar) / (1.0 - from.alpha_bar) *
                                                      std::max(1.0 - from.alpha_bar / to.alpha_bar, 0.0)
                                                : 0.0;
        const double deviation = eta * std::sqrt(fresh);
        const double kept = std::sqrt(std::max(1.0 - to.alpha_bar - deviation * deviation, 0.0));
        state.x = at::add(x0 * std::sqrt(to.alpha_bar), prediction.eps, kept);
        if (eta > 0.0)
            state.x = with_noise(state.x, deviation * value_of(inputs.options, "s_noise", 1.0), from.sigma, to.sigma,
                                 state, inputs);
        ++state.step;
    }
};

const SamplerRegistration<Ddim> registration{
    {.id = "ddim",
     .name = "DDIM",
     .aliases = {},
     .options = {{"eta", 0.0, 0.0, 1.0, "share of fresh noise in every step"},
                 {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"},
                 {"clip_range", 0.0, 0.0, 1000.0, "denoised values are cut to this on both sides; 0 = they are not"}},
     .usual_schedule = "leading",
     .strided = true,
     .source = "Song et al. 2020, arXiv:2010.02502, equation 12; diffusers DDIMScheduler"}};

} // namespace
} // namespace sfumato::sampling
