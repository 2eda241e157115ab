// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/sampler_math.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sfumato::sampling {

Schedule Sampler::adapt(Schedule schedule, const NoiseSchedule &, const Options &) const {
    return schedule;
}

bool Sampler::finished(const SamplerState &state, const Schedule &schedule) const {
    return state.step >= schedule.steps();
}

NoiseLevel Sampler::level(const SamplerState &state, const Schedule &schedule) const {
    return schedule.level(state.step);
}

AncestralStep ancestral_step(double from, double to, double eta) {
    if (eta == 0.0)
        return {to, 0.0};
    const double up = std::min(to, eta * std::sqrt(to * to * std::max(from * from - to * to, 0.0)) / from);
    return {std::sqrt(std::max(to * to - up * up, 0.0)), up};
}

at::Tensor toward(const at::Tensor &x, const at::Tensor &x0, double from, double to) {
    return to == 0.0 ? x0 : at::lerp(x0, x, to / from);
}

at::Tensor with_noise(const at::Tensor &x, double amount, double from_sigma, double to_sigma, SamplerState &state,
                      const StepInputs &inputs) {
    const std::int64_t number = state.draws++;
    if (amount == 0.0)
        return x;
    return at::add(x, inputs.noise.draw(number, from_sigma, to_sigma).to(x.options()), amount);
}

NoiseLevel level_between(double sigma, const StepInputs &inputs) {
    return inputs.training.level(sigma, inputs.schedule.rounding);
}

NoiseLevel strided_target(const SamplerState &state, const StepInputs &inputs) {
    const Schedule &schedule = inputs.schedule;
    if (schedule.stride == 0)
        return schedule.level(state.step + 1);
    const int t = static_cast<int>(std::lround(schedule.level(state.step).timestep)) - schedule.stride;
    return t < 0 ? schedule.levels.back() : inputs.training.level_of_timestep(t);
}

Churned churn(SamplerState &state, const StepInputs &inputs) {
    const NoiseLevel &level = inputs.schedule.level(state.step);
    const double s_churn = value_of(inputs.options, "s_churn", 0.0);
    const double s_tmin = value_of(inputs.options, "s_tmin", 0.0);
    const double s_tmax = value_of(inputs.options, "s_tmax", 0.0);
    const bool within = level.sigma >= s_tmin && (s_tmax <= 0.0 || level.sigma <= s_tmax);
    const double gamma = within ? std::min(s_churn / inputs.schedule.steps(), std::numbers::sqrt2 - 1.0) : 0.0;
    if (gamma <= 0.0) {
        ++state.draws;
        return {state.x, level};
    }
    const NoiseLevel raised = level_between(level.sigma * (1.0 + gamma), inputs);
    const double added = std::sqrt(raised.sigma * raised.sigma - level.sigma * level.sigma);
    const double amount = value_of(inputs.options, "s_noise", 1.0) * added;
    return {with_noise(state.x, amount, level.sigma, raised.sigma, state, inputs), raised};
}

at::Tensor remembered(const SamplerState &state, const std::string &name) {
    const auto found = state.tensors.find(name);
    return found == state.tensors.end() ? at::Tensor() : found->second;
}

std::vector<OptionInfo> churn_options() {
    return {{"s_churn", 0.0, 0.0, 1000.0, "noise added and taken away again over the whole run"},
            {"s_tmin", 0.0, 0.0, 1000.0, "no churn below this sigma"},
            {"s_tmax", 0.0, 0.0, 100000.0, "no churn above this sigma; 0 = no limit"},
            {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"}};
}

std::vector<OptionInfo> ancestral_options() {
    return {{"eta", 1.0, 0.0, 10.0, "share of fresh noise in every step; 0 = none"},
            {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"}};
}

std::vector<OptionInfo> joined(std::vector<OptionInfo> first, const std::vector<OptionInfo> &second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace sfumato::sampling
