// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/noise_schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

namespace sfumato::sampling {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Evenly spaced as torch.linspace does it: from both ends towards the middle, each value rounded to T.
template <typename T>
std::vector<T> linspace(double first, double last, int n) {
    const T from = static_cast<T>(first), to = static_cast<T>(last);
    const T step = (to - from) / static_cast<T>(n - 1);
    std::vector<T> values;
    for (int i = 0; i < n; ++i)
        values.push_back(i < n / 2 ? from + step * static_cast<T>(i) : to - step * static_cast<T>(n - 1 - i));
    return values;
}

template <typename T>
std::vector<T> betas_of(const TrainingNoise &training) {
    std::vector<T> betas;
    if (!training.trained_betas.empty()) {
        for (double beta : training.trained_betas)
            betas.push_back(static_cast<T>(beta));
    } else if (training.schedule == BetaSchedule::SquaredCosine) {
        const auto alpha_bar = [](double t) {
            const double c = std::cos((t + 0.008) / 1.008 * std::numbers::pi / 2);
            return c * c;
        };
        const double n = training.timesteps;
        for (int i = 0; i < training.timesteps; ++i)
            betas.push_back(static_cast<T>(std::min(1.0 - alpha_bar((i + 1) / n) / alpha_bar(i / n), 0.999)));
    } else if (training.schedule == BetaSchedule::ScaledLinear) {
        betas = linspace<T>(std::sqrt(training.beta_start), std::sqrt(training.beta_end), training.timesteps);
        for (T &beta : betas)
            beta *= beta;
    } else {
        betas = linspace<T>(training.beta_start, training.beta_end, training.timesteps);
    }
    return betas;
}

/// The running product of 1 - beta, accumulated in double and rounded to T at each entry as torch.cumprod does.
template <typename T>
std::vector<T> cumulative_alphas(const std::vector<T> &betas) {
    std::vector<T> products;
    double product = 1.0;
    for (T beta : betas) {
        product *= static_cast<double>(T(1) - beta);
        products.push_back(static_cast<T>(product));
    }
    return products;
}

/// Shifts and scales sqrt(abar) so that the last is 0 and the first stays; goes by way of betas again, so that
/// single precision rounds where diffusers does.
template <typename T>
std::vector<T> rescale_to_zero_terminal_snr(const std::vector<T> &alpha_bars) {
    std::vector<T> roots;
    for (T alpha_bar : alpha_bars)
        roots.push_back(std::sqrt(alpha_bar));
    const T first = roots.front(), last = roots.back();
    std::vector<T> scaled;
    for (T root : roots) {
        const T moved = (root - last) * (first / (first - last));
        scaled.push_back(moved * moved);
    }
    std::vector<T> betas = {T(1) - scaled.front()};
    for (std::size_t i = 1; i < scaled.size(); ++i)
        betas.push_back(T(1) - scaled[i] / scaled[i - 1]);
    return cumulative_alphas(betas);
}

template <typename T>
void fill(const TrainingNoise &training, std::vector<double> &alpha_bars, std::vector<double> &sigmas) {
    std::vector<T> products = cumulative_alphas(betas_of<T>(training));
    if (training.zero_terminal_snr) {
        products = rescale_to_zero_terminal_snr(products);
        products.back() = static_cast<T>(training.terminal_alpha_bar);
    }
    for (T product : products) {
        alpha_bars.push_back(static_cast<double>(product));
        sigmas.push_back(product > T(0) ? static_cast<double>(std::sqrt((T(1) - product) / product)) : infinity);
    }
}

Result<void> check(const TrainingNoise &training) {
    const auto wrong = [](const char *name, const std::string &rule) {
        return fail(ErrorCode::InvalidArgument, name, rule);
    };
    if (training.timesteps < 2 || training.timesteps > 100000)
        return wrong("num_train_timesteps", fmt::format("must be 2 to 100000, is {}", training.timesteps));
    if (!training.trained_betas.empty()) {
        if (training.trained_betas.size() != static_cast<std::size_t>(training.timesteps))
            return wrong("trained_betas", fmt::format("holds {} values for {} timesteps",
                                                      training.trained_betas.size(), training.timesteps));
        for (double beta : training.trained_betas)
            if (!(beta > 0.0 && beta < 1.0))
                return wrong("trained_betas", fmt::format("must lie between 0 and 1, one is {}", beta));
    } else if (training.schedule != BetaSchedule::SquaredCosine) {
        if (!(training.beta_start > 0.0 && training.beta_start < 1.0))
            return wrong("beta_start", fmt::format("must lie between 0 and 1, is {}", training.beta_start));
        if (!(training.beta_end >= training.beta_start && training.beta_end < 1.0))
            return wrong("beta_end", fmt::format("must lie between beta_start and 1, is {}", training.beta_end));
    }
    if (!(training.terminal_alpha_bar >= 0.0 && training.terminal_alpha_bar < 0.01))
        return wrong("terminal_alpha_bar", "must lie between 0 and 0.01");
    return {};
}

} // namespace

NoiseSchedule::NoiseSchedule() : NoiseSchedule(*make({})) {}

Result<NoiseSchedule> NoiseSchedule::make(const TrainingNoise &training) {
    SFUMATO_CHECK(check(training));
    NoiseSchedule schedule{Empty{}};
    schedule.training_ = training;
    if (training.precision == TablePrecision::Single)
        fill<float>(training, schedule.alpha_bars_, schedule.sigmas_);
    else
        fill<double>(training, schedule.alpha_bars_, schedule.sigmas_);
    for (std::size_t i = 0; i < schedule.sigmas_.size(); ++i) {
        if (!(schedule.sigmas_[i] > (i == 0 ? 0.0 : schedule.sigmas_[i - 1])))
            return fail(ErrorCode::InvalidArgument, "beta schedule",
                        fmt::format("the noise must grow with every timestep, but not at {}", i));
        const double log_sigma = std::log(schedule.sigmas_[i]);
        const bool single = training.precision == TablePrecision::Single;
        schedule.log_sigmas_.push_back(single ? static_cast<double>(static_cast<float>(log_sigma)) : log_sigma);
    }
    return schedule;
}

double NoiseSchedule::sigma_max() const {
    return std::isinf(sigmas_.back()) ? sigmas_[sigmas_.size() - 2] : sigmas_.back();
}

double NoiseSchedule::sigma_at(double timestep) const {
    const double t = std::clamp(timestep, 0.0, static_cast<double>(timesteps() - 1));
    const auto low = static_cast<std::size_t>(std::min(std::floor(t), static_cast<double>(timesteps() - 2)));
    const double weight = t - static_cast<double>(low);
    if (weight == 0.0)
        return sigmas_[low];
    if (weight == 1.0)
        return sigmas_[low + 1];
    return std::exp((1.0 - weight) * log_sigmas_[low] + weight * log_sigmas_[low + 1]);
}

double NoiseSchedule::timestep_at(double sigma) const {
    if (sigma <= 0.0)
        return 0.0;
    if (std::isinf(sigma))
        return timesteps() - 1;
    const double wanted = std::log(sigma);
    // The last level that is not noisier, and never the very last, so that one comes after it.
    const auto above = std::upper_bound(log_sigmas_.begin(), log_sigmas_.end(), wanted);
    const auto low = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(above - log_sigmas_.begin() - 1, 0, timesteps() - 2));
    if (std::isinf(log_sigmas_[low + 1]))
        return static_cast<double>(low) + (wanted > log_sigmas_[low] ? 1.0 : 0.0);
    const double weight = (log_sigmas_[low] - wanted) / (log_sigmas_[low] - log_sigmas_[low + 1]);
    return static_cast<double>(low) + std::clamp(weight, 0.0, 1.0);
}

int NoiseSchedule::nearest_timestep(double sigma) const {
    const double t = timestep_at(sigma);
    // Log sigma is linear between two entries, so the nearest one is where the fraction rounds to; a tie goes to
    // the lower as argmin does.
    const double low = std::floor(t);
    return static_cast<int>(t - low > 0.5 ? low + 1.0 : low);
}

NoiseLevel NoiseSchedule::level(double sigma, TimestepRounding rounding) const {
    NoiseLevel level;
    level.sigma = sigma;
    level.alpha_bar = std::isinf(sigma) ? 0.0 : 1.0 / (1.0 + sigma * sigma);
    level.timestep = rounding == TimestepRounding::Integer ? nearest_timestep(sigma) : timestep_at(sigma);
    return level;
}

NoiseLevel NoiseSchedule::level_of_timestep(int t) const {
    return {sigma(t), alpha_bar(t), static_cast<double>(t)};
}

} // namespace sfumato::sampling
