// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// Euler's step further down than asked, then fresh noise up to the level.
class EulerAncestral final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const double next = inputs.schedule.level(state.step + 1).sigma;
        const AncestralStep way = ancestral_step(from.sigma, next, value_of(inputs.options, "eta", 1.0));
        const Prediction prediction = inputs.denoise(state.x, from);
        state.x = toward(state.x, prediction.x0, from.sigma, way.down);
        if (next > 0.0)
            state.x = with_noise(state.x, way.up * value_of(inputs.options, "s_noise", 1.0), from.sigma, next, state,
                                 inputs);
        ++state.step;
    }
};

const SamplerRegistration<EulerAncestral> registration{{.id = "euler_ancestral",
                                                        .name = "Euler a",
                                                        .aliases = {"euler_a"},
                                                        .options = ancestral_options(),
                                                        .usual_schedule = "uniform",
                                                        .noise = NoiseKind::Stream,
                                                        .source = "k-diffusion sample_euler_ancestral"}};

} // namespace
} // namespace sfumato::sampling
