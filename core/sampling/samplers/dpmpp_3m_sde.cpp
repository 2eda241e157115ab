// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/dpmpp_multistep.h"
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// DPM-Solver++(3M) for the stochastic equation.
class Dpmpp3mSde final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        DpmppMultistep method;
        method.order = 3;
        method.heun = true;
        method.eta = value_of(inputs.options, "eta", 1.0);
        method.s_noise = value_of(inputs.options, "s_noise", 1.0);
        dpmpp_multistep_step(state, inputs, method);
    }
};

const SamplerRegistration<Dpmpp3mSde> registration{{.id = "dpmpp_3m_sde",
                                                    .name = "DPM++ 3M SDE",
                                                    .aliases = {"dpmpp_3m_sde_gpu"},
                                                    .options = ancestral_options(),
                                                    .usual_schedule = "exponential",
                                                    .noise = NoiseKind::BrownianTree,
                                                    .drops_penultimate = true,
                                                    .source = "k-diffusion sample_dpmpp_3m_sde"}};

} // namespace
} // namespace sfumato::sampling
