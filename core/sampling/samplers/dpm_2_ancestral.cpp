// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// DPM2's step further down than asked, then fresh noise up to the level.
class Dpm2Ancestral final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const double next = inputs.schedule.level(state.step + 1).sigma;
        const AncestralStep way = ancestral_step(from.sigma, next, value_of(inputs.options, "eta", 1.0));
        const Prediction first = inputs.denoise(state.x, from);
        if (way.down == 0.0) {
            state.x = first.x0;
        } else {
            const NoiseLevel middle = level_between(std::sqrt(from.sigma * way.down), inputs);
            const at::Tensor halfway = toward(state.x, first.x0, from.sigma, middle.sigma);
            const Prediction second = inputs.denoise(halfway, middle);
            state.x = at::add(state.x, halfway - second.x0, (way.down - from.sigma) / middle.sigma);
            state.x = with_noise(state.x, way.up * value_of(inputs.options, "s_noise", 1.0), from.sigma, next, state,
                                 inputs);
        }
        ++state.step;
    }
};

const SamplerRegistration<Dpm2Ancestral> registration{{.id = "dpm_2_ancestral",
                                                       .name = "DPM2 a",
                                                       .aliases = {"dpm2_a", "dpm_2_a", "kdpm_2_a"},
                                                       .options = ancestral_options(),
                                                       .usual_schedule = "karras",
                                                       .noise = NoiseKind::Stream,
                                                       .drops_penultimate = true,
                                                       .source = "k-diffusion sample_dpm_2_ancestral"}};

} // namespace
} // namespace sfumato::sampling
