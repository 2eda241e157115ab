// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/modelio/element_type.h"
#include "core/modelio/safetensors_writer.h"
#include "core/modelio/single_file.h"

namespace sfumato::modelio {

/// What a converted model becomes. Everything is written as safetensors.
struct ConvertOptions {
    std::optional<ElementType> type; ///< of all floats: F32, F16 or BF16; absent = as stored (fp8 and blocks: F16)
    std::optional<Layout> layout;    ///< Ldm (one file) or DiffusersFolder; absent = that of the input
    SingleFileHelp help;             ///< for single files that become a folder
};

/// Reads a model of any container and layout and writes `out`: a .safetensors file or a folder. A file that keeps its
/// layout may be anything (a LoRA, a VAE): its tensors keep their names. Appears under `out` whole or not at all.
/// Errors: those of reading; InvalidArgument where `out` does not suit the layout; Conflict where it exists; Cancelled.
Result<void> convert_model(const std::filesystem::path &in, const std::filesystem::path &out, const ConvertOptions &options,
                           const WriteProgress &progress, const CancelToken &cancel);

} // namespace sfumato::modelio
