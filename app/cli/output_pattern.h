// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace sfumato::cli {

/// File names with {seed}, {index}, {date} and {model} in them.
class OutputPattern {
public:
    /// `images` is how many there will be: where they would all get one name, -{index} is added to it.
    /// `model` as in the request. Errors: InvalidArgument for an unknown placeholder, or where it does not end in .png.
    static Result<OutputPattern> parse(const std::string &pattern, int images, const std::string &model);

    bool needsSeed() const;

    /// The file of image `index`, made with `seed`.
    std::filesystem::path fileFor(int index, std::int64_t seed) const;

private:
    std::string m_pattern, m_model, m_date;
};

/// Refuses a file that exists, and one whose folder cannot be written to.
/// Errors: Conflict naming --force, Unreadable.
Result<void> checkWritable(const std::filesystem::path &file, bool force);

} // namespace sfumato::cli
