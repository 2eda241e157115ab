// SPDX-License-Identifier: GPL-3.0-or-later
// One case per rule of the format: each breaks that rule and no other.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/modelio/safetensors.h"
#include "tests/modelio/raw_safetensors.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::modelio {
namespace {

using test::entry;
using test::object;
using test::raw_safetensors;

const std::string good_entry = entry("a", "F32", "[2]", "[0,8]");

struct Malformed {
    const char *name;
    std::string bytes;
    ErrorCode code;
    const char *says; ///< a part of the reason
};

std::string with_entry(const std::string &text, std::size_t data = 8) {
    return raw_safetensors(object(text), data);
}
std::string with_offsets(const char *offsets, std::size_t data = 8) {
    return with_entry(entry("a", "F32", "[2]", offsets), data);
}
std::string with_shape(const char *shape) {
    return with_entry(entry("a", "F32", shape, "[0,8]"));
}

std::vector<Malformed> lengths_and_text() {
    const ErrorCode corrupt = ErrorCode::CorruptFile, limit = ErrorCode::LimitExceeded;
    const std::string a = object(good_entry);
    return {
        {"Empty", "", corrupt, "too short"},
        {"SevenBytes", std::string(7, '\0'), corrupt, "too short"},
        {"LengthZero", raw_safetensors("xxxx", 0, 0), corrupt, "empty header"},
        {"LengthPastTheEnd", raw_safetensors("{}", 0, 3), corrupt, "in a file of"},
        {"LengthOfAllOnes", raw_safetensors("{}", 0, ~std::uint64_t{0}), corrupt, "in a file of"},
        {"LengthThatWraps", raw_safetensors("{}", 0, ~std::uint64_t{0} - 7), corrupt, "in a file of"},
        {"LengthAboveTheLimit", raw_safetensors("{}", 0, 100'000'001), limit, "at most 100000000"},
        {"NotUtf8", with_entry(entry("\xff", "F32", "[2]", "[0,8]")), corrupt, "UTF-8"},
        {"OverlongUtf8", with_entry(entry("\xc0\xaf", "F32", "[2]", "[0,8]")), corrupt, "UTF-8"},
        {"LoneSurrogate", with_entry(entry("\\ud800", "F32", "[2]", "[0,8]")), corrupt, "UTF-8"},
        {"ByteOrderMark", raw_safetensors("\xef\xbb\xbf" + a, 8), corrupt, "does not start with {"},
        {"LeadingSpace", raw_safetensors(" " + a, 8), corrupt, "does not start with {"},
        {"NulAfterTheObject", raw_safetensors(a + std::string(1, '\0') + "{}", 8), corrupt, "NUL"},
        {"SecondObject", raw_safetensors(a + "{}", 8), corrupt, "JSON"},
        {"CutText", raw_safetensors(a.substr(0, a.size() - 1), 8), corrupt, "JSON"},
        {"ACommentInside", raw_safetensors("{/*x*/" + a.substr(1), 8), corrupt, "JSON"},
        {"NotAnObject", raw_safetensors("[" + a + "]", 8), corrupt, "does not start with {"},
        {"DeepLists", raw_safetensors("{\"a\":" + std::string(200'000, '['), 8), limit, "nested"},
        {"ALongNumber", with_offsets(std::string("[0,").append(1000, '8').c_str()), corrupt, "64 characters"},
        {"ALongText", with_entry("\"" + std::string((16u << 20) + 1, 'n')), limit, "16 MiB"},
        {"ManyMetadataTexts",
         raw_safetensors("{\"__metadata__\":{\"a\":\"" + std::string(15u << 20, 'a') + "\",\"b\":\"" +
                             std::string(15u << 20, 'b') + "\",\"c\":\"" + std::string(15u << 20, 'c') + "\"}}",
                         0),
         limit, "32 MiB"},
    };
}

std::vector<Malformed> entries() {
    const ErrorCode corrupt = ErrorCode::CorruptFile, limit = ErrorCode::LimitExceeded;
    const ErrorCode unsupported = ErrorCode::UnsupportedFormat;
    const std::string shape_and_type = R"("dtype":"F32","shape":[2])";
    return {
        {"DuplicateName", with_entry(good_entry + "," + entry("a", "F16", "[4]", "[0,8]")), corrupt, "twice"},
        {"DuplicateField", with_entry(R"("a":{"dtype":"F16",)" + shape_and_type + R"(,"data_offsets":[0,8]})"), corrupt,
         "twice"},
        {"DuplicateMetadata", with_entry(R"("__metadata__":{},"__metadata__":{},)" + good_entry), corrupt, "twice"},
        {"DuplicateMetadataKey", with_entry(R"("__metadata__":{"k":"a","k":"b"},)" + good_entry), corrupt, "twice"},
        {"MetadataNumber", with_entry(R"("__metadata__":{"k":1},)" + good_entry), corrupt, "number"},
        {"MetadataNested", with_entry(R"("__metadata__":{"k":{}},)" + good_entry), corrupt, "object"},
        {"MetadataText", with_entry(R"("__metadata__":"k",)" + good_entry), corrupt, "__metadata__ is a text"},
        {"EntryIsANumber", with_entry(R"("a":1)"), corrupt, "number"},
        {"EntryIsNull", with_entry(R"("a":null)"), corrupt, "null"},
        {"NoType", with_entry(R"("a":{"shape":[2],"data_offsets":[0,8]})"), corrupt, "lacks dtype"},
        {"NoShape", with_entry(R"("a":{"dtype":"F32","data_offsets":[0,8]})"), corrupt, "lacks shape"},
        {"NoOffsets", with_entry("\"a\":{" + shape_and_type + "}"), corrupt, "lacks data_offsets"},
        {"UnknownField", with_entry("\"a\":{" + shape_and_type + R"(,"data_offsets":[0,8],"code":"x"})"), corrupt,
         "unknown field"},
        {"UnknownType", with_entry(entry("a", "F31", "[2]", "[0,8]")), unsupported, "no known type"},
        {"LowerCaseType", with_entry(entry("a", "f32", "[2]", "[0,8]")), unsupported, "no known type"},
        {"TypeIsANumber", with_entry(R"("a":{"dtype":32,"shape":[2],"data_offsets":[0,8]})"), unsupported, "number"},
        {"NulInName", with_entry(entry("a\\u0000b", "F32", "[2]", "[0,8]")), corrupt, "NUL"},
        {"LongName", with_entry(entry(std::string(4097, 'n'), "F32", "[2]", "[0,8]")), limit, "4096"},
        {"OneOffset", with_offsets("[8]"), corrupt, "two integers"},
        {"ThreeOffsets", with_offsets("[0,8,16]"), corrupt, "two integers"},
        {"OffsetsNull", with_offsets("null"), corrupt, "null"},
        {"OffsetIsNull", with_offsets("[0,null]"), corrupt, "null"},
        {"OffsetIsText", with_offsets("[\"0\",\"8\"]"), corrupt, "text"},
        {"NegativeOffset", with_offsets("[-8,0]"), corrupt, "negative"},
        {"FractionalOffset", with_offsets("[0,8.5]"), corrupt, "fractional"},
        {"ExponentOffset", with_offsets("[0,8e0]"), corrupt, "fractional"},
        {"HugeOffset", with_offsets("[0,99999999999999999999]"), corrupt, "too large"},
        {"BackwardOffsets", with_offsets("[8,0]"), corrupt, "backwards"},
        {"NegativeSide", with_shape("[-2]"), corrupt, "negative"},
        {"FractionalSide", with_shape("[2.0]"), corrupt, "fractional"},
        {"SideIsAList", with_shape("[[2]]"), corrupt, "list"},
        {"SideOfAllOnes", with_shape("[18446744073709551615]"), corrupt, "impossible size"},
        {"ProductOverflows", with_shape("[4294967296,4294967296]"), corrupt, "overflows"},
        {"BitsOverflow", with_shape("[2,9223372036854775807]"), corrupt, "overflows"},
        {"NineDimensions", with_shape("[1,1,1,1,1,1,1,1,2]"), limit, "dimensions"},
        {"SizeDisagrees", with_shape("[3]"), corrupt, "need 12"},
        {"HalfAByte", with_entry(entry("a", "F4", "[3]", "[0,2]"), 2), corrupt, "whole number of bytes"},
    };
}

std::vector<Malformed> places() {
    const ErrorCode corrupt = ErrorCode::CorruptFile;
    return {
        {"Overlap", with_entry(good_entry + "," + entry("b", "F32", "[2]", "[4,12]"), 12), corrupt, "overlap"},
        {"SameBytes", with_entry(good_entry + "," + entry("b", "F32", "[2]", "[0,8]")), corrupt, "overlap"},
        {"Hole", with_entry(good_entry + "," + entry("b", "F32", "[2]", "[16,24]"), 24), corrupt, "hole"},
        {"StartsLate", with_offsets("[8,16]", 16), corrupt, "hole"},
        {"EmptyTensorFarOut", with_entry(good_entry + "," + entry("z", "F32", "[0]", "[99,99]")), corrupt, "hole"},
        {"BytesAfterTheEnd", with_entry(good_entry, 9), corrupt, "follow the last tensor"},
        {"BytesWithoutTensors", raw_safetensors("{}", 4), corrupt, "follow the last tensor"},
        {"Truncated", with_entry(good_entry, 7), corrupt, "1 bytes are missing"},
    };
}

class MalformedSafetensors : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedSafetensors, IsRefusedWithTheRule) {
    const test::TemporaryFolder folder;
    const auto path = folder.write("x.safetensors", GetParam().bytes);
    const auto file = SafetensorsFile::open(path);
    ASSERT_FALSE(file);
    EXPECT_EQ(to_string(file.error().code), to_string(GetParam().code)) << describe(file.error());
    EXPECT_EQ(file.error().subject, path.string());
    EXPECT_NE(file.error().reason.find(GetParam().says), std::string::npos) << describe(file.error());
    EXPECT_LT(file.error().reason.size(), 1000u);
}

constexpr auto name_of = [](const testing::TestParamInfo<Malformed> &info) { return std::string(info.param.name); };
INSTANTIATE_TEST_SUITE_P(Text, MalformedSafetensors, testing::ValuesIn(lengths_and_text()), name_of);
INSTANTIATE_TEST_SUITE_P(Entries, MalformedSafetensors, testing::ValuesIn(entries()), name_of);
INSTANTIATE_TEST_SUITE_P(Places, MalformedSafetensors, testing::ValuesIn(places()), name_of);

TEST(OtherFormats, AreNamed) {
    const test::TemporaryFolder folder;
    using namespace std::string_literals;
    const std::pair<std::string, const char *> cases[] = {
        {"PK\x03\x04"s + std::string(60, 'x'), "zip"},
        {"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s, "pickle"},
        {"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0"s, "GGUF"},
        {"version https://git-lfs.github.com/spec/v1\n"s, "Git LFS"},
        {"<!DOCTYPE html><html></html>"s, "web page"},
        {"\x89PNG\r\n\x1a\n0000IHDR"s, "picture"},
        {"storages"s + std::string(500, '\0'), "tar"},
    };
    for (const auto &[bytes, says] : cases)
        for (const char *name : {"x.safetensors", "x.ckpt"}) {
            const auto file = SafetensorsFile::open(folder.write(name, bytes));
            ASSERT_FALSE(file) << says;
            EXPECT_EQ(file.error().code, ErrorCode::UnsupportedFormat) << describe(file.error());
            EXPECT_NE(file.error().reason.find(says), std::string::npos) << describe(file.error());
        }
    EXPECT_EQ(SafetensorsFile::open(folder.write("x.ckpt", "")).error().code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(SafetensorsFile::open(folder.write("x.pt", "hello")).error().code, ErrorCode::UnsupportedFormat);
}

/// A header whose length begins with the two bytes of a pickle is still a header.
TEST(OtherFormats, ALengthThatLooksLikeAPickleIsNoPickle) {
    const test::TemporaryFolder folder;
    std::string header = object(good_entry);
    header.resize(0x280, ' ');
    EXPECT_TRUE(SafetensorsFile::open(folder.write("x.safetensors", raw_safetensors(header, 8))));
}

} // namespace
} // namespace sfumato::modelio
