// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace sfumato::modelio {

constexpr std::int64_t max_config_bytes = 1 << 20; ///< of a config.json; real ones have 2 kB
constexpr int max_json_depth = 16;

/// Parses JSON strictly: one value, no comments, no duplicate keys, no NUL, nested at most `max_json_depth` deep.
/// `file` is named in errors. Errors: CorruptFile with the place, LimitExceeded.
Result<nlohmann::json> parse_json(std::string_view text, const std::filesystem::path &file);

/// The same for a file of at most `max_bytes`. Errors: also those of read_file().
Result<nlohmann::json> read_json(const std::filesystem::path &file, std::int64_t max_bytes = max_config_bytes);

} // namespace sfumato::modelio
