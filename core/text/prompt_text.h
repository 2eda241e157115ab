// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace sfumato::text {

/// Something odd in a prompt that an editor should show; the prompt is used all the same.
struct PromptIssue {
    std::size_t offset = 0; ///< bytes into the text that was given
    std::size_t length = 0; ///< bytes
    std::string message;    ///< English, untranslated
};

/// Of hostile prompts only so many issues are told.
inline constexpr std::size_t max_prompt_issues = 100;

void add_issue(std::vector<PromptIssue> &issues, std::size_t offset, std::size_t length, std::string_view message);

/// Weights beyond this, either way, are held to it and reported: far outside what a text encoder's output bears.
inline constexpr double max_prompt_weight = 1000.0;

/// Must hold of every prompt before the functions of this folder see it.
/// Errors, naming `subject`: InvalidArgument for text that is not UTF-8 or holds NUL; LimitExceeded above 1 MiB.
Result<void> check_prompt(std::string_view prompt, std::string_view subject = "prompt");

/// Whether the ASCII `word` stands at byte `at` of valid UTF-8, neither end touching a letter, number or underscore.
bool whole_word_at(std::string_view text, std::size_t at, std::string_view word);

/// The first byte at or after `at` that begins no white space, and the last end at or before `end` of such.
std::size_t skip_spaces(std::string_view text, std::size_t at);
std::size_t trim_spaces(std::string_view text, std::size_t end);

} // namespace sfumato::text
