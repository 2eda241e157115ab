// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/sampling/schedule.h"

namespace sfumato::sampling {

/// What a network was trained to predict.
enum class PredictionType { Epsilon, Velocity, Sample };

/// How the betas run from the first timestep to the last, by diffusers' names.
enum class BetaSchedule { ScaledLinear, Linear, SquaredCosine };

/// Double is what k-diffusion's relatives compute; Single rounds where diffusers rounds to fp32 (sigma_min differs
/// in the fifth digit between the two).
enum class TablePrecision { Double, Single };

/// The noise a model was trained with.
struct TrainingNoise {
    int timesteps = 1000; ///< 2..100000
    BetaSchedule schedule = BetaSchedule::ScaledLinear;
    double beta_start = 0.00085; ///< 0..1, exclusive
    double beta_end = 0.012;
    std::vector<double> trained_betas; ///< replaces the three above where not empty
    bool zero_terminal_snr = false;    ///< rescale so that the last timestep is pure noise
    /// abar of the last timestep where zero_terminal_snr: 0 for samplers that hold x at unit variance;
    /// 2^-24 (sigma 4096) for those that divide by it.
    double terminal_alpha_bar = 0.0;
    TablePrecision precision = TablePrecision::Double;
};

/// The noise levels of all training timesteps, and the ways between sigma and timestep. A value; thread: any.
class NoiseSchedule {
public:
    /// Stable Diffusion's: scaled_linear, 0.00085 to 0.012, 1000 timesteps.
    NoiseSchedule();

    /// Errors: InvalidArgument naming the value that is out of range.
    /// Source: CompVis/stable-diffusion ldm/modules/diffusionmodules/util.py; Lin et al. 2023
    /// "Common Diffusion Noise Schedules and Sample Steps are Flawed", algorithm 1 (rescaling).
    static Result<NoiseSchedule> make(const TrainingNoise &training);

    const TrainingNoise &training() const { return training_; }
    int timesteps() const { return static_cast<int>(alpha_bars_.size()); }
    double alpha_bar(int t) const { return alpha_bars_[static_cast<std::size_t>(t)]; }
    double sigma(int t) const { return sigmas_[static_cast<std::size_t>(t)]; }
    double sigma_min() const { return sigmas_.front(); }
    /// The largest finite sigma.
    double sigma_max() const;

    /// sigma at a fractional timestep (clamped to the table), linear in log sigma.
    double sigma_at(double timestep) const;
    /// The fractional timestep of a sigma, linear in log sigma, clamped to 0..timesteps-1.
    double timestep_at(double sigma) const;
    /// The integer timestep whose log sigma is nearest.
    int nearest_timestep(double sigma) const;

    /// The level of a sigma (0 and infinity are levels too).
    NoiseLevel level(double sigma, TimestepRounding rounding = TimestepRounding::Fractional) const;
    /// The level of a training timestep, 0..timesteps-1.
    NoiseLevel level_of_timestep(int t) const;

private:
    struct Empty {};
    explicit NoiseSchedule(Empty) {}

    TrainingNoise training_;
    std::vector<double> alpha_bars_;
    std::vector<double> sigmas_;
    std::vector<double> log_sigmas_;
};

} // namespace sfumato::sampling
