// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/base/result.h"
#include "core/text/bpe_tokenizer.h"

namespace sfumato::train {

/// Learns a tokenizer from the captions of `scenes` random scenes and writes it to `folder`, in CLIP's files.
/// Returns its size. Errors: those of train_bpe and write_vocabulary.
Result<int> write_caption_vocabulary(const std::filesystem::path &folder, int scenes, int vocab_size, std::uint64_t seed);

/// Texts as the text encoder takes them: [B,max_length] int64; bos, the text as far as it fits, eos, padding.
at::Tensor token_ids(const text::BpeTokenizer &tokenizer, const std::vector<std::string> &texts);

} // namespace sfumato::train
