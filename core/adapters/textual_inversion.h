// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ATen.h>

#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato::adapters {

/// A word that the text encoders learnt: as many vectors as it takes tokens' places.
struct Embedding {
    std::string name;
    std::vector<at::Tensor> vectors; ///< [n,width] fp32 for each text encoder; undefined where the file has none for it

    int64_t count() const; ///< n
};

/// Whether a key of a LoRA file belongs to an embedding that came along (`bundle_emb.NAME.…`).
bool is_bundled_embedding(std::string_view key);

/// Reads a textual inversion in the layouts of A1111 (string_to_param), kohya (emb_params), SDXL (clip_l, clip_g) and
/// diffusers (one tensor by its token). widths: hidden sizes of the model's text encoders. Named by the file's stem.
/// Errors: those of reading; UnsupportedFormat, ShapeMismatch for other widths, LimitExceeded for too many vectors,
/// CorruptFile for values that are no numbers.
Result<Embedding> read_embedding(const std::filesystem::path &file, const std::vector<int> &widths);

/// All words a request can use: its files, those of its folder that the prompts name, those bundled with `adapters`.
/// What is wrong with a file of the folder or a bundle is a warning, with a named file an error.
Result<std::vector<Embedding>> embeddings_of(const GenerationRequest &request, const std::vector<std::filesystem::path> &adapters,
                                             const std::vector<int> &widths, std::vector<std::string> &warnings);

} // namespace sfumato::adapters
