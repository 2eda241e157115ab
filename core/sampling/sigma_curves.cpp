// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/sigma_curves.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/sampling/beta_distribution.h"

namespace sfumato::sampling {

std::vector<double> evenly_spaced(double first, double last, int n) {
    std::vector<double> values;
    for (int i = 0; i < n; ++i)
        values.push_back(i == n - 1 && n > 1 ? last : first + (last - first) * i / std::max(n - 1, 1));
    return values;
}

std::vector<double> karras_curve(double sigma_max, double sigma_min, int n, double rho) {
    std::vector<double> sigmas = evenly_spaced(std::pow(sigma_max, 1.0 / rho), std::pow(sigma_min, 1.0 / rho), n);
    for (double &sigma : sigmas)
        sigma = std::pow(sigma, rho);
    return sigmas;
}

std::vector<double> exponential_curve(double sigma_max, double sigma_min, int n) {
    std::vector<double> sigmas = evenly_spaced(std::log(sigma_max), std::log(sigma_min), n);
    for (double &sigma : sigmas)
        sigma = std::exp(sigma);
    return sigmas;
}

std::vector<double> beta_curve(double sigma_max, double sigma_min, int n, double a, double b) {
    std::vector<double> sigmas = evenly_spaced(1.0, 0.0, n);
    for (double &sigma : sigmas)
        sigma = sigma_min + beta_quantile(sigma, a, b) * (sigma_max - sigma_min);
    return sigmas;
}

std::vector<double> log_linear_curve(const std::vector<double> &knots, int n) {
    const auto last = static_cast<double>(knots.size() - 1);
    std::vector<double> sigmas = evenly_spaced(0.0, last, n);
    for (double &at : sigmas) {
        const double low = std::min(std::floor(at), last - 1.0);
        const auto i = static_cast<std::size_t>(low);
        const double weight = at - low;
        at = std::exp((1.0 - weight) * std::log(knots[i]) + weight * std::log(knots[i + 1]));
    }
    return sigmas;
}

Result<SigmaRange> sigma_range(const NoiseSchedule &training, const Options &options) {
    const auto chosen = [&](const char *name, double usual) {
        const double value = value_of(options, name, 0.0);
        return value == 0.0 ? usual : value;
    };
    const SigmaRange range{chosen("sigma_max", training.sigma_max()), chosen("sigma_min", training.sigma_min())};
    if (!(range.min > 0.0) || !std::isfinite(range.max))
        return fail(ErrorCode::InvalidArgument, "sigma_min", "must be above 0 and sigma_max finite");
    if (!(range.max > range.min))
        return fail(ErrorCode::InvalidArgument, "sigma_max",
                    fmt::format("must be above sigma_min, {} is not above {}", range.max, range.min));
    return range;
}

std::vector<OptionInfo> sigma_range_options() {
    return {{"sigma_min", 0.0, 0.0, 1000.0, "last noise level before the clean picture; 0 = the model's"},
            {"sigma_max", 0.0, 0.0, 100000.0, "first noise level; 0 = the model's"}};
}

} // namespace sfumato::sampling
