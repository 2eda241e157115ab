// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

constexpr int most_order = 4;
constexpr std::array<const char *, most_order> slope_names = {"slope.0", "slope.1", "slope.2", "slope.3"};

/// The integral from sigma_i to sigma_i+1 of the Lagrange polynomial that is 1 at sigma_i-j and 0 at the others.
double coefficient(const Schedule &schedule, int i, int order, int j) {
    const double begin = schedule.level(i).sigma, end = schedule.level(i + 1).sigma;
    // Two Gauss-Legendre points integrate a cubic exactly.
    const double middle = 0.5 * (begin + end), offset = 0.5 * (end - begin) / std::sqrt(3.0);
    double sum = 0.0;
    for (double tau : {middle - offset, middle + offset}) {
        double product = 1.0;
        for (int k = 0; k < order; ++k)
            if (k != j)
                product *= (tau - schedule.level(i - k).sigma) /
                           (schedule.level(i - j).sigma - schedule.level(i - k).sigma);
        sum += product;
    }
    return 0.5 * (end - begin) * sum;
}

/// Linear multistep (Adams-Bashforth for uneven steps) on the slope in sigma.
class Lms final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const NoiseLevel &level = inputs.schedule.level(state.step);
        const Prediction prediction = inputs.denoise(state.x, level);
        const int limit = std::clamp(static_cast<int>(value_of(inputs.options, "order", 4.0)), 1, most_order);
        const int order = std::min(state.step + 1, limit);
        for (int j = order - 1; j > 0; --j)
            state.tensors[slope_names[static_cast<std::size_t>(j)]] =
                state.tensors[slope_names[static_cast<std::size_t>(j - 1)]];
        state.tensors[slope_names[0]] = (state.x - prediction.x0) / level.sigma;
        at::Tensor x = state.x;
        for (int j = 0; j < order; ++j)
            x = at::add(x, state.tensors[slope_names[static_cast<std::size_t>(j)]],
                        coefficient(inputs.schedule, state.step, order, j));
        state.x = x;
        ++state.step;
    }
};

const SamplerRegistration<Lms> registration{
    {.id = "lms",
     .name = "LMS",
     .aliases = {"lms_discrete"},
     .options = {{"order", 4.0, 1.0, 4.0, "how many slopes are remembered"}},
     .usual_schedule = "uniform",
     .source = "k-diffusion sample_lms (Katherine Crowson)"}};

} // namespace
} // namespace sfumato::sampling
