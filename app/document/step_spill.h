// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "app/document/edit.h"
#include "core/base/result.h"

namespace sfumato::document {

/// Where the edits of a step lie in the file; length 0 = nowhere.
struct SpilledEdits {
    qint64 offset = 0;
    qint64 length = 0;
};

/// A file for steps that do not fit in memory any more. It has no name, so nothing is left of it whatever happens.
class StepSpill final {
public:
    /// The file is made in `folder` (made too) when first needed.
    explicit StepSpill(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    ~StepSpill();
    StepSpill(const StepSpill &) = delete;
    StepSpill &operator=(const StepSpill &) = delete;

    /// Errors: Unreadable (disk full, no permission).
    Result<SpilledEdits> write(const std::vector<Edit> &edits);
    /// Reads them back and gives their place up. Errors: Unreadable; CorruptFile.
    Result<std::vector<Edit>> take(const SpilledEdits &where);
    /// Their place can be used again.
    void giveUp(const SpilledEdits &where);

private:
    Result<void> open();
    qint64 placeFor(qint64 length);

    std::filesystem::path m_folder;
    int m_file = -1;
    qint64 m_end = 0;
    std::vector<SpilledEdits> m_free; ///< places given up, neighbours joined, by offset
};

} // namespace sfumato::document
