// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/api/training.h"
#include "core/base/result.h"

namespace sfumato::train {

/// The record of a run, line by line: `log.csv` to be plotted and `log.jsonl` with everything.
class TrainingLog {
public:
    /// Goes on from a checkpoint: lines of steps after `last_step`, which will be made again, are dropped.
    static Result<TrainingLog> open(const std::filesystem::path &folder, std::int64_t last_step);

    /// Appends. Errors: Unreadable where the disk is full.
    Result<void> write(const TrainingProgress &progress);

private:
    explicit TrainingLog(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::filesystem::path folder_;
};

} // namespace sfumato::train
