// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/text/vocabulary.h"

namespace sfumato::text {

/// A text to learn from and how often it stands for.
struct CountedCaption {
    std::string text; ///< UTF-8
    std::int64_t count = 1; ///< 1 .. 2^32
};

struct BpeTrainingOptions {
    int vocab_size = 1536;      ///< tokens in all, 514 .. 2^20: 512 byte symbols, merges, bos, eos
    std::int64_t min_count = 2; ///< a pair that stands less often is not merged
    int max_length = 77;        ///< ids in a sequence, bos and eos included
    bool pad_with_zero = false; ///< pad with id 0, as OpenCLIP's encoders, instead of eos
};

/// Learns a byte-pair vocabulary in CLIP's layout: the byte symbols in CLIP's order, the same with </w>, one token
/// for each merge, bos, eos. Ends early, with a smaller vocabulary, where no pair is left that stands often enough.
/// Deterministic, also in the order of captions: of pairs equally frequent the one of lower ids goes first.
/// A pair whose text is a token already is never merged, so that ids and merges stay in step.
/// Errors: InvalidArgument for options or counts out of range and captions that are not UTF-8.
Result<Vocabulary> train_bpe(std::span<const CountedCaption> captions, const BpeTrainingOptions &options = {});

} // namespace sfumato::text
