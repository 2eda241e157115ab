// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "app/service/picture_record.h"
#include "core/api/engine.h"

namespace sfumato::service {

/// Takes a picture, with the request and the prompts as they were used for it.
using FilledSink = std::function<Result<void>(const GeneratedImage &, const GenerationRequest &used, const PromptTemplate &written)>;

/// Engine::run(), with the choices and wildcards of the prompts (core/text/wildcards.h) filled in, these from `folder`. Where
/// that is empty they stay as they stand, and a warning says so.
/// Image i draws by its own seed, so that it is what it would be alone; in the negative prompt another number is drawn. Where prompts
/// are taken literally nothing is filled in. `resolved` is what Engine::resolve() gave.
/// Errors: those of run() and of text::fill_wildcards(), these before anything is computed.
Result<GenerationResult> runFilled(Engine &engine, const GenerationRequest &resolved, const std::filesystem::path &folder,
                                   const JobContext &context, const FilledSink &sink, const std::string &latentsOut = {});

} // namespace sfumato::service
