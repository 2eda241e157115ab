// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/api/training.h"
#include "core/base/result.h"

namespace sfumato::train {

/// Where the checkpoint of a run lies in its folder.
std::filesystem::path checkpoint_file(const std::filesystem::path &folder);

/// Whether request.out may be the folder of this run: a new or empty one, or one that holds the same run already.
/// Touches nothing. Errors: Conflict where the folder holds something else, or a run whose networks or data differ,
/// naming the setting; those of read_run().
Result<void> check_run_folder(const TrainingRequest &request);

/// Makes it that: its run.json says what is asked for now (length, rate and the like may change from one resumption to
/// the next). Errors: those of check_run_folder(); Unreadable.
Result<void> claim_run_folder(const TrainingRequest &request);

} // namespace sfumato::train
