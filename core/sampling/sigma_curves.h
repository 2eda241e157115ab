// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/sampling/noise_schedule.h"
#include "core/sampling/options.h"

namespace sfumato::sampling {

/// Sigmas by formula, noisiest first, n of them, without the final 0.
std::vector<double> karras_curve(double sigma_max, double sigma_min, int n, double rho);
std::vector<double> exponential_curve(double sigma_max, double sigma_min, int n);
/// Quantiles of Beta(a, b) between the two, as diffusers and A1111 take them.
std::vector<double> beta_curve(double sigma_max, double sigma_min, int n, double a, double b);
/// Through the knots on a straight line in log sigma, n values from the first knot to the last.
std::vector<double> log_linear_curve(const std::vector<double> &knots, int n);

/// n values from first to last, both included; only the first where n is 1.
std::vector<double> evenly_spaced(double first, double last, int n);

/// Where a schedule begins and ends.
struct SigmaRange {
    double max, min;
};

/// The options sigma_max and sigma_min, 0 or absent = the training's. Errors: InvalidArgument where the two cross.
Result<SigmaRange> sigma_range(const NoiseSchedule &training, const Options &options);
/// The two options sigma_range() reads, for a schedule's list.
std::vector<OptionInfo> sigma_range_options();

} // namespace sfumato::sampling
