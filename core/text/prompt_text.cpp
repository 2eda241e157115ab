// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_text.h"

#include <cstdint>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/text/unicode.h"

namespace sfumato::text {
namespace {

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u;
}

/// The code point whose first byte is at `at`, and how many bytes it has; the text is known to be valid.
struct Point {
    char32_t value;
    std::size_t bytes;
};

Point point_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    std::size_t bytes = 1;
    char32_t value = first;
    if (first >= 0xC0) {
        value = first & (first >= 0xF0 ? 0x07u : first >= 0xE0 ? 0x0Fu : 0x1Fu);
        for (; at + bytes < text.size() && continues(text[at + bytes]); ++bytes)
            value = value << 6 | (static_cast<unsigned char>(text[at + bytes]) & 0x3Fu);
    }
    return {value, bytes};
}

Point point_before(std::string_view text, std::size_t end) {
    std::size_t at = end - 1;
    while (at > 0 && continues(text[at]))
        --at;
    return point_at(text, at);
}

} // namespace

void add_issue(std::vector<PromptIssue> &issues, std::size_t offset, std::size_t length, std::string_view message) {
    if (issues.size() < max_prompt_issues)
        issues.push_back({offset, length, std::string(message)});
}

Result<void> check_prompt(std::string_view prompt, std::string_view subject) {
    if (prompt.size() > static_cast<std::size_t>(limits::max_prompt_bytes))
        return fail(ErrorCode::LimitExceeded, std::string(subject),
                    fmt::format("has {} bytes, more than {}", prompt.size(), limits::max_prompt_bytes));
    if (const std::size_t nul = prompt.find('\0'); nul != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, std::string(subject),
                    fmt::format("is not valid UTF-8 text: byte {} is NUL", nul + 1));
    SFUMATO_CHECK(decode_utf8(prompt, subject));
    return {};
}

bool whole_word_at(std::string_view text, std::size_t at, std::string_view word) {
    if (text.substr(at, word.size()) != word)
        return false;
    const std::size_t end = at + word.size();
    return (at == 0 || !is_word(point_before(text, at).value)) &&
           (end == text.size() || !is_word(point_at(text, end).value));
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const Point point = point_at(text, at);
        if (!is_space(point.value))
            break;
        at += point.bytes;
    }
    return at;
}

std::size_t trim_spaces(std::string_view text, std::size_t end) {
    while (end > 0) {
        const Point point = point_before(text, end);
        if (!is_space(point.value))
            break;
        end -= point.bytes;
    }
    return end;
}

} // namespace sfumato::text
