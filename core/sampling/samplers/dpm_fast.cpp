// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/dpm_solver.h"
#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// DPM-Solver-fast: as many evaluations as steps were asked for, spent on fewer steps of orders up to 3. Ends at the
/// last positive level, as k-diffusion does.
class DpmFast final : public Sampler {
public:
    Schedule adapt(Schedule schedule, const NoiseSchedule &training, const Options &) const override {
        const int evaluations = schedule.steps();
        if (evaluations == 0)
            return schedule;
        const LogRange range = log_range(schedule, training);
        const int steps = evaluations / 3 + 1;
        schedule.levels.clear();
        for (double t : evenly_spaced(range.begin, range.end, steps + 1))
            schedule.levels.push_back(training.level(std::exp(-t), schedule.rounding));
        schedule.orders.assign(static_cast<std::size_t>(steps), 3);
        schedule.orders.back() = evaluations % 3 == 0 ? 1 : evaluations % 3;
        if (evaluations % 3 == 0)
            schedule.orders[schedule.orders.size() - 2] = 2;
        return schedule;
    }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const Schedule &schedule = inputs.schedule;
        const double from = schedule.level(state.step).sigma, next = schedule.level(state.step + 1).sigma;
        const double t = -std::log(from), t_end = -std::log(schedule.levels.back().sigma);
        const AncestralWay way = ancestral_way(t, -std::log(next), t_end, value_of(inputs.options, "eta", 0.0));
        DpmSolverStep solver(state.x, t, way.t, inputs);
        const int order = schedule.orders[static_cast<std::size_t>(state.step)];
        const at::Tensor x = order == 1   ? solver.first_order()
                             : order == 2 ? solver.second_order(0.5)
                                          : solver.third_order();
        state.x =
            with_noise(x, way.up * value_of(inputs.options, "s_noise", 1.0), from, next, state, inputs);
        ++state.step;
    }
};

const SamplerRegistration<DpmFast> registration{
    {.id = "dpm_fast",
     .name = "DPM fast",
     .aliases = {},
     .options = {{"eta", 0.0, 0.0, 1.0, "share of fresh noise in every step"},
                 {"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"}},
     .usual_schedule = "uniform",
     .source = "Lu et al. 2022, arXiv:2206.00927, section 4.3; k-diffusion sample_dpm_fast"}};

} // namespace
} // namespace sfumato::sampling
