// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unicode.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

namespace sfumato::text {
namespace {

#include "core/text/unicode_tables.inc"

struct Range {
    char32_t first, last;
    std::int32_t value; ///< combining class, or lower - upper
    std::int32_t step;  ///< only every step-th code point of the range is meant
};

char32_t advance(char32_t from, std::int32_t gap) {
    return from + static_cast<char32_t>(gap);
}

std::vector<Range> read_ranges(std::span<const std::int32_t> stream) {
    std::vector<Range> out;
    char32_t end = 0;
    for (std::size_t i = 0; i + 1 < stream.size(); i += 2) {
        const char32_t first = advance(end, stream[i]);
        end = advance(first, stream[i + 1]);
        out.push_back({first, end - 1, 0, 1});
    }
    return out;
}

std::vector<Range> read_combining_classes() {
    const std::span<const std::int32_t> stream = combining_classes;
    std::vector<Range> out;
    char32_t end = 0;
    for (std::size_t i = 0; i + 2 < stream.size(); i += 3) {
        const char32_t first = advance(end, stream[i]);
        end = advance(first, stream[i + 1]);
        out.push_back({first, end - 1, stream[i + 2], 1});
    }
    return out;
}

std::vector<Range> read_lower_case() {
    const std::span<const std::int32_t> stream = lower_case;
    std::vector<Range> out;
    char32_t end = 0;
    for (std::size_t i = 0; i + 3 < stream.size(); i += 4) {
        const char32_t first = advance(end, stream[i]);
        const char32_t last = advance(first, (stream[i + 1] - 1) * stream[i + 2]);
        out.push_back({first, last, stream[i + 3], stream[i + 2]});
        end = last + 1;
    }
    return out;
}

const Range *find(const std::vector<Range> &ranges, char32_t c) {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                        [](char32_t value, const Range &range) { return value < range.first; });
    if (after == ranges.begin() || c > std::prev(after)->last)
        return nullptr;
    return &*std::prev(after);
}

int combining_class(char32_t c) {
    static const std::vector<Range> ranges = read_combining_classes();
    if (c < 0x300)
        return 0;
    const Range *range = find(ranges, c);
    return range ? range->value : 0;
}

struct Pair {
    char32_t first, second; ///< second = 0: a decomposition to one code point
};

/// Canonical decompositions and compositions, Hangul excepted (it is arithmetic).
struct Canonical {
    std::unordered_map<char32_t, Pair> apart;
    std::unordered_map<std::uint64_t, char32_t> together;

    static std::uint64_t key(char32_t a, char32_t b) { return static_cast<std::uint64_t>(a) << 32 | b; }

    Canonical() {
        const auto read = [this](std::span<const std::int32_t> stream, bool composes) {
            char32_t end = 0;
            for (std::size_t i = 0; i + 2 < stream.size(); i += 3) {
                const char32_t c = advance(end, stream[i]);
                const Pair pair{advance(0, stream[i + 1]), advance(0, stream[i + 2])};
                apart.emplace(c, pair);
                if (composes)
                    together.emplace(key(pair.first, pair.second), c);
                end = c + 1;
            }
        };
        read(compositions, true);
        read(one_way_decompositions, false);
    }
};

const Canonical &canonical() {
    static const Canonical tables;
    return tables;
}

// Source: The Unicode Standard, section 3.12, conjoining jamo behaviour.
constexpr char32_t hangul_s = 0xAC00, hangul_l = 0x1100, hangul_v = 0x1161, hangul_t = 0x11A7;
constexpr char32_t l_count = 19, v_count = 21, t_count = 28, s_count = l_count * v_count * t_count;

void append_decomposed(std::u32string &out, char32_t c) {
    if (c >= hangul_s && c < hangul_s + s_count) {
        const char32_t s = c - hangul_s;
        out += hangul_l + s / (v_count * t_count);
        out += hangul_v + s % (v_count * t_count) / t_count;
        if (s % t_count != 0)
            out += hangul_t + s % t_count;
        return;
    }
    const auto found = canonical().apart.find(c);
    if (found == canonical().apart.end()) {
        out += c;
        return;
    }
    // Chains are at most four deep: only the first part of a pair decomposes further.
    append_decomposed(out, found->second.first);
    if (found->second.second != 0)
        append_decomposed(out, found->second.second);
}

char32_t compose(char32_t a, char32_t b) {
    if (a >= hangul_l && a < hangul_l + l_count && b >= hangul_v && b < hangul_v + v_count)
        return hangul_s + ((a - hangul_l) * v_count + (b - hangul_v)) * t_count;
    if (a >= hangul_s && a < hangul_s + s_count && (a - hangul_s) % t_count == 0 && b > hangul_t &&
        b < hangul_t + t_count)
        return a + (b - hangul_t);
    const auto found = canonical().together.find(Canonical::key(a, b));
    return found == canonical().together.end() ? 0 : found->second;
}

/// Sorts every run of combining marks by class, keeping the order of equals.
void order_marks(std::u32string &text) {
    std::vector<std::pair<int, char32_t>> run;
    for (std::size_t i = 0; i < text.size();) {
        if (combining_class(text[i]) == 0) {
            ++i;
            continue;
        }
        const std::size_t start = i;
        run.clear();
        for (int ccc; i < text.size() && (ccc = combining_class(text[i])) != 0; ++i)
            run.emplace_back(ccc, text[i]);
        std::stable_sort(run.begin(), run.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        for (std::size_t k = 0; k < run.size(); ++k)
            text[start + k] = run[k].second;
    }
}

} // namespace

Result<std::u32string> decode_utf8(std::string_view utf8, std::string_view subject) {
    std::u32string out;
    out.reserve(utf8.size());
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(utf8[i])); };
    for (std::size_t at = 0; at < utf8.size();) {
        const std::uint32_t first = byte(at);
        const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        bool good = first < 0x80 || (first >= 0xC2 && first <= 0xF4 && utf8.size() - at >= length);
        std::uint32_t value = length == 1 ? first : first & (0x7Fu >> length);
        for (std::size_t i = 1; good && i < length; ++i) {
            good = (byte(at + i) & 0xC0u) == 0x80u;
            value = value << 6 | (byte(at + i) & 0x3Fu);
        }
        constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        if (!good || value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
            return fail(ErrorCode::InvalidArgument, std::string(subject),
                        fmt::format("is not valid UTF-8 text (byte {})", at + 1));
        out += static_cast<char32_t>(value);
        at += length;
    }
    return out;
}

void append_utf8(std::string &out, char32_t c) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    const std::uint32_t v = c;
    if (v < 0x80) {
        put(v);
    } else if (v < 0x800) {
        put(0xC0u | v >> 6);
        put(0x80u | (v & 0x3Fu));
    } else if (v < 0x10000) {
        put(0xE0u | v >> 12);
        put(0x80u | (v >> 6 & 0x3Fu));
        put(0x80u | (v & 0x3Fu));
    } else {
        put(0xF0u | v >> 18);
        put(0x80u | (v >> 12 & 0x3Fu));
        put(0x80u | (v >> 6 & 0x3Fu));
        put(0x80u | (v & 0x3Fu));
    }
}

std::string encode_utf8(std::u32string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char32_t c : text)
        append_utf8(out, c);
    return out;
}

bool is_letter(char32_t c) {
    static const std::vector<Range> ranges = read_ranges(letter_ranges);
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return find(ranges, c) != nullptr;
}

bool is_number(char32_t c) {
    static const std::vector<Range> ranges = read_ranges(number_ranges);
    if (c < 0x80)
        return c >= '0' && c <= '9';
    return find(ranges, c) != nullptr;
}

bool is_space(char32_t c) {
    if (c < 0x80)
        return c == ' ' || (c >= 0x09 && c <= 0x0D);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_word(char32_t c) {
    return c == '_' || is_letter(c) || is_number(c);
}

std::u32string to_lower(std::u32string_view text) {
    static const std::vector<Range> ranges = read_lower_case();
    std::u32string out;
    out.reserve(text.size());
    for (const char32_t c : text) {
        if (c < 0x80) {
            out += c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        } else if (c == 0x130) {
            out += U'i';
            out += char32_t{0x307};
        } else {
            const Range *range = find(ranges, c);
            const bool maps = range && (c - range->first) % static_cast<char32_t>(range->step) == 0;
            out += maps ? advance(c, range->value) : c;
        }
    }
    return out;
}

std::u32string to_nfc(std::u32string text) {
    if (std::all_of(text.begin(), text.end(), [](char32_t c) { return c < 0x300; }))
        return text; // nothing below U+0300 composes with anything below it
    std::u32string parts;
    parts.reserve(text.size() + text.size() / 4);
    for (const char32_t c : text)
        append_decomposed(parts, c);
    order_marks(parts);

    std::u32string out;
    out.reserve(parts.size());
    std::size_t starter = std::u32string::npos; // where in `out`
    int last_class = 0;                          // of what was appended since; 0 right after the starter
    for (const char32_t c : parts) {
        const int ccc = combining_class(c);
        const bool adjacent = starter != std::u32string::npos && starter + 1 == out.size();
        // A mark is blocked by one of the same or a higher class between it and the starter.
        if (starter != std::u32string::npos && (adjacent || (last_class != 0 && last_class < ccc)))
            if (const char32_t whole = compose(out[starter], c); whole != 0) {
                out[starter] = whole;
                continue;
            }
        if (ccc == 0)
            starter = out.size();
        last_class = ccc;
        out += c;
    }
    return out;
}

} // namespace sfumato::text
