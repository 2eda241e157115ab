// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/torch_file.h"

#include <gtest/gtest.h>

#include "core/modelio/tensor_source.h"
#include "tests/modelio/temporary_folder.h"
#include "tests/modelio/torch_bytes.h"

namespace sfumato::modelio {
namespace {

using namespace std::string_literals;
using test::archive;
using test::dictionary;
using test::tensor;

const std::string six = test::floats({1, 2, 3, 4, 5, 6});
const std::string plain = tensor("0", {2, 3}, {3, 1}, 6);

class TorchFileTest : public testing::Test {
protected:
    Result<TensorSource> opened(const std::string &bytes) { return TensorSource::open(folder_.write("m.ckpt", bytes)); }

    Error refused(const std::string &bytes) {
        const auto source = opened(bytes);
        EXPECT_FALSE(source);
        if (source)
            return {};
        EXPECT_NE(source.error().subject.find("m.ckpt"), std::string::npos) << describe(source.error());
        return source.error();
    }

    static std::vector<float> values(const TensorSource &source, const char *name) {
        std::vector<float> numbers(source.find(name)->bytes / 4);
        EXPECT_TRUE(source.read(name, numbers.data()));
        return numbers;
    }

    test::TemporaryFolder folder_;
};

TEST_F(TorchFileTest, ReadsAnArchiveAndItsStateDict) {
    const std::string inner = dictionary({{"a", plain}}, false);
    const auto source = opened(archive(dictionary({{"epoch", "K\x03"}, {"state_dict", inner}, {"global_step", test::whole(875000)}}),
                                       {{"0", six}}, {{"m/byteorder", "little"}, {"m/.format_version", "1"}}));
    ASSERT_TRUE(source) << describe(source.error());
    EXPECT_EQ(source->names(), std::vector<std::string>{"a"});
    EXPECT_EQ(source->find("a")->shape, (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(values(*source, "a"), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(source->files().front()->metadata().at("global_step"), "875000");
}

TEST_F(TorchFileTest, ReadsTransposedRepeatedAndSharedViews) {
    const auto source = opened(archive(dictionary({{"a", plain},
                                                   {"t", tensor("0", {3, 2}, {1, 3}, 6)},
                                                   {"r", tensor("0", {2, 3}, {0, 1}, 6, 3)},
                                                   {"s", tensor("0", {}, {}, 6, 5)},
                                                   {"empty", tensor("0", {0, 7}, {7, 1}, 6)}}),
                                       {{"0", six}}));
    ASSERT_TRUE(source) << describe(source.error());
    EXPECT_EQ(values(*source, "t"), (std::vector<float>{1, 4, 2, 5, 3, 6}));
    EXPECT_EQ(values(*source, "r"), (std::vector<float>{4, 5, 6, 4, 5, 6}));
    EXPECT_EQ(values(*source, "s"), std::vector<float>{6});
    EXPECT_EQ(source->find("empty")->bytes, 0u);
}

TEST_F(TorchFileTest, ReadsTheFormatBefore16) {
    const std::string object = dictionary({{"a", tensor("17", {2, 3}, {3, 1}, 6, 0, true)}});
    const std::string keys = "\x80\x02]("s + test::text("17") + "e.";
    const auto source = opened(test::old_header() + object + keys + test::little<std::int64_t>(6) + six);
    ASSERT_TRUE(source) << describe(source.error());
    EXPECT_EQ(values(*source, "a"), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(refused(test::old_header() + object + keys + test::little<std::int64_t>(std::int64_t{1} << 40) + six).code,
              ErrorCode::CorruptFile);
    EXPECT_EQ(refused(test::old_header() + object + keys + test::little<std::int64_t>(5) + six).code, ErrorCode::CorruptFile);
    EXPECT_EQ(refused("\x80\x02}."s).code, ErrorCode::UnsupportedFormat);
}

TEST_F(TorchFileTest, ReadsParametersAndTheirDictionaries) {
    const std::string parameter = test::global("torch._utils", "_rebuild_parameter") +
                                  test::tuple({plain, "\x88", test::global("collections", "OrderedDict") + ")R"}) + "R";
    const auto source = opened(archive(dictionary({{"string_to_param", dictionary({{"*", parameter}}, false)}, {"name", test::text("x")}}),
                                       {{"0", six}}));
    ASSERT_TRUE(source) << describe(source.error());
    EXPECT_EQ(source->names(), std::vector<std::string>{"string_to_param.*"});
    EXPECT_EQ(source->files().front()->metadata().at("name"), "x");
}

TEST_F(TorchFileTest, ViewsMustLieInsideTheirStorage) {
    const auto with = [&](const std::string &description, const std::string &data = six) {
        return refused(archive(dictionary({{"a", description}}), {{"0", data}})).code;
    };
    EXPECT_EQ(with(tensor("0", {2, 3}, {3, 1}, 6, 1)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("0", {2, 3}, {4, 1}, 6)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("0", {2, 3}, {-3, 1}, 6)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("0", {2, -3}, {3, 1}, 6)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("0", {2, 3}, {std::int64_t{1} << 40, 1}, 6)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("0", {std::int64_t{1} << 62, 3}, {std::int64_t{1} << 62, 1}, 6)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("0", {1 << 20, 1 << 15}, {1 << 15, 1}, std::int64_t{1} << 35)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(plain, six.substr(4)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("1", {2, 3}, {3, 1}, 6)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("../0", {2, 3}, {3, 1}, 6)), ErrorCode::CorruptFile);
    EXPECT_EQ(with(tensor("0", {1 << 24, 6}, {0, 1}, 6)), ErrorCode::LimitExceeded) << "repeats six numbers a hundred million times";
}

TEST_F(TorchFileTest, ArchivesOfOtherKindsAreNamedAndRefused) {
    const std::string pickle = dictionary({{"a", plain}});
    EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{"m/code/__torch__.py", "x"}})).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{"m/byteorder", "big"}})).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{"n/data.pkl", "\x80\x02}."}})).code, ErrorCode::CorruptFile);
    EXPECT_EQ(refused(test::zip({{"readme.txt", "x"}})).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refused(archive(pickle + "}.", {{"0", six}})).code, ErrorCode::CorruptFile);
}

TEST_F(TorchFileTest, ArchivesThatLieAreRefused) {
    const std::string pickle = dictionary({{"a", plain}}), good = archive(pickle, {{"0", six}});
    for (const char *name : {"../x", "/etc/passwd", "a/../../x", "a\\b"})
        EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{name, "x"}})).code, ErrorCode::CorruptFile) << name;
    EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{"m/data/0", six}})).code, ErrorCode::CorruptFile);
    EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{"m/z", "x", 8}})).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{"m/z", "x", 0, 1}})).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refused(archive(pickle, {{"0", six}}, {{"m/z", "x", 0, 0, "m/y"}})).code, ErrorCode::CorruptFile);
    std::string damaged = good;
    damaged[damaged.find("FloatStorage")] = 'f';
    EXPECT_NE(refused(damaged).reason.find("CRC"), std::string::npos);
    for (std::size_t keep = 0; keep < good.size(); keep += 7)
        EXPECT_FALSE(opened(good.substr(0, keep)));
}

TEST_F(TorchFileTest, DirectoriesOfMembersThatOverlapAreRefused) {
    // Both entries of the directory point to the first member.
    std::string bytes = test::zip({{"m/data.pkl", "aaaa"}, {"m/data.pkl", "bbbb"}});
    EXPECT_EQ(refused(bytes).code, ErrorCode::CorruptFile);
}

} // namespace
} // namespace sfumato::modelio
