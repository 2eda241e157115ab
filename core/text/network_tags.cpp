// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/network_tags.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/printable.h"

namespace sfumato::text {
namespace {

bool is_type_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_number(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && end == text.data() + text.size() && error == std::errc() && std::isfinite(value);
}

bool leads_out(std::string_view name) {
    if (name.starts_with('/') || name.starts_with('~') || name.find('\\') != std::string_view::npos)
        return true;
    for (std::size_t at = 0; at <= name.size();) {
        const std::size_t end = std::min(name.find('/', at), name.size());
        if (name.substr(at, end - at) == "..")
            return true;
        at = end + 1;
    }
    return std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Result<void> check(const NetworkTag &tag, std::string_view text) {
    if (tag.type != "lora" && tag.type != "lyco" && tag.type != "hypernet")
        return {};
    const auto bad = [&](std::string why) {
        return fail(ErrorCode::InvalidArgument, "prompt", fmt::format("the tag {} {}", in_quotes(text), why),
                    fmt::format("write <{}:name:weight>", tag.type));
    };
    if (tag.name.empty())
        return bad("names nothing");
    if (leads_out(tag.name))
        return bad("has a name that leads out of the model folder");
    for (const std::string_view argument : tag.arguments) {
        const std::size_t equals = argument.find('=');
        if (!is_number(equals == std::string_view::npos ? argument : argument.substr(equals + 1)))
            return bad(fmt::format("gives {} for a weight, which is no number", in_quotes(argument)));
    }
    return {};
}

/// The tag that begins with the < at `at`, or one of length 0. `last` is the last > of the prompt.
NetworkTag tag_at(std::string_view prompt, std::size_t at, std::size_t last) {
    std::size_t colon = at + 1;
    while (colon < prompt.size() && is_type_character(prompt[colon]))
        ++colon;
    // Looking for a > where none is left would make many <a: quadratic.
    if (colon == at + 1 || colon >= prompt.size() || prompt[colon] != ':' || last == std::string_view::npos || last < colon)
        return {};
    const std::size_t end = prompt.find('>', colon);
    if (end == colon + 1)
        return {};
    NetworkTag tag;
    tag.type = prompt.substr(at + 1, colon - at - 1);
    tag.offset = at;
    tag.length = end + 1 - at;
    std::string_view rest = prompt.substr(colon + 1, end - colon - 1);
    const std::size_t name_end = rest.find(':');
    tag.name = rest.substr(0, name_end);
    while ((colon = rest.find(':')) != std::string_view::npos) {
        rest.remove_prefix(colon + 1);
        tag.arguments.emplace_back(rest.substr(0, rest.find(':')));
    }
    return tag;
}

} // namespace

Result<StrippedPrompt> StrippedPrompt::strip(std::string_view prompt) {
    StrippedPrompt out;
    const std::size_t last = prompt.rfind('>');
    std::size_t kept = 0;
    for (std::size_t at = 0; (at = prompt.find('<', at)) != std::string_view::npos;) {
        NetworkTag tag = tag_at(prompt, at, last);
        if (tag.length == 0) {
            ++at;
            continue;
        }
        SFUMATO_CHECK(check(tag, prompt.substr(at, tag.length)));
        out.keep(prompt, kept, at);
        kept = at = at + tag.length;
        out.tags_.push_back(std::move(tag));
    }
    out.keep(prompt, kept, prompt.size());
    return out;
}

void StrippedPrompt::keep(std::string_view prompt, std::size_t begin, std::size_t end) {
    if (begin == end && !pieces_.empty())
        return;
    pieces_.push_back({text_.size(), begin});
    text_ += prompt.substr(begin, end - begin);
}

std::size_t StrippedPrompt::source(std::size_t at) const {
    const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), at,
                                        [](std::size_t value, const Piece &piece) { return value < piece.stripped; });
    const Piece &piece = *std::prev(after);
    return piece.source + (at - piece.stripped);
}

} // namespace sfumato::text
