// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "core/api/training.h"
#include "core/base/result.h"
#include "core/train/lr_schedule.h"
#include "core/train/optimiser.h"
#include "core/train/training_log.h"

namespace sfumato::train {

/// The length, learning rate, log and checkpoint of a run, in its folder. Its position is all the state that the random
/// numbers have: every draw comes from a generator that (seed, step) alone decide, so that a run resumed from its
/// checkpoint goes on exactly as it would have.
class Run {
public:
    /// Claims the folder and restores parameters, optimiser and position where a checkpoint lies in it.
    /// Errors: those of claim_run_folder(); ShapeMismatch, MissingTensor where it belongs to other networks; CorruptFile, Unreadable.
    static Result<Run> begin(const TrainingRequest &request, const TrainingContext &context, const Parameters &parameters, Optimiser &optimiser);

    bool finished() const;   ///< at its end, or cancelled
    double progress() const; ///< 0..1, by steps or by time
    double learning_rate() const;
    std::int64_t step() const { return optimiser_->steps(); }

    /// Tensors of the trainer's own, saved with every checkpoint. Names must not begin as those of others do.
    /// Called before the checkpoint is written, which refers to what it puts on the disk itself.
    void also_save(std::function<Result<Parameters>()> others) { others_ = std::move(others); }
    /// What the checkpoint that the run continues from held under `name`; undefined without one.
    at::Tensor restored(const std::string &name) const;

    /// Steps the optimiser from a finished backward pass and notes the loss. Logs and saves when due.
    /// Errors: Internal where loss or gradients are not finite: nothing moves then, and the checkpoint stays as it was.
    Result<void> advance(double loss, std::int64_t samples);
    /// Errors: those of writing; Internal where a weight is not finite: a checkpoint always holds a good state.
    Result<void> save();
    int saves() const { return saves_; } ///< checkpoints written so far by this process
    bool validation_due() const;         ///< after this step
    double seconds() const;              ///< trained, over all resumptions

private:
    Run(const TrainingRequest &request, const TrainingContext &context, Parameters parameters, Optimiser &optimiser, TrainingLog log);
    Result<void> restore(Parameters tensors, const std::string &file);
    bool log_due() const;
    bool save_due() const;
    Result<void> report();
    Error not_a_number(const char *what) const;

    TrainingRequest request_;
    TrainingContext context_;
    LrSchedule schedule_;
    Parameters parameters_;
    Optimiser *optimiser_;
    TrainingLog log_;
    std::function<Result<Parameters>()> others_;
    Parameters restored_; ///< of the checkpoint, without parameters and the optimiser's
    double seconds_before_ = 0; ///< spent before this process
    std::int64_t steps_before_ = 0;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), saved_ = start_, reported_ = start_;
    double loss_sum_ = 0;
    std::int64_t loss_count_ = 0, samples_ = 0;
    int saves_ = 0;
};

} // namespace sfumato::train
