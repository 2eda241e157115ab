// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_tokenizer.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "core/base/printable.h"
#include "core/text/byte_symbols.h"
#include "core/text/pretokenizer.h"
#include "core/text/unicode.h"

namespace sfumato::text {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

std::uint64_t key(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

/// A symbol of the word being merged, in a doubly linked list; swallowed ones have id -1.
struct Symbol {
    std::int32_t id;
    std::size_t before, after;
};

/// A merge that was possible when it was noted.
struct Candidate {
    std::int32_t rank;
    std::size_t at;
    std::int32_t result;

    /// For a heap whose top is the lowest rank, the leftmost of equals: ties of one pair go left to right.
    bool operator<(const Candidate &other) const {
        return rank != other.rank ? rank > other.rank : at > other.at;
    }
};

} // namespace

struct BpeTokenizer::Workspace {
    std::vector<Symbol> symbols;
    std::vector<Candidate> heap;
};

Result<BpeTokenizer> BpeTokenizer::create(Vocabulary vocabulary) {
    const auto size = static_cast<std::int64_t>(vocabulary.tokens.size());
    const auto known = [&](std::int32_t id) { return id >= 0 && id < size; };
    bool sound = known(vocabulary.bos) && known(vocabulary.eos) && known(vocabulary.unk) && known(vocabulary.pad) &&
                 vocabulary.max_length >= 3 && size <= std::numeric_limits<std::int32_t>::max();
    for (const Vocabulary::Merge &merge : vocabulary.merges)
        sound = sound && known(merge.left) && known(merge.right) && known(merge.result);
    if (!sound)
        return fail(ErrorCode::CorruptFile, "vocabulary", "refers to tokens that it does not have");

    BpeTokenizer out;
    out.vocabulary_ = std::move(vocabulary);
    for (std::size_t id = 0; id < out.vocabulary_.tokens.size(); ++id)
        if (!out.vocabulary_.tokens[id].empty())
            out.ids_.emplace(out.vocabulary_.tokens[id], static_cast<std::int32_t>(id));
    std::int32_t rank = 0;
    for (const Vocabulary::Merge &merge : out.vocabulary_.merges)
        out.rules_.emplace(key(merge.left, merge.right), Rule{rank++, merge.result});
    for (std::size_t byte = 0; byte < 256; ++byte) {
        const std::string &symbol = symbol_of(static_cast<std::uint8_t>(byte));
        out.inner_[byte] = out.find(symbol).value_or(out.vocabulary_.unk);
        out.final_[byte] = out.find(symbol + std::string(word_end)).value_or(out.vocabulary_.unk);
    }
    return out;
}

Result<BpeTokenizer> BpeTokenizer::load(const std::filesystem::path &folder) {
    SFUMATO_TRY(auto vocabulary, read_vocabulary(folder));
    return create(std::move(vocabulary));
}

std::optional<std::int32_t> BpeTokenizer::find(std::string_view token) const {
    const auto found = ids_.find(std::string(token));
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

const BpeTokenizer::Rule *BpeTokenizer::rule(std::int32_t left, std::int32_t right) const {
    const auto found = rules_.find(key(left, right));
    return found == rules_.end() ? nullptr : &found->second;
}

std::vector<std::int32_t> BpeTokenizer::encode(std::string_view utf8) const {
    std::vector<std::int32_t> out;
    Workspace work;
    const std::int32_t specials[] = {bos(), eos()};
    std::size_t next[2] = {0, 0}; // where each special token's text stands next, at or after `at`
    const auto text_of = [&](int which) -> const std::string & {
        return vocabulary_.tokens[static_cast<std::size_t>(specials[which])];
    };
    for (int which = 0; which < 2; ++which)
        next[which] = text_of(which).empty() ? std::string_view::npos : utf8.find(text_of(which));
    for (std::size_t at = 0;;) {
        const int nearest = next[1] < next[0] ? 1 : 0;
        const std::size_t found = next[nearest];
        encode_plain(utf8.substr(at, found == std::string_view::npos ? found : found - at), work, out);
        if (found == std::string_view::npos)
            return out;
        out.push_back(specials[nearest]);
        at = found + text_of(nearest).size();
        for (int which = 0; which < 2; ++which)
            if (next[which] != std::string_view::npos && next[which] < at)
                next[which] = utf8.find(text_of(which), at);
    }
}

void BpeTokenizer::encode_plain(std::string_view utf8, Workspace &work, std::vector<std::int32_t> &out) const {
    if (utf8.empty())
        return;
    const std::u32string cleaned = clean(value_or_throw(decode_utf8(utf8)));
    std::string bytes;
    for (const Word word : split_words(cleaned)) {
        bytes.clear();
        for (std::size_t i = word.begin; i < word.end; ++i)
            append_utf8(bytes, cleaned[i]);
        work.symbols.clear();
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const auto &ids = i + 1 == bytes.size() ? final_ : inner_;
            work.symbols.push_back({ids[static_cast<unsigned char>(bytes[i])], i == 0 ? none : i - 1,
                                    i + 1 == bytes.size() ? none : i + 1});
        }
        merge_word(work, out);
    }
}

void BpeTokenizer::merge_word(Workspace &work, std::vector<std::int32_t> &out) const {
    std::vector<Symbol> &symbols = work.symbols;
    std::vector<Candidate> &heap = work.heap;
    const auto candidate = [&](std::size_t at) -> std::optional<Candidate> {
        if (at == none || symbols[at].after == none)
            return std::nullopt;
        const Rule *found = rule(symbols[at].id, symbols[symbols[at].after].id);
        return found ? std::optional(Candidate{found->rank, at, found->result}) : std::nullopt;
    };
    const auto note = [&](std::size_t at) {
        if (const auto found = candidate(at)) {
            heap.push_back(*found);
            std::push_heap(heap.begin(), heap.end());
        }
    };
    heap.clear();
    for (std::size_t at = 0; at < symbols.size(); ++at)
        if (const auto found = candidate(at))
            heap.push_back(*found);
    std::make_heap(heap.begin(), heap.end());

    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end());
        const Candidate best = heap.back();
        heap.pop_back();
        Symbol &left = symbols[best.at];
        // Either side may have been merged since this was noted.
        if (left.id < 0 || left.after == none)
            continue;
        Symbol &right = symbols[left.after];
        const Rule *still = rule(left.id, right.id);
        if (!still || still->rank != best.rank)
            continue;
        left.id = best.result;
        left.after = right.after;
        right.id = -1;
        if (left.after != none)
            symbols[left.after].before = best.at;
        note(left.before);
        note(best.at);
    }
    for (std::size_t at = 0; at != none; at = symbols[at].after)
        out.push_back(symbols[at].id);
}

std::string BpeTokenizer::decode(std::span<const std::int32_t> ids) const {
    std::string out;
    for (const std::int32_t id : ids) {
        if (id < 0 || id >= vocab_size() || id == bos() || id == eos())
            continue;
        std::string_view token = vocabulary_.tokens[static_cast<std::size_t>(id)];
        const bool ends = token.ends_with(word_end);
        if (ends)
            token.remove_suffix(word_end.size());
        // Tokens added by hand need not be written in byte symbols.
        out += bytes_of_symbols(token).value_or(std::string(token));
        if (ends)
            out += ' ';
    }
    if (out.ends_with(' '))
        out.pop_back();
    return out;
}

std::string BpeTokenizer::token_text(std::int32_t id) const {
    if (id < 0 || id >= vocab_size())
        return {};
    std::string_view token = vocabulary_.tokens[static_cast<std::size_t>(id)];
    if (token.ends_with(word_end))
        token.remove_suffix(word_end.size());
    return printable(bytes_of_symbols(token).value_or(std::string(token)));
}

bool BpeTokenizer::ends_word(std::int32_t id) const {
    return id >= 0 && id < vocab_size() && vocabulary_.tokens[static_cast<std::size_t>(id)].ends_with(word_end);
}

} // namespace sfumato::text
