// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

constexpr double rho = 7.0;
constexpr double restart_below = 0.1; ///< sigma near which the run turns back
constexpr double restart_from = 2.0;  ///< sigma near which it begins again

std::size_t nearest(const std::vector<double> &sigmas, double wanted) {
    const auto closer = [&](double a, double b) { return std::abs(a - wanted) < std::abs(b - wanted); };
    return static_cast<std::size_t>(std::min_element(sigmas.begin(), sigmas.end(), closer) - sigmas.begin());
}

/// Heun steps with one or two returns to a middle noise level, where errors made on the way are forgotten.
/// A step to a noisier level only adds noise.
class Restart final : public Sampler {
public:
    Schedule adapt(Schedule schedule, const NoiseSchedule &training, const Options &) const override {
        const int steps = schedule.steps();
        if (steps < 20 || schedule.levels.back().sigma > 0.0)
            return schedule;
        const int length = steps >= 36 ? steps / 4 : 9;
        const int times = steps >= 36 ? 2 : 1;
        std::vector<double> base = karras_curve(schedule.levels.front().sigma, schedule.level(steps - 1).sigma,
                                                steps - length * times, rho);
        base.push_back(0.0);
        const std::size_t bottom = nearest(base, restart_below), top = nearest(base, restart_from);
        std::vector<double> way(base.begin(), base.begin() + static_cast<std::ptrdiff_t>(bottom) + 1);
        if (top < bottom) {
            const std::vector<double> again = karras_curve(base[top], base[bottom], length + 1, rho);
            for (int k = 0; k < times; ++k)
                way.insert(way.end(), again.begin(), again.end());
        }
        way.insert(way.end(), base.begin() + static_cast<std::ptrdiff_t>(bottom) + 1, base.end());
        schedule.levels.clear();
        for (double sigma : way)
            schedule.levels.push_back(training.level(sigma, schedule.rounding));
        return schedule;
    }

    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &from = inputs.schedule.level(state.step);
        const NoiseLevel &next = inputs.schedule.level(state.step + 1);
        if (next.sigma > from.sigma) {
            const double added = std::sqrt(next.sigma * next.sigma - from.sigma * from.sigma);
            state.x = with_noise(state.x, added * value_of(inputs.options, "s_noise", 1.0), from.sigma, next.sigma,
                                 state, inputs);
        } else {
            state.x = heun(state.x, from, next, inputs);
        }
        ++state.step;
    }

private:
    static at::Tensor heun(const at::Tensor &x, const NoiseLevel &from, const NoiseLevel &next,
                           const StepInputs &inputs) {
        const Prediction first = inputs.denoise(x, from);
        const at::Tensor arrived = toward(x, first.x0, from.sigma, next.sigma);
        if (next.sigma == 0.0)
            return arrived;
        const Prediction second = inputs.denoise(arrived, next);
        const at::Tensor slope = (x - first.x0) / from.sigma + (arrived - second.x0) / next.sigma;
        return at::add(x, slope, 0.5 * (next.sigma - from.sigma));
    }
};

const SamplerRegistration<Restart> registration{
    {.id = "restart",
     .name = "Restart",
     .aliases = {},
     .options = {{"s_noise", 1.0, 0.0, 10.0, "deviation of the added noise"}},
     .usual_schedule = "karras",
     .noise = NoiseKind::Stream,
     .source = "Xu et al. 2023, arXiv:2306.14878; restarts as A1111 chooses them"}};

} // namespace
} // namespace sfumato::sampling
