// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/api/engine.h"
#include "core/conditioning/prompt_conditioning.h"
#include "core/pipeline/habits.h"
#include "core/pipeline/model.h"

namespace sfumato::pipeline {

/// Makes the pictures of a resolved request: prompt, start latents, the denoise loop (the only one), decode, composite.
/// Each finished picture goes to `sink`. latents_out: a safetensors file as design/cli.md describes, or empty.
/// Throws Failure{Cancelled} and what tensor code throws: call under guarded(). Thread: the engine's.
Result<GenerationResult> generate(const Model &model, const GenerationRequest &request, const JobContext &context,
                                  const ImageSink &sink, const std::string &latents_out);

/// The request's rules for reading prompts with this model.
conditioning::PromptRules prompt_rules(const GenerationRequest &request, const ResolvedHabits &habits);

} // namespace sfumato::pipeline
