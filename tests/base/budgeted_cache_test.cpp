// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/budgeted_cache.h"

#include <gtest/gtest.h>

namespace sfumato {
namespace {

void put(BudgetedCache<int> &cache, const char *key, std::uint64_t bytes, std::uint64_t budget) {
    cache.make_room(bytes, budget);
    cache.put(key, std::make_shared<const int>(0), bytes);
}

TEST(BudgetedCache, KeepsWhatFitsAndLetsGoOfWhatWasNotUsedForLongest) {
    BudgetedCache<int> cache;
    put(cache, "a", 40, 100);
    put(cache, "b", 40, 100);
    EXPECT_NE(cache.find("a"), nullptr); // b is the older one now
    put(cache, "c", 40, 100);
    EXPECT_EQ(cache.find("b"), nullptr);
    EXPECT_NE(cache.find("a"), nullptr);
    EXPECT_NE(cache.find("c"), nullptr);
    EXPECT_EQ(cache.held(), 80u);
}

TEST(BudgetedCache, HoldsWhatIsLargerThanTheBudgetAlone) {
    BudgetedCache<int> cache;
    put(cache, "a", 10, 100);
    put(cache, "large", 500, 100);
    EXPECT_EQ(cache.find("a"), nullptr);
    EXPECT_NE(cache.find("large"), nullptr);
    put(cache, "a", 10, 100);
    EXPECT_EQ(cache.find("large"), nullptr);
    cache.clear();
    EXPECT_EQ(cache.held(), 0u);
}

TEST(BudgetedCache, LetsGoBeforeTheNextIsMade) {
    BudgetedCache<int> cache;
    put(cache, "a", 60, 100);
    const std::weak_ptr<const int> a = cache.find("a");
    cache.make_room(60, 100);
    EXPECT_TRUE(a.expired());
}

} // namespace
} // namespace sfumato
