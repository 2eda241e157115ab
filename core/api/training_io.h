// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/api/training.h"
#include "core/base/result.h"

/// What programs that train read and write besides the run itself.
namespace sfumato {

/// The name of the file in a run's folder that says which run it is.
constexpr const char *run_file = "run.json";

/// Sets what a config file says. Errors: those of read_file() and apply_training_settings().
Result<void> read_training_config(TrainingRequest &request, const std::filesystem::path &file);

/// The request of the run that `folder` holds, with `folder` as its `out`.
/// Errors: NotFound where it holds none; those of reading.
Result<TrainingRequest> read_run(const std::filesystem::path &folder);

/// What a command line asks for: the defaults of `kind`, or the run in the folder `resume`; then the config file; then
/// the options, as texts by setting name. resume, config: may be empty.
/// Errors: those of read_run(), read_training_config(), training_value(), apply_training_settings(); InvalidArgument
/// where the folder holds the run of another kind.
Result<TrainingRequest> training_request(TrainingKind kind, const std::string &resume, const std::string &config,
                                         const std::map<std::string, std::string> &options);

/// A line of a run's log.jsonl.
nlohmann::json to_json(const TrainingProgress &progress);
/// The same to be read: "step 120/400  loss 0.01234  31.2 samples/s  3.4 min left".
std::string progress_line(const TrainingProgress &progress);
nlohmann::json to_json(const TrainingOutcome &outcome);
/// "400 steps in 12.3 min, 1.25 million parameters, PSNR 27.31 dB over unseen scenes".
std::string outcome_line(const TrainingOutcome &outcome);

} // namespace sfumato
