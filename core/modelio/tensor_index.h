// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "core/modelio/tensor_file.h"

namespace sfumato::modelio {

/// A file's tensors in the order of their names. Valid while the file lives.
class TensorIndex {
public:
    explicit TensorIndex(const TensorFile &file) {
        for (const TensorEntry &entry : file.tensors())
            sorted_.push_back(&entry);
        std::sort(sorted_.begin(), sorted_.end(),
                  [](const TensorEntry *a, const TensorEntry *b) { return a->name < b->name; });
    }

    /// The tensor of that exact name, or null.
    const TensorEntry *find(std::string_view name) const {
        const auto at = lower_bound(name);
        return at != sorted_.end() && (*at)->name == name ? *at : nullptr;
    }

    /// All tensors whose names begin so.
    std::span<const TensorEntry *const> with_prefix(std::string_view prefix) const {
        const auto begin = lower_bound(prefix);
        const auto end = std::partition_point(
            begin, sorted_.end(), [&](const TensorEntry *entry) { return entry->name.starts_with(prefix); });
        return {begin, end};
    }

    std::span<const TensorEntry *const> all() const { return sorted_; }

private:
    std::vector<const TensorEntry *>::const_iterator lower_bound(std::string_view name) const {
        return std::lower_bound(
            sorted_.begin(), sorted_.end(), name,
            [](const TensorEntry *entry, std::string_view wanted) { return entry->name < wanted; });
    }

    std::vector<const TensorEntry *> sorted_;
};

} // namespace sfumato::modelio
