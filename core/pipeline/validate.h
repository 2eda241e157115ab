// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato::pipeline {

/// Whether a request can be meant at all, before anything is queued or loaded. Pure: looks at no file and no machine.
/// What is left open (size 0, no steps) passes; whether names exist and options belong to a sampler is resolve()'s.
/// Errors: InvalidArgument with the option as on the command line ("--steps"), the value found, the range, and the
/// nearest valid values where there are two; LimitExceeded for prompts and pictures that are too large.
/// The first broken rule is reported.
Result<void> validate(const GenerationRequest &request);

} // namespace sfumato::pipeline
