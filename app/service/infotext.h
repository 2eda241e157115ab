// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sfumato::service {

/// The text that A1111 and its relatives write into pictures: two prompts and a line of settings.
struct Infotext {
    std::string prompt;   ///< UTF-8, may have several lines
    std::string negative; ///< likewise
    std::vector<std::pair<std::string, std::string>> parameters; ///< in their order; values unquoted

    /// The value of the last parameter of that name (A1111 keeps the last); nothing where there is none.
    std::optional<std::string> find(std::string_view key) const;

    void add(std::string key, std::string value) { parameters.emplace_back(std::move(key), std::move(value)); }
};

/// Writes it as A1111 does: values that hold a comma, colon or line break become JSON strings,
/// a key that equals its value stands alone. Source: dialect of webui 1.10, modules/processing.py.
std::string writeInfotext(const Infotext &info);

/// Reads it as A1111 does: the last line counts as settings only where it yields three or more pairs.
/// Never fails; takes time proportional to the text. Source: modules/infotext_utils.py.
Infotext readInfotext(std::string_view text);

/// The settings as A1111's own readers see them: "512x768" split into `Size-1` and `Size-2`, schedules
/// taken off old samplers' names, and the values that A1111 leaves out filled in.
std::map<std::string, std::string> settingsOf(const Infotext &info);

/// A number as Python prints it: "7.0", "0.55", "1e-05".
std::string pythonNumber(double value);

} // namespace sfumato::service
