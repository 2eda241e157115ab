// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/error_text.h"

#include <gtest/gtest.h>

namespace sfumato::service {
namespace {

TEST(ErrorText, SaysWhatWhyAndWhatToDo) {
    const ErrorText text = errorText({ErrorCode::CorruptFile, "a.png", "was cut off", "get it again"});
    EXPECT_EQ(text.title, "A file is damaged.");
    EXPECT_EQ(text.reason, "a.png: was cut off.");
    EXPECT_EQ(text.advice, "Get it again.");
}

TEST(ErrorText, HasAdviceWhereTheErrorHasNone) {
    EXPECT_FALSE(errorText({ErrorCode::OutOfMemory, "", "needs 9 GB", ""}).advice.isEmpty());
}

TEST(ErrorText, SaysNothingButCancelledOfACancelledJob) {
    EXPECT_EQ(errorLine({ErrorCode::Cancelled, "x", "cancelled", "y"}), "Cancelled.");
}

TEST(ErrorText, HasATitleForEveryCode) {
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        EXPECT_FALSE(errorText({static_cast<ErrorCode>(code), "s", "r", "a"}).title.isEmpty()) << code;
}

} // namespace
} // namespace sfumato::service
