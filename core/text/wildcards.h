// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace sfumato::text {

/// `__name__` in a prompt: a name of any characters but white space that neither begins nor ends with an underscore.
struct WildcardUse {
    std::size_t offset = 0, length = 0; ///< bytes, with the underscores
    std::string name;

    bool operator==(const WildcardUse &) const = default;
};

std::vector<WildcardUse> wildcard_uses(std::string_view prompt);

/// The names that stand for something: every name.txt in `folder`, those below as `folder/name`. Sorted. Errors are passed over.
std::vector<std::string> wildcard_names(const std::filesystem::path &folder);

/// Puts for every wildcard one of the lines of its file, and for every group of choices (core/text/choices.h) what is drawn
/// of it; both may hold wildcards and choices again. Files are UTF-8, one choice a line; empty lines and those that begin
/// with # count for nothing. A group that counts and holds nothing but one wildcard draws several of its lines. The same
/// prompt, files and seed give the same text on every machine. Source: the wildcards of A1111's extension of that name and
/// of ComfyUI's Impact Pack.
/// Errors: NotFound where there is no such file; InvalidArgument where it holds no choice, or a name leads out of the
/// folder; LimitExceeded where wildcards name each other without an end; those of reading a file.
Result<std::string> fill_wildcards(std::string_view prompt, const std::filesystem::path &folder, std::uint64_t seed);

/// The same for choices alone; wildcards stay as they stand.
Result<std::string> fill_choices(std::string_view prompt, std::uint64_t seed);

} // namespace sfumato::text
