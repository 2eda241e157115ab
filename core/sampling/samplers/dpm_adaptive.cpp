// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/sampling/dpm_solver.h"
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

constexpr double arrived = 1e-5;     ///< how near the end in log sigma counts as there
constexpr double acceptance = 0.81;  ///< steps whose factor is below are taken back
constexpr int most_attempts = 10000; ///< a run needs dozens

/// DPM-Solver-23 with a step size chosen by the error between the two orders. The number of steps is its own choice;
/// a step may be an attempt that is taken back. Ends at the schedule's last positive level.
class DpmAdaptive final : public Sampler {
public:
    Schedule adapt(Schedule schedule, const NoiseSchedule &training, const Options &) const override {
        if (schedule.steps() == 0)
            return schedule;
        const LogRange range = log_range(schedule, training);
        schedule.levels.back() = training.level(std::exp(-range.end), schedule.rounding);
        return schedule;
    }

    bool finished(const SamplerState &state, const Schedule &schedule) const override {
        return schedule.steps() == 0 || position(state, schedule) >= end_of(schedule) - arrived;
    }

    NoiseLevel level(const SamplerState &state, const Schedule &schedule) const override {
        if (!state.numbers.contains("t"))
            return schedule.levels.front();
        const double sigma = std::exp(-position(state, schedule));
        for (const NoiseLevel &level : schedule.levels)
            if (level.sigma <= sigma)
                return {sigma, 1.0 / (1.0 + sigma * sigma), level.timestep};
        return schedule.levels.back();
    }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const double eta = value_of(inputs.options, "eta", 0.0);
        const double s = position(state, inputs.schedule), end = end_of(inputs.schedule);
        const double h = state.numbers.contains("h") ? state.numbers["h"] : value_of(inputs.options, "h_init", 0.05);
        const double t = std::min(end, s + h);
        const AncestralWay way = ancestral_way(s, t, end, eta);

        DpmSolverStep solver(state.x, s, way.t, inputs);
        const at::Tensor low = solver.second_order(1.0 / 3.0), high = solver.third_order();
        const at::Tensor before = remembered(state, "low").defined() ? remembered(state, "low") : state.x;
        const double error = error_between(low, high, before, inputs.options);
        const double factor = 1.0 + std::atan(std::pow(1.0 / (error + 1e-8), 1.0 / (eta > 0.0 ? 1.5 : 3.0)) - 1.0);
        if (factor >= acceptance) {
            state.tensors["low"] = low;
            state.numbers["t"] = t;
            state.x = with_noise(high, way.up * value_of(inputs.options, "s_noise", 1.0), std::exp(-s), std::exp(-t),
                                 state, inputs);
        }
        state.numbers["h"] = h * factor;
        if (++state.step > most_attempts || !std::isfinite(factor))
            throw Failure({ErrorCode::Internal, "DPM adaptive",
                           "no step is small enough for the wanted accuracy; the network's output may not be finite",
                           "choose another sampler or a larger rtol"});
    }

private:
    static double position(const SamplerState &state, const Schedule &schedule) {
        const auto found = state.numbers.find("t");
        return found == state.numbers.end() ? -std::log(schedule.levels.front().sigma) : found->second;
    }

    static double end_of(const Schedule &schedule) { return -std::log(schedule.levels.back().sigma); }

    /// Root mean square difference in units of what is tolerated at each value.
    static double error_between(const at::Tensor &low, const at::Tensor &high, const at::Tensor &before,
                                const Options &options) {
        const at::Tensor relative = at::maximum(low.abs(), before.abs()) * value_of(options, "rtol", 0.05);
        const at::Tensor tolerated = at::clamp_min(relative, value_of(options, "atol", 0.0078));
        // The one place where a step must wait for a number: the step size depends on it.
        return ((low - high) / tolerated).square().mean().sqrt().item<double>();
    }
};

const SamplerRegistration<DpmAdaptive> registration{
    {.id = "dpm_adaptive",
     .name = "DPM adaptive",
     .aliases = {},
     .options = {{"rtol", 0.05, 1e-6, 1.0, "relative error tolerated in a step"},
                 {"atol", 0.0078, 1e-9, 1.0, "absolute error tolerated in a step"},
                 {"h_init", 0.05, 1e-6, 10.0, "first step in log sigma"},
                 {"eta", 0.0, 0.0, 1.0, "share of fresh noise in every step"},
                 {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"}},
     .usual_schedule = "uniform",
     .one_at_a_time = true,
     .source = "Lu et al. 2022, arXiv:2206.00927, appendix C; k-diffusion sample_dpm_adaptive"}};

} // namespace
} // namespace sfumato::sampling
