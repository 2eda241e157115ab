// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/sampling/registry.h"
#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {
namespace {

constexpr int most_order = 3; ///< of the predictor; so many denoised latents are remembered

std::string kept_name(int k) {
    return "x0." + std::to_string(k);
}

/// What both halves of a step need for the way from level i to level i+1: x/sigma form, so alpha is 1.
struct Way {
    double h = 0.0;        ///< growth of log(1/sigma)
    double phi_1 = 0.0;    ///< expm1(-h)
    double b = 0.0;        ///< B(h), by variant
    std::vector<double> r; ///< where the remembered levels lie, in units of h; the last is 1, the level gone to
    std::vector<double> rhs;
};

Way way_between(const Schedule &schedule, int i, int order, bool bh1) {
    const auto lambda = [&](int k) { return -std::log(schedule.level(k).sigma); };
    Way way;
    way.h = lambda(i + 1) - lambda(i);
    const double hh = -way.h;
    way.phi_1 = std::expm1(hh);
    way.b = bh1 ? hh : way.phi_1;
    for (int k = 1; k < order; ++k)
        way.r.push_back((lambda(i - k) - lambda(i)) / way.h);
    way.r.push_back(1.0);
    double phi = way.phi_1 / hh - 1.0, factorial = 1.0;
    for (int k = 1; k <= order; ++k) {
        way.rhs.push_back(phi * factorial / way.b);
        factorial *= k + 1;
        phi = phi / hh - 1.0 / factorial;
    }
    return way;
}

/// The weights w with sum_k w_k r_k^j = rhs_j, j = 0..n-1: a Vandermonde system, by elimination with pivots.
std::vector<double> weights(const Way &way, std::size_t n) {
    std::vector<std::vector<double>> rows(n, std::vector<double>(n + 1));
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < n; ++k)
            rows[j][k] = std::pow(way.r[k], static_cast<double>(j));
        rows[j][n] = way.rhs[j];
    }
    for (std::size_t c = 0; c < n; ++c) {
        const auto smaller = [c](const auto &a, const auto &b) { return std::abs(a[c]) < std::abs(b[c]); };
        const auto pivot = std::max_element(rows.begin() + static_cast<std::ptrdiff_t>(c), rows.end(), smaller);
        std::swap(rows[c], *pivot);
        for (std::size_t j = 0; j < n; ++j) {
            if (j == c)
                continue;
            const double factor = rows[j][c] / rows[c][c];
            for (std::size_t k = c; k <= n; ++k)
                rows[j][k] -= factor * rows[c][k];
        }
    }
    std::vector<double> solution(n);
    for (std::size_t j = 0; j < n; ++j)
        solution[j] = rows[j][n] / rows[j][j];
    return solution;
}

/// Unified predictor-corrector, multistep, predicting x0. One evaluation a step serves the corrector of the step
/// before and the predictor of the next.
class UniPc final : public Sampler {
public:
    void step(SamplerState &state, const StepInputs &inputs) const override {
        const int i = state.step;
        const bool bh1 = value_of(inputs.options, "bh1", 0.0) != 0.0;
        const at::Tensor x0 = inputs.denoise(state.x, inputs.schedule.level(i)).x0;
        at::Tensor x = state.x;
        if (i > 0)
            x = corrected(state, inputs, x0, bh1);
        for (int k = most_order - 1; k > 0; --k)
            if (const at::Tensor newer = remembered(state, kept_name(k - 1)); newer.defined())
                state.tensors[kept_name(k)] = newer;
        state.tensors[kept_name(0)] = x0;
        state.tensors["before"] = x;

        int order = std::clamp(static_cast<int>(value_of(inputs.options, "order", 2.0)), 1, most_order);
        if (value_of(inputs.options, "lower_order_final", 1.0) != 0.0)
            order = std::min(order, inputs.schedule.steps() - i);
        order = std::min(order, i + 1);
        state.numbers["order"] = order;
        // At sigma 0 the way is infinitely long and the formula's limit is the denoised latent.
        state.x = inputs.schedule.level(i + 1).sigma == 0.0 ? x0 : predicted(state, inputs.schedule, x, order, bh1);
        ++state.step;
    }

private:
    static at::Tensor predicted(const SamplerState &state, const Schedule &schedule, const at::Tensor &x, int order,
                                bool bh1) {
        const int i = state.step;
        const Way way = way_between(schedule, i, order, bh1);
        const at::Tensor x0 = remembered(state, kept_name(0));
        at::Tensor next = toward(x, x0, schedule.level(i).sigma, schedule.level(i + 1).sigma);
        const std::vector<double> rho =
            order == 2 ? std::vector<double>{0.5} : weights(way, static_cast<std::size_t>(order - 1));
        for (int k = 1; k < order; ++k) {
            const auto at = static_cast<std::size_t>(k - 1);
            next = at::add(next, remembered(state, kept_name(k)) - x0, -way.b * rho[at] / way.r[at]);
        }
        return next;
    }

    /// The sample that the last step should have arrived at, now that `now` is known there.
    static at::Tensor corrected(const SamplerState &state, const StepInputs &inputs, const at::Tensor &now, bool bh1) {
        const int i = state.step - 1;
        const auto order = static_cast<int>(state.numbers.at("order"));
        const Way way = way_between(inputs.schedule, i, order, bh1);
        const at::Tensor x0 = remembered(state, kept_name(0));
        const Schedule &schedule = inputs.schedule;
        at::Tensor x = toward(remembered(state, "before"), x0, schedule.level(i).sigma, schedule.level(i + 1).sigma);
        const std::vector<double> rho =
            order == 1 ? std::vector<double>{0.5} : weights(way, static_cast<std::size_t>(order));
        for (int k = 1; k < order; ++k) {
            const auto at = static_cast<std::size_t>(k - 1);
            x = at::add(x, remembered(state, kept_name(k)) - x0, -way.b * rho[at] / way.r[at]);
        }
        return at::add(x, now - x0, -way.b * rho.back());
    }
};

const SamplerRegistration<UniPc> registration{
    {.id = "unipc",
     .name = "UniPC",
     .aliases = {"uni_pc", "uni_pc_bh2", "unipc_multistep"},
     .options = {{"order", 2.0, 1.0, 3.0, "order of the predictor; the corrector's is one more"},
                 {"bh1", 0.0, 0.0, 1.0, "1 = the variant B(h) = h, else exp(h) - 1"},
                 {"lower_order_final", 1.0, 0.0, 1.0, "1 = lower orders in the last steps"}},
     .usual_schedule = "uniform",
     .source = "Zhao et al. 2023, arXiv:2302.04867; diffusers UniPCMultistepScheduler"}};

} // namespace
} // namespace sfumato::sampling
