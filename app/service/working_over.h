// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/api/engine.h"

namespace sfumato::service {

/// How strongly a model works an enlarged picture over unless told otherwise, 0..1.
constexpr double usualWorkingOver = 0.35;

/// What makes a model work over a picture of that size: `wishes` with the sizes filled in. The model sees it in windows of
/// its own size unless `wishes` say otherwise. Loads no weights. Errors: those of Engine::resolve().
Result<GenerationRequest> workingOver(Engine &engine, GenerationRequest wishes, int width, int height);

/// A picture that a model has worked over by what workingOver() gave; the alpha stays as it is. Up to 7 pixels a side are cut
/// off, since models work on multiples of 8. `warnings` are added to. Errors: those of Engine::run().
Result<Image> workedOver(Engine &engine, const Image &picture, GenerationRequest request, const JobContext &context, std::vector<std::string> &warnings);

} // namespace sfumato::service
