// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>

namespace sfumato {

/// Large things that were used lately, each under a key, within a budget of bytes: the one that was not used for longest
/// goes first. Not for several threads at once.
template <typename Value>
class BudgetedCache {
public:
    /// The thing of that key, which is from now on the last one used; null where it is not here.
    std::shared_ptr<const Value> find(const std::string &key) {
        const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry &entry) { return entry.key == key; });
        if (found == entries_.end())
            return nullptr;
        entries_.splice(entries_.begin(), entries_, found);
        return found->value;
    }

    /// Lets go of things until `bytes` more fit into `budget`, or nothing is left. Call it before making what is put() then,
    /// so that old and new are not in memory together.
    void make_room(std::uint64_t bytes, std::uint64_t budget) {
        while (!entries_.empty() && (bytes > budget || held() > budget - bytes))
            entries_.pop_back();
    }

    void put(std::string key, std::shared_ptr<const Value> value, std::uint64_t bytes) {
        entries_.push_front({std::move(key), std::move(value), bytes});
    }

    void clear() { entries_.clear(); }

    /// Bytes of all that is here.
    std::uint64_t held() const {
        std::uint64_t sum = 0;
        for (const Entry &entry : entries_)
            sum += entry.bytes;
        return sum;
    }

private:
    struct Entry {
        std::string key;
        std::shared_ptr<const Value> value;
        std::uint64_t bytes;
    };
    std::list<Entry> entries_; ///< last used first
};

} // namespace sfumato
