// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/api/engine.h"
#include "core/pipeline/model.h"
#include "core/pipeline/parts.h"

namespace sfumato::pipeline {

/// Makes the pictures of a resolved request whose parts are loaded: its passes (pass.h), decode, composite.
/// Each finished picture goes to `sink`. latents_out: a safetensors file as design/cli.md describes, or empty.
/// Throws Failure{Cancelled} and what tensor code throws: call under guarded(). Thread: the engine's.
Result<GenerationResult> generate(const Parts &parts, const GenerationRequest &request, const JobContext &context,
                                  const ImageSink &sink, const std::string &latents_out);

/// What the control networks of a resolved request are shown, in their order. Errors: those of prepare_source().
Result<std::vector<Image>> control_pictures(const ModelDescription &model, const GenerationRequest &request);

} // namespace sfumato::pipeline
