// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/dpmpp_multistep.h"
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// DPM-Solver++(2M): second order from one evaluation a step and the memory of the last.
class Dpmpp2m final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        DpmppMultistep method;
        method.order = 2;
        method.heun = value_of(inputs.options, "heun", 0.0) != 0.0;
        dpmpp_multistep_step(state, inputs, method);
    }
};

const SamplerRegistration<Dpmpp2m> registration{
    {.id = "dpmpp_2m",
     .name = "DPM++ 2M",
     .aliases = {"dpmpp2m", "dpmsolver_multistep"},
     .options = {{"heun", 0.0, 0.0, 1.0, "1 = Heun's weight instead of the midpoint's"}},
     .usual_schedule = "karras",
     .source = "Lu et al. 2022, arXiv:2211.01095, algorithm 2; k-diffusion sample_dpmpp_2m"}};

} // namespace
} // namespace sfumato::sampling
