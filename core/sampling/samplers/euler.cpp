// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// Straight along the line to the denoised latent, with optional churn before.
class Euler final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const double next = inputs.schedule.level(state.step + 1).sigma;
        const Churned from = churn(state, inputs);
        const Prediction prediction = inputs.denoise(from.x, from.level);
        state.x = toward(from.x, prediction.x0, from.level.sigma, next);
        ++state.step;
    }
};

const SamplerRegistration<Euler> registration{{.id = "euler",
                                               .name = "Euler",
                                               .aliases = {},
                                               .options = churn_options(),
                                               .usual_schedule = "uniform",
                                               .source = "Karras et al. 2022, arXiv:2206.00364, algorithm 2 without "
                                                         "its correction; k-diffusion sample_euler"}};

} // namespace
} // namespace sfumato::sampling
