// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest_name.h"

#include <gtest/gtest.h>

namespace sfumato {
namespace {

TEST(EditDistance, CountsLettersInsertedRemovedReplacedAndSwapped) {
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("euler", "Euler"), 0U);
    EXPECT_EQ(edit_distance("eulr", "euler"), 1U);
    EXPECT_EQ(edit_distance("ueler", "euler"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(NearestNames, OffersTheNearestFirstAndNothingFarAway) {
    const std::vector<std::string> names = {"dpmpp_3m_sde", "exponential", "dpmpp_2m_sde", "uniform"};
    EXPECT_EQ(nearest_names("dpmpp_2m_sed", names), (std::vector<std::string>{"dpmpp_2m_sde", "dpmpp_3m_sde"}));
    EXPECT_EQ(nearest_names("expo", names), (std::vector<std::string>{"exponential"}));
    EXPECT_TRUE(nearest_names("zzzzzz", names).empty());
    EXPECT_TRUE(nearest_names(std::string(100000, 'k'), names).empty());
}

TEST(DidYouMean, IsASentenceOrNothing) {
    EXPECT_EQ(did_you_mean("karas", {"karras", "uniform"}), "did you mean \"karras\"?");
    EXPECT_EQ(did_you_mean("qqqq", {"karras"}), "");
}

} // namespace
} // namespace sfumato
