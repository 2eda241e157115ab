// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

/// x: from one level to another along a noise direction. Source: Liu et al. 2022, equation 11.
at::Tensor transfer(const at::Tensor &x, const at::Tensor &eps, double from, double to) {
    const double divisor = from * std::sqrt(1.0 - to) + std::sqrt(from * (1.0 - from) * to);
    return at::sub(x * std::sqrt(to / from), eps, (to - from) / divisor);
}

/// Pseudo linear multistep: Adams-Bashforth on the noise, begun by one step taken twice. The second level is listed
/// twice: the first step goes there, the second looks from there and repeats the first with the mean.
/// A list cut somewhere (img2img) is run literally, as diffusers runs it: whatever stands second is taken for the
/// repeated level.
class Plms final : public Sampler {
public:
    Scale scale() const override { return Scale::VariancePreserving; }

    Schedule adapt(Schedule schedule, const NoiseSchedule &, const Options &) const override {
        if (schedule.stride == 0 && schedule.steps() > 1)
            schedule.levels.insert(schedule.levels.begin() + 2, schedule.levels[1]);
        return schedule;
    }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &level = inputs.schedule.level(state.step);
        const Prediction prediction = inputs.denoise(state.x, level);
        const bool velocity = value_of(inputs.options, "velocity", 0.0) != 0.0;
        const at::Tensor now = velocity ? prediction.output : prediction.eps;

        NoiseLevel from = level, to = strided_target(state, inputs);
        at::Tensor x = state.x, direction;
        if (state.step == 1) {
            from = before(inputs);
            to = level;
            x = remembered(state, "start");
            direction = (now + remembered(state, "e.0")) * 0.5;
        } else {
            if (state.step == 0)
                state.tensors["start"] = state.x;
            for (const auto &[older, newer] : {std::pair{"e.3", "e.2"}, {"e.2", "e.1"}, {"e.1", "e.0"}})
                if (remembered(state, newer).defined())
                    state.tensors[older] = remembered(state, newer);
            state.tensors["e.0"] = now;
            direction = multistep(state);
        }
        if (velocity)
            direction = at::add(direction * std::sqrt(from.alpha_bar), x, std::sqrt(1.0 - from.alpha_bar));
        state.x = transfer(x, direction, from.alpha_bar, to.alpha_bar);
        ++state.step;
        if (state.step == 2)
            state.tensors.erase("start");
    }

private:
    /// The level that the repeated step set out from.
    static NoiseLevel before(const StepInputs &inputs) {
        if (inputs.schedule.stride == 0)
            return inputs.schedule.level(0);
        const int t = static_cast<int>(std::lround(inputs.schedule.level(1).timestep)) + inputs.schedule.stride;
        return inputs.training.level_of_timestep(std::min(t, inputs.training.timesteps() - 1));
    }

    static at::Tensor multistep(const SamplerState &state) {
        const at::Tensor e0 = remembered(state, "e.0"), e1 = remembered(state, "e.1");
        const at::Tensor e2 = remembered(state, "e.2"), e3 = remembered(state, "e.3");
        if (e3.defined())
            return (55.0 * e0 - 59.0 * e1 + 37.0 * e2 - 9.0 * e3) / 24.0;
        if (e2.defined())
            return (23.0 * e0 - 16.0 * e1 + 5.0 * e2) / 12.0;
        return e1.defined() ? (3.0 * e0 - e1) / 2.0 : e0;
    }
};

const SamplerRegistration<Plms> registration{
    {.id = "plms",
     .name = "PLMS",
     .aliases = {"pndm"},
     .options = {{"velocity", 0.0, 0.0, 1.0, "1 = the multistep runs on the network's velocities, as diffusers does"}},
     .usual_schedule = "leading",
     .strided = true,
     .source = "Liu et al. 2022, arXiv:2202.09778; diffusers PNDMScheduler with skip_prk_steps"}};

} // namespace
} // namespace sfumato::sampling
