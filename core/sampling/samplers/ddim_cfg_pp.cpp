// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// DDIM that renoises in the unguided direction. Made for guidance scales around 1.
class DdimCfgPp final : public Sampler {
public:
    Scale scale() const override { return Scale::VariancePreserving; }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const NoiseLevel to = strided_target(state, inputs);
        const Prediction prediction = inputs.denoise(state.x, from);
        const at::Tensor eps = at::sub(state.x, prediction.x0_uncond, std::sqrt(from.alpha_bar)) /
                               std::sqrt(1.0 - from.alpha_bar);
        const double eta = value_of(inputs.options, "eta", 0.0);
        const double fresh = (1.0 - to.alpha_bar) / (1.0 - from.alpha_bar) *
                             std::max(1.0 - from.alpha_bar / to.alpha_bar, 0.0);
        const double deviation = eta * std::sqrt(fresh);
        const double kept = std::sqrt(std::max(1.0 - to.alpha_bar - deviation * deviation, 0.0));
        state.x = at::add(prediction.x0 * std::sqrt(to.alpha_bar), eps, kept);
        if (eta > 0.0)
            state.x = with_noise(state.x, deviation * value_of(inputs.options, "s_noise", 1.0), from.sigma, to.sigma,
                                 state, inputs);
        ++state.step;
    }
};

const SamplerRegistration<DdimCfgPp> registration{
    {.id = "ddim_cfg_pp",
     .name = "DDIM CFG++",
     .aliases = {"ddim_cfgpp"},
     .options = {{"eta", 0.0, 0.0, 1.0, "share of fresh noise in every step"},
                 {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"}},
     .usual_schedule = "leading",
     .strided = true,
     .source = "Chung et al. 2024, arXiv:2406.08070, algorithm 2"}};

} // namespace
} // namespace sfumato::sampling
