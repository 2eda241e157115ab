// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/sampling/dpmpp_multistep.h"
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// Multistep DPM-Solver++ as diffusers runs it: any order, gentler towards the end of short runs.
class DpmppMultistepSampler final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const Options &options = inputs.options;
        DpmppMultistep method;
        method.order = std::clamp(static_cast<int>(value_of(options, "order", 3.0)), 1, 3);
        method.eta = value_of(options, "eta", 0.0);
        method.s_noise = value_of(options, "s_noise", 1.0);
        method.heun = value_of(options, "heun", 0.0) != 0.0;
        const double short_run = inputs.schedule.steps() < 15 ? 1.0 : 0.0;
        method.gentle_finish = value_of(options, "lower_order_final", short_run) != 0.0;
        method.first_order_last = value_of(options, "euler_at_final", 0.0) != 0.0;
        method.diffusers_third_order = value_of(options, "diffusers_third_order", 0.0) != 0.0;
        dpmpp_multistep_step(state, inputs, method);
    }
};

const SamplerRegistration<DpmppMultistepSampler> registration{
    {.id = "dpmpp_3m",
     .name = "DPM++ 3M",
     .aliases = {"dpmpp3m"},
     .options = {{"order", 3.0, 1.0, 3.0, "order of the solver"},
                 {"heun", 0.0, 0.0, 1.0, "1 = Heun's weight in second-order steps"},
                 {"eta", 0.0, 0.0, 1.0, "1 = the stochastic equation"},
                 {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"},
                 {"lower_order_final", 0.0, 0.0, 1.0, "1 = lower orders at the end; usual below 15 steps"},
                 {"euler_at_final", 0.0, 0.0, 1.0, "1 = order 1 at the last step"},
                 {"diffusers_third_order", 0.0, 0.0, 1.0, "1 = diffusers' coefficient with eta and order 3"}},
     .usual_schedule = "karras",
     .noise = NoiseKind::Stream,
     .source = "Lu et al. 2022, arXiv:2211.01095; diffusers DPMSolverMultistepScheduler"}};

} // namespace
} // namespace sfumato::sampling
