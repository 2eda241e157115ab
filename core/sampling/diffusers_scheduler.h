// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/sampling/noise_schedule.h"
#include "core/sampling/options.h"
#include "core/sampling/schedule.h"

namespace sfumato::sampling {

/// What a scheduler_config.json says about the model itself; serves any sampler.
struct SchedulerTraining {
    std::string class_name; ///< e.g. "PNDMScheduler"
    TrainingNoise noise;    ///< with TablePrecision::Double; set Single for diffusers' digits
    PredictionType prediction = PredictionType::Epsilon;
};

/// Reads betas and prediction type of any class that has betas, the sampler's options left alone.
/// subject: the file, for messages. Errors: CorruptFile (not JSON, a value of the wrong kind), UnsupportedFormat.
Result<SchedulerTraining> read_scheduler_training(std::string_view json, const std::string &subject);

/// A diffusers scheduler class with its options, as a run of ours.
struct DiffusersPlan {
    std::string class_name;
    std::string sampler; ///< id
    Options options;     ///< for the sampler; --eta and the like may be laid over it
    Schedule schedule;   ///< whole; Sampler::adapt() leaves it as it is
    NoiseSchedule training;
    PredictionType prediction = PredictionType::Epsilon;
    std::vector<double> timesteps; ///< as the class lists them; Heun lists all but the first twice
    std::vector<double> sigmas;    ///< likewise; empty for classes without any
};

/// What `class` does for a run of `steps` steps. Class defaults fill what the file leaves out; they differ by class.
/// Errors: as above; UnsupportedFormat names the class or the option and what is supported.
/// Source: diffusers 0.42 src/diffusers/schedulers/scheduling_*.py, __init__ and set_timesteps of each class.
Result<DiffusersPlan> plan_diffusers_scheduler(std::string_view json, const std::string &subject, int steps);

/// The class names plan_diffusers_scheduler() knows.
std::vector<std::string> supported_diffusers_schedulers();

} // namespace sfumato::sampling
