// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/dpmpp_multistep.h"
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// DPM-Solver++(2M) for the stochastic equation, by Heun's rule.
class Dpmpp2mSdeHeun final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        DpmppMultistep method;
        method.order = 2;
        method.heun = true;
        method.eta = value_of(inputs.options, "eta", 1.0);
        method.s_noise = value_of(inputs.options, "s_noise", 1.0);
        dpmpp_multistep_step(state, inputs, method);
    }
};

const SamplerRegistration<Dpmpp2mSdeHeun> registration{{.id = "dpmpp_2m_sde_heun",
                                                        .name = "DPM++ 2M SDE Heun",
                                                        .aliases = {"dpmpp_2m_sde_heun_gpu"},
                                                        .options = ancestral_options(),
                                                        .usual_schedule = "exponential",
                                                        .noise = NoiseKind::BrownianTree,
                                                        .source = "k-diffusion sample_dpmpp_2m_sde, solver heun"}};

} // namespace
} // namespace sfumato::sampling
