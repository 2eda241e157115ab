// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/dpmpp_multistep.h"

#include <algorithm>
#include <cmath>

namespace sfumato::sampling {
namespace {

/// Steps in log sigma: the present one, the last, and the one before, the latter two as parts of the present.
struct Steps {
    double h, r0 = 0.0, r1 = 0.0;
};

Steps steps_at(const Schedule &schedule, int i, int order) {
    const auto width = [&](int from) { return std::log(schedule.level(from).sigma / schedule.level(from + 1).sigma); };
    Steps steps{width(i)};
    if (order > 1)
        steps.r0 = width(i - 1) / steps.h;
    if (order > 2)
        steps.r1 = width(i - 2) / steps.h;
    return steps;
}

int order_at(const SamplerState &state, const Schedule &schedule, const DpmppMultistep &method) {
    const int left = schedule.steps() - state.step;
    int order = std::min(method.order, state.step + 1);
    if (method.gentle_finish)
        order = std::min(order, left);
    return method.first_order_last && left == 1 ? 1 : order;
}

} // namespace

void dpmpp_multistep_step(SamplerState &state, const StepInputs &inputs, const DpmppMultistep &method) {
    const NoiseLevel &from = inputs.schedule.level(state.step);
    const double next = inputs.schedule.level(state.step + 1).sigma;
    const at::Tensor x0 = inputs.denoise(state.x, from).x0;
    const at::Tensor x0_1 = remembered(state, "x0.1"), x0_2 = remembered(state, "x0.2");
    at::Tensor x = x0;
    if (next > 0.0) {
        const int order = order_at(state, inputs.schedule, method);
        const Steps steps = steps_at(inputs.schedule, state.step, order);
        const double h = steps.h * (1.0 + method.eta);
        x = at::add(state.x * std::exp(-h), x0, -std::expm1(-h));
        const double phi_2 = std::expm1(-h) / h + 1.0;
        if (order == 2) {
            x = at::add(x, x0 - x0_1, (method.heun ? phi_2 : -0.5 * std::expm1(-h)) / steps.r0);
        } else if (order == 3) {
            const at::Tensor slope_0 = (x0 - x0_1) / steps.r0, slope_1 = (x0_1 - x0_2) / steps.r1;
            const at::Tensor bend = (slope_0 - slope_1) / (steps.r0 + steps.r1);
            const double phi_3 = phi_2 / h - (method.diffusers_third_order ? -0.5 : 0.5);
            x = at::add(at::add(x, at::add(slope_0, bend, steps.r0), phi_2), bend, -phi_3);
        }
        if (method.eta > 0.0) {
            const double amount = next * std::sqrt(-std::expm1(-2.0 * method.eta * steps.h)) * method.s_noise;
            x = with_noise(x, amount, from.sigma, next, state, inputs);
        }
    }
    if (method.order > 2 && x0_1.defined())
        state.tensors["x0.2"] = x0_1;
    if (method.order > 1)
        state.tensors["x0.1"] = x0;
    state.x = x;
    ++state.step;
}

} // namespace sfumato::sampling
