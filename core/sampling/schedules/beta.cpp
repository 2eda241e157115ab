// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/beta_distribution.h"
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// Timesteps at the quantiles of a beta distribution: dense at both ends. Timesteps that fall together run once,
/// so very many steps become fewer.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    const double a = value_of(options, "alpha", 0.6), b = value_of(options, "beta", 0.6);
    std::vector<double> result;
    int last = -1;
    for (int i = 0; i < steps; ++i) {
        const double share = beta_quantile(1.0 - static_cast<double>(i) / steps, a, b);
        const auto t = static_cast<int>(std::nearbyint(share * (training.timesteps() - 1)));
        if (t != last)
            result.push_back(training.sigma(t));
        last = t;
    }
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"beta", "Beta", {},
    {{"alpha", 0.6, 0.01, 100.0, "shape at the noisy end"},
     {"beta", 0.6, 0.01, 100.0, "shape at the clean end"}},
    sigmas, "Lee et al. 2024, arXiv:2407.12173; ComfyUI beta_scheduler"}};

} // namespace
} // namespace sfumato::sampling
