// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// Euler that renoises in the unguided direction. Made for guidance scales around 1.
class EulerCfgPp final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const double next = inputs.schedule.level(state.step + 1).sigma;
        const Prediction prediction = inputs.denoise(state.x, from);
        state.x = at::add(prediction.x0, state.x - prediction.x0_uncond, next / from.sigma);
        ++state.step;
    }
};

const SamplerRegistration<EulerCfgPp> registration{
    {.id = "euler_cfg_pp",
     .name = "Euler CFG++",
     .aliases = {"euler_cfgpp"},
     .options = {},
     .usual_schedule = "uniform",
     .source = "Chung et al. 2024, arXiv:2406.08070; ComfyUI sample_euler_cfg_pp"}};

} // namespace
} // namespace sfumato::sampling
