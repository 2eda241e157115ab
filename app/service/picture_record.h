// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/service/png_export.h"
#include "core/api/engine.h"

namespace sfumato::service {

/// The request that makes this picture alone: its seed, a count of one.
GenerationRequest requestOfOne(GenerationRequest resolved, const GeneratedImage &image);

/// The prompts as they were written, where wildcards in them were filled in; else empty.
struct PromptTemplate {
    std::string prompt, negative;
};

/// What is written into a generated picture: infotext with the catalog's display names (and the template under the names
/// that A1111's extensions use), and the request that makes it alone, with the names of files but not their folders.
PictureRecord recordOf(const GeneratedImage &image, const GenerationRequest &resolved, const Catalog &catalog, const PromptTemplate &written = {});

} // namespace sfumato::service
