// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_trainer.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/text/byte_symbols.h"
#include "core/text/pretokenizer.h"
#include "core/text/unicode.h"

namespace sfumato::text {
namespace {

constexpr int byte_tokens = 512;
constexpr int special_tokens = 2;
constexpr std::int64_t max_caption_count = 1LL << 32;

/// Distinct words by their bytes, sorted, so that nothing depends on the order of captions.
using WordCounts = std::map<std::string, std::int64_t>;

Result<WordCounts> count_words(std::span<const CountedCaption> captions) {
    WordCounts counts;
    for (const CountedCaption &caption : captions) {
        if (caption.count < 1 || caption.count > max_caption_count)
            return fail(ErrorCode::InvalidArgument, "caption count", fmt::format("is {}, not 1 to 2^32", caption.count));
        SFUMATO_TRY(std::u32string decoded, decode_utf8(caption.text, "caption"));
        const std::u32string cleaned = clean(std::move(decoded));
        for (const Word word : split_words(cleaned))
            counts[encode_utf8(std::u32string_view(cleaned).substr(word.begin, word.end - word.begin))] += caption.count;
    }
    return counts;
}

/// The words as they are cut so far, and how often each pair of neighbours stands in them.
class PairCounts {
public:
    struct Best {
        std::int32_t left, right;
        std::int64_t count;
    };

    explicit PairCounts(const WordCounts &counts) {
        std::array<std::int32_t, 256> id_of_byte{};
        std::int32_t next = 0;
        for (const std::uint8_t byte : bytes_in_clip_order())
            id_of_byte[byte] = next++;
        for (const auto &[bytes, count] : counts) {
            CutWord word{{}, count};
            for (const char byte : bytes)
                word.ids.push_back(id_of_byte[static_cast<unsigned char>(byte)]);
            word.ids.back() += byte_tokens / 2;
            words_.push_back(std::move(word));
            account(words_.size() - 1, 1);
        }
    }

    std::optional<Best> most_frequent() const {
        std::optional<std::pair<std::int64_t, std::uint64_t>> best; // most often, then lowest ids
        for (const auto &[pair, places] : pairs_)
            if (!best || places.count > best->first || (places.count == best->first && pair < best->second))
                best = {places.count, pair};
        if (!best)
            return std::nullopt;
        return Best{static_cast<std::int32_t>(best->second >> 32), static_cast<std::int32_t>(best->second & 0xFFFFFFFFu),
                    best->first};
    }

    void merge(const Best &pair, std::int32_t result) {
        const std::vector<std::size_t> places = std::move(pairs_.at(key(pair.left, pair.right)).words);
        for (const std::size_t place : places) {
            std::vector<std::int32_t> &ids = words_[place].ids;
            account(place, -1);
            std::size_t kept = 0;
            for (std::size_t i = 0; i < ids.size(); ++i, ++kept) {
                const bool here = ids[i] == pair.left && i + 1 < ids.size() && ids[i + 1] == pair.right;
                ids[kept] = here ? result : ids[i];
                i += here;
            }
            ids.resize(kept);
            account(place, 1);
        }
        forbid(pair);
    }

    /// This pair is never proposed again.
    void forbid(const Best &pair) {
        forbidden_.insert(key(pair.left, pair.right));
        pairs_.erase(key(pair.left, pair.right));
    }

private:
    struct CutWord {
        std::vector<std::int32_t> ids;
        std::int64_t count;
    };
    struct Places {
        std::int64_t count = 0;
        std::vector<std::size_t> words; ///< a superset: words that held the pair at some time, some twice
    };

    static std::uint64_t key(std::int32_t left, std::int32_t right) {
        return static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint64_t>(right);
    }

    void account(std::size_t place, std::int64_t sign) {
        const CutWord &word = words_[place];
        for (std::size_t i = 0; i + 1 < word.ids.size(); ++i) {
            const std::uint64_t pair = key(word.ids[i], word.ids[i + 1]);
            if (forbidden_.contains(pair))
                continue;
            Places &places = pairs_[pair];
            places.count += sign * word.count;
            if (sign > 0 && (places.words.empty() || places.words.back() != place))
                places.words.push_back(place);
            if (places.count == 0)
                pairs_.erase(pair);
        }
    }

    std::vector<CutWord> words_;
    std::unordered_map<std::uint64_t, Places> pairs_;
    std::unordered_set<std::uint64_t> forbidden_;
};

Vocabulary byte_vocabulary() {
    Vocabulary out;
    for (const std::string_view suffix : {std::string_view(), word_end})
        for (const std::uint8_t byte : bytes_in_clip_order())
            out.tokens.push_back(symbol_of(byte) + std::string(suffix));
    return out;
}

} // namespace

Result<Vocabulary> train_bpe(std::span<const CountedCaption> captions, const BpeTrainingOptions &options) {
    if (options.vocab_size < byte_tokens + special_tokens || options.vocab_size > 1 << 20)
        return fail(ErrorCode::InvalidArgument, "vocab_size", fmt::format("is {}, not 514 to 2^20", options.vocab_size));
    if (options.min_count < 1)
        return fail(ErrorCode::InvalidArgument, "min_count", fmt::format("is {}, below 1", options.min_count));
    if (options.max_length < 3 || options.max_length > 1024)
        return fail(ErrorCode::InvalidArgument, "max_length", fmt::format("is {}, not 3 to 1024", options.max_length));
    SFUMATO_TRY(const WordCounts counts, count_words(captions));

    PairCounts pairs(counts);
    Vocabulary out = byte_vocabulary();
    std::unordered_set<std::string> known(out.tokens.begin(), out.tokens.end());
    const auto wanted = static_cast<std::size_t>(options.vocab_size - special_tokens);
    while (out.tokens.size() < wanted) {
        const auto best = pairs.most_frequent();
        if (!best || best->count < options.min_count)
            break;
        std::string merged = out.tokens[static_cast<std::size_t>(best->left)] + out.tokens[static_cast<std::size_t>(best->right)];
        if (!known.insert(merged).second) {
            pairs.forbid(*best);
            continue;
        }
        const auto id = static_cast<std::int32_t>(out.tokens.size());
        out.tokens.push_back(std::move(merged));
        out.merges.push_back({best->left, best->right, id});
        pairs.merge(*best, id);
    }
    out.bos = static_cast<std::int32_t>(out.tokens.size());
    out.tokens.emplace_back(default_bos);
    out.eos = out.bos + 1;
    out.tokens.emplace_back(default_eos);
    out.unk = out.eos;
    out.pad = options.pad_with_zero ? 0 : out.eos;
    out.max_length = options.max_length;
    return out;
}

} // namespace sfumato::text
