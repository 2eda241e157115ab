// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/dpmpp_multistep.h"
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// DPM-Solver++(2M) for the stochastic equation, by the midpoint rule.
class Dpmpp2mSde final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        DpmppMultistep method;
        method.order = 2;
        method.eta = value_of(inputs.options, "eta", 1.0);
        method.s_noise = value_of(inputs.options, "s_noise", 1.0);
        dpmpp_multistep_step(state, inputs, method);
    }
};

const SamplerRegistration<Dpmpp2mSde> registration{{.id = "dpmpp_2m_sde",
                                                    .name = "DPM++ 2M SDE",
                                                    .aliases = {"dpmpp_2m_sde_gpu", "dpmpp_2m_sde_midpoint"},
                                                    .options = ancestral_options(),
                                                    .usual_schedule = "exponential",
                                                    .noise = NoiseKind::BrownianTree,
                                                    .source = "k-diffusion sample_dpmpp_2m_sde, solver midpoint"}};

} // namespace
} // namespace sfumato::sampling
