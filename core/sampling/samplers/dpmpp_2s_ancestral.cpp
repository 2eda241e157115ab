// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// DPM-Solver++(2S), the midpoint method on x0 in log sigma, with fresh noise after every step.
class Dpmpp2sAncestral final : public Sampler {
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
            const Prediction second = inputs.denoise(toward(state.x, first.x0, from.sigma, middle.sigma), middle);
            state.x = toward(state.x, second.x0, from.sigma, way.down);
        }
        if (next > 0.0)
            state.x = with_noise(state.x, way.up * value_of(inputs.options, "s_noise", 1.0), from.sigma, next, state,
                                 inputs);
        ++state.step;
    }
};

const SamplerRegistration<Dpmpp2sAncestral> registration{
    {.id = "dpmpp_2s_ancestral",
     .name = "DPM++ 2S a",
     .aliases = {"dpmpp_2s_a", "dpmpp2s_a"},
     .options = ancestral_options(),
     .usual_schedule = "karras",
     .noise = NoiseKind::Stream,
     .source = "Lu et al. 2022, arXiv:2211.01095, algorithm 1; k-diffusion sample_dpmpp_2s_ancestral"}};

} // namespace
} // namespace sfumato::sampling
