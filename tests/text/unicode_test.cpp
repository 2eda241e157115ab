// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unicode.h"

#include <string>

#include <gtest/gtest.h>

namespace sfumato::text {
namespace {

TEST(Utf8, RoundTripsEveryLengthOfCodePoint) {
    const std::u32string points = {0x24, 0xA3, 0x7FF, 0x800, 0xFFFD, 0x10000, 0x10FFFF};
    EXPECT_EQ(decode_utf8(encode_utf8(points)).value(), points);
}

class InvalidUtf8 : public testing::TestWithParam<std::string> {};

TEST_P(InvalidUtf8, IsRefusedAndNotRepaired) {
    const auto decoded = decode_utf8("ab" + GetParam(), "prompt");
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(decoded.error().subject, "prompt");
    EXPECT_NE(decoded.error().reason.find("byte 3"), std::string::npos) << decoded.error().reason;
}

INSTANTIATE_TEST_SUITE_P(Cases, InvalidUtf8,
                         testing::Values("\x80",             // continuation without a start
                                         "\xC3",             // cut
                                         "\xC3(",            // no continuation
                                         "\xC0\x80",         // overlong NUL
                                         "\xE0\x80\xAF",     // overlong slash
                                         "\xED\xA0\x80",     // surrogate
                                         "\xF4\x90\x80\x80", // above U+10FFFF
                                         "\xF8\x88\x80\x80\x80", "\xFF"));

TEST(Classes, FollowTheGeneralCategory) {
    for (const char32_t c : std::u32string_view(U"aZéßΣжאحअ中日ªʰ𝔘"))
        EXPECT_TRUE(is_letter(c)) << static_cast<unsigned>(c);
    for (const char32_t c : std::u32string_view(U"0٣²½Ⅷ〇①"))
        EXPECT_TRUE(is_number(c)) << static_cast<unsigned>(c);
    for (const char32_t c : {U'_', U'!', U'\u0301', U'\U0001F600', U'\u200D', U'\u094D', U'$', U'\u0378'})
        EXPECT_FALSE(is_letter(c) || is_number(c) || is_space(c)) << static_cast<unsigned>(c);
    for (const char32_t c : {U' ', U'\t', U'\n', U'\u0085', U'\u00A0', U'\u2003', U'\u2028', U'\u3000'})
        EXPECT_TRUE(is_space(c)) << static_cast<unsigned>(c);
    for (const char32_t c : {U'\u200B', U'\uFEFF', U'\u001C', U'\u180E'})
        EXPECT_FALSE(is_space(c)) << static_cast<unsigned>(c);
}

TEST(Lower, MapsEachCodePointByItself) {
    EXPECT_EQ(to_lower(U"ABC ÅΣΊΣ Жǅ Ａ"), U"abc åσίσ жǆ ａ");
    EXPECT_EQ(to_lower(U"İ"), U"i\u0307");
    EXPECT_EQ(to_lower(U"Āā\u0100\u0101\u1E9E\U00010400"), U"āā\u0101\u0101ß\U00010428");
}

TEST(Nfc, ComposesAndOrdersMarks) {
    EXPECT_EQ(to_nfc(U"e\u0301"), U"é");
    EXPECT_EQ(to_nfc(U"a\u0323\u0302"), U"\u1EAD");
    EXPECT_EQ(to_nfc(U"a\u0302\u0323"), U"\u1EAD");       // reordered, then composed twice
    EXPECT_EQ(to_nfc(U"e\u0301\u0301"), U"é\u0301");      // the second is blocked
    EXPECT_EQ(to_nfc(U"\u1100\u1161\u11A8"), U"\uAC01");  // Hangul
    EXPECT_EQ(to_nfc(U"\u212B\u2126"), U"ÅΩ");            // one-way
    EXPECT_EQ(to_nfc(U"\u0958"), U"\u0915\u093C");        // excluded from composition
    EXPECT_EQ(to_nfc(U"\u0301x"), U"\u0301x");            // no starter before
}

TEST(Nfc, LeavesComposedTextAlone) {
    const std::u32string text = U"café 日本語 नमस्ते 한국어 👩‍👩‍👧‍👦";
    EXPECT_EQ(to_nfc(text), text);
}

} // namespace
} // namespace sfumato::text
