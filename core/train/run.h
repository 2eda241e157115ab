// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/train/optimiser.h"

namespace sfumato::train {

/// What every training run is told.
struct RunOptions {
    std::filesystem::path folder;  ///< checkpoint and log lie here
    double minutes = 10;           ///< the run's length, over all resumptions; the learning rate follows it
    double save_minutes = 3;       ///< between two checkpoints
    double learning_rate = 1e-3;
    std::int64_t warmup_steps = 100;
    std::uint64_t seed = 1;
    bool bf16 = false;             ///< mixed precision; only where the processor computes it
    bool muon = true;              ///< Muon for the matrices it suits, else AdamW for everything
    CancelToken cancel;            ///< saves and ends
};

/// Whether this processor multiplies bf16 itself; elsewhere it is emulated and ten times slower than fp32.
bool processor_has_bf16();

/// While it lives, matrix products and convolutions run in bf16.
class MixedPrecision {
public:
    explicit MixedPrecision(bool enabled);
    ~MixedPrecision();
    MixedPrecision(const MixedPrecision &) = delete;
    MixedPrecision &operator=(const MixedPrecision &) = delete;

private:
    bool enabled_;
};

/// The clock, log and checkpoint of a run: `folder/checkpoint.safetensors` and `folder/log.csv`.
class Run {
public:
    /// Restores parameters, optimiser and position where a checkpoint lies in the folder.
    static Result<Run> begin(const RunOptions &options, const Parameters &parameters, Optimiser &optimiser);

    bool finished() const;
    double progress() const;      ///< 0..1 by time
    double learning_rate() const;
    std::int64_t step() const { return optimiser_->steps(); }

    /// Tensors of the trainer's own, saved with every checkpoint. Names must not begin as those of others do.
    void also_save(std::function<Parameters()> others) { others_ = std::move(others); }
    /// What the checkpoint that the run continues from held under `name`; undefined without one.
    at::Tensor restored(const std::string &name) const;

    /// Steps the optimiser from a finished backward pass and notes the loss. Saves when due.
    /// Errors: Internal where the loss is not finite: the last checkpoint is the last good state.
    Result<void> advance(double loss, std::int64_t samples);
    Result<void> save();
    int saves() const { return saves_; } ///< checkpoints written so far by this process

private:
    Run(const RunOptions &options, Parameters parameters, Optimiser &optimiser)
        : options_(options), parameters_(std::move(parameters)), optimiser_(&optimiser) {}
    double seconds() const;
    void report();

    RunOptions options_;
    Parameters parameters_;
    Optimiser *optimiser_;
    std::function<Parameters()> others_;
    Parameters restored_; ///< of the checkpoint, without parameters and the optimiser's
    double seconds_before_ = 0; ///< spent before this process
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), saved_ = start_, reported_ = start_;
    double loss_sum_ = 0;
    std::int64_t loss_count_ = 0, samples_ = 0;
    int saves_ = 0;
};

} // namespace sfumato::train
