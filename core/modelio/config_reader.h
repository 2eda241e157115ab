// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace sfumato::modelio {

/// Takes typed values out of one config object. The first thing that is wrong is kept and everything after it
/// answers with defaults, so that a reading function is a plain list of fields and one look at error().
/// An absent key gives the default; null counts as absent.
class ConfigReader {
public:
    ConfigReader(const nlohmann::json &json, std::filesystem::path file);

    int integer(std::string_view key, int standard, int least, int most);
    double number(std::string_view key, double standard, double least, double most);
    bool flag(std::string_view key, bool standard);
    std::string text(std::string_view key, std::string_view standard);
    /// A list of integers of any length from 1 to `longest`.
    std::vector<int> integers(std::string_view key, std::vector<int> standard, int least, int most,
                              std::size_t longest);
    /// One integer for all of `count` levels, or a list of exactly `count`.
    std::vector<int> per_level(std::string_view key, int standard, int least, int most, std::size_t count);
    std::vector<std::string> texts(std::string_view key, std::vector<std::string> standard, std::size_t longest);

    /// Refuses any value but those given (absent and null always pass): keys that ask for other arithmetic.
    void only(std::string_view key, std::initializer_list<nlohmann::json> allowed);
    /// Refuses any value at all.
    void absent(std::string_view key) { only(key, {}); }

    /// Records a rule of the caller's own; `key` is named.
    void complain(std::string_view key, std::string reason, ErrorCode code = ErrorCode::CorruptFile);

    bool has(std::string_view key) const { return value(key) != nullptr; }
    bool good() const { return !error_; }
    const std::optional<Error> &error() const { return error_; }

private:
    const nlohmann::json *value(std::string_view key) const;
    bool in_range(const nlohmann::json &value, std::string_view key, int least, int most);

    const nlohmann::json &json_;
    std::filesystem::path file_;
    std::optional<Error> error_;
};

} // namespace sfumato::modelio
