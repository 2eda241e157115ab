// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/service/infotext.h"
#include "core/api/request.h"

namespace sfumato::service {

/// What the infotext of one picture needs besides the resolved request.
struct PictureFacts {
    std::int64_t seed = 0;
    int width = 0, height = 0; ///< of the picture
    std::string samplerName;   ///< display names: "DPM++ 2M", "Karras"
    std::string scheduleName;
    std::string modelName; ///< file or folder name without ending
    std::string modelHash; ///< first 10 hexadecimal digits of the file's SHA-256; empty = not known
};

/// What produced one picture, in A1111's words and order, so that other programs can read it.
/// Source: webui 1.10, modules/processing.py create_infotext (dialect 4.1).
Infotext infotextOf(const GenerationRequest &resolved, const PictureFacts &facts);

/// "models/My Model.safetensors" -> "My Model"; "builtin" stays.
std::string modelNameOf(const std::string &model);

/// A request made from somebody's infotext, and what of it could not be used.
struct RecoveredRequest {
    GenerationRequest request;      ///< always within the ranges of check_ranges()
    std::vector<std::string> notes; ///< English sentences: what was limited or left out
};

/// Takes over prompts, sizes, steps, sampler, schedule, seed and the like. Never fails: a value that is no number
/// is left out, one out of range is limited, both with a note. Names of models and files are never taken over.
RecoveredRequest requestFrom(const Infotext &info);

} // namespace sfumato::service
