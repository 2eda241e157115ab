// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// The bounds that untrusted input is held to, in one place.
namespace sfumato::limits {

constexpr int min_side = 64;          ///< pixels; smallest side of a generated picture
constexpr int max_side = 16384;       ///< pixels; largest side of any picture read or made
constexpr std::int64_t max_pixels = 16384LL * 8192; ///< of one picture
constexpr int max_steps = 1000;
constexpr int max_batch = 64;
constexpr int max_count = 10000;
constexpr double max_guidance = 1000.0;
constexpr std::int64_t max_prompt_bytes = 1 << 20;
constexpr std::int64_t max_image_file_bytes = 1LL << 30;
constexpr std::int64_t max_json_file_bytes = 64LL << 20;

} // namespace sfumato::limits
