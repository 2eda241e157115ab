// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/dpm_solver.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sfumato::sampling {

DpmSolverStep::DpmSolverStep(at::Tensor x, double t, double t_next, const StepInputs &inputs)
    : x_(std::move(x)), t_(t), h_(t_next - t), sigma_next_(std::exp(-t_next)), inputs_(inputs) {}

at::Tensor DpmSolverStep::eps_at(const at::Tensor &x, double t) const {
    const NoiseLevel level = level_between(std::exp(-t), inputs_);
    return (x - inputs_.denoise(x, level).x0) / level.sigma;
}

const at::Tensor &DpmSolverStep::eps() {
    if (!eps_.defined())
        eps_ = eps_at(x_, t_);
    return eps_;
}

at::Tensor DpmSolverStep::looked_ahead(double r1) {
    if (!ahead_.defined() || ahead_at_ != r1) {
        const double s = t_ + r1 * h_;
        ahead_ = eps_at(at::sub(x_, eps(), std::exp(-s) * std::expm1(r1 * h_)), s);
        ahead_at_ = r1;
    }
    return ahead_;
}

at::Tensor DpmSolverStep::first_order() {
    return at::sub(x_, eps(), sigma_next_ * std::expm1(h_));
}

at::Tensor DpmSolverStep::second_order(double r1) {
    const at::Tensor ahead = looked_ahead(r1);
    return at::sub(first_order(), ahead - eps(), sigma_next_ / (2.0 * r1) * std::expm1(h_));
}

at::Tensor DpmSolverStep::third_order() {
    constexpr double r1 = 1.0 / 3.0, r2 = 2.0 / 3.0;
    const at::Tensor bend = looked_ahead(r1) - eps();
    const double s = t_ + r2 * h_, sigma = std::exp(-s), grown = std::expm1(r2 * h_);
    const at::Tensor further = at::sub(at::sub(x_, eps(), sigma * grown), bend,
                                       sigma * (r2 / r1) * (grown / (r2 * h_) - 1.0));
    const at::Tensor eps_further = eps_at(further, s);
    return at::sub(first_order(), eps_further - eps(), sigma_next_ / r2 * (std::expm1(h_) / h_ - 1.0));
}

LogRange log_range(const Schedule &schedule, const NoiseSchedule &training) {
    double last = schedule.levels.back().sigma;
    if (last <= 0.0)
        last = schedule.level(schedule.steps() - 1).sigma;
    // A run of one step has one positive level; it still has to go somewhere.
    if (last >= schedule.levels.front().sigma)
        last = std::min(training.sigma_min(), 0.5 * last);
    return {-std::log(schedule.levels.front().sigma), -std::log(last)};
}

AncestralWay ancestral_way(double t, double t_next, double t_end, double eta) {
    if (eta == 0.0)
        return {t_next, 0.0};
    const double next = std::exp(-t_next);
    const double down = ancestral_step(std::exp(-t), next, eta).down;
    const double shortened = down > 0.0 ? std::min(t_end, -std::log(down)) : t_end;
    const double reached = std::exp(-shortened);
    return {shortened, std::sqrt(std::max(next * next - reached * reached, 0.0))};
}

} // namespace sfumato::sampling
