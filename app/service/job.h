// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

#include "app/service/history_entry.h"
#include "core/api/job_context.h"

namespace sfumato::service {

enum class JobState { Queued, Running, Done, Cancelled, Failed };

/// What a job is made from: a complete snapshot of what is wanted, which later changes elsewhere do not touch.
struct JobDraft {
    GenerationRequest request;
    PictureMode mode = PictureMode::Generate;
    QString label;  ///< what it is called in the queue; empty = mode and prompt
    QString parent; ///< name of the picture it edits; empty = none
};

/// One entry of the queue.
struct Job {
    QString id;
    JobDraft draft; ///< its seed is drawn; its pictures lie in files once `stored`
    JobState state = JobState::Queued;
    std::optional<Error> error; ///< why it failed
    int finished = 0;           ///< pictures made; they stay whatever becomes of the job

    // While it runs:
    StepEvent progress; ///< its image counts within the job
    std::optional<double> secondsLeft;
    bool cancelling = false;     ///< asked to stop; it does within one step
    bool lastImage = false;      ///< asked to stop after the picture being made
    bool live = false;           ///< replaced by the next of its kind; does not outlive the session

    bool stored = false;   ///< its pictures are on disk: it may run
    bool restored = false; ///< comes from an earlier run of the program

    bool ended() const { return state != JobState::Queued && state != JobState::Running; }
};

} // namespace sfumato::service
