// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/tensor_source.h"

#include <array>

#include <gtest/gtest.h>

#include "core/modelio/safetensors_writer.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::modelio {
namespace {

using test::TemporaryFolder;

constexpr std::array<float, 2> first = {1.0f, 2.0f};
constexpr std::array<float, 3> second = {3.0f, 4.0f, 5.0f};

void write_shards(const TemporaryFolder &folder) {
    ASSERT_TRUE(write_safetensors(folder.path() / "m-00001-of-00002.safetensors",
                                  {{"b", ElementType::F32, {2}, first.data()}}));
    ASSERT_TRUE(write_safetensors(folder.path() / "m-00002-of-00002.safetensors",
                                  {{"a", ElementType::F32, {3}, second.data()}}));
}

std::filesystem::path write_index(const TemporaryFolder &folder, const std::string &map) {
    return folder.write("m.safetensors.index.json", R"({"metadata":{"total_size":20},"weight_map":)" + map + "}");
}

TEST(TensorSource, ReadsAllShardsAsOne) {
    TemporaryFolder folder;
    write_shards(folder);
    auto opened = TensorSource::open(
        write_index(folder, R"({"b":"m-00001-of-00002.safetensors","a":"m-00002-of-00002.safetensors"})"));
    ASSERT_TRUE(opened) << describe(opened.error());
    const TensorSource source = std::move(*opened);
    EXPECT_EQ(source.names(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(source.bytes(), 20u);
    std::array<float, 3> values{};
    ASSERT_TRUE(source.read("a", values.data()));
    EXPECT_EQ(values, second);
    EXPECT_EQ(source.find("b")->shape, (std::vector<std::int64_t>{2}));
    EXPECT_EQ(source.find("c"), nullptr);
    EXPECT_EQ(source.read("c", values.data()).error().code, ErrorCode::MissingTensor);
}

TEST(TensorSource, ReadsASingleFileTheSameWay) {
    TemporaryFolder folder;
    const auto path = folder.path() / "m.safetensors";
    ASSERT_TRUE(write_safetensors(
        path, {{"b", ElementType::F32, {2}, first.data()}, {"a", ElementType::F32, {3}, second.data()}}));
    const auto source = TensorSource::open(path);
    ASSERT_TRUE(source);
    EXPECT_EQ(source->names(), (std::vector<std::string>{"a", "b"}));
    std::array<float, 2> values{};
    ASSERT_TRUE(source->read("b", values.data()));
    EXPECT_EQ(values, first);
}

TEST(TensorSource, ShardsOutsideTheFolderAreRefused) {
    TemporaryFolder folder;
    write_shards(folder);
    std::filesystem::create_directory(folder.path() / "sub");
    std::filesystem::copy(folder.path() / "m-00001-of-00002.safetensors", folder.path() / "sub" / "s.safetensors");
    const std::string absolute = (folder.path() / "m-00001-of-00002.safetensors").string();
    for (const std::string &shard :
         {std::string("../m-00001-of-00002.safetensors"), absolute, std::string("sub/s.safetensors"),
          std::string("sub/../m-00001-of-00002.safetensors"), std::string("sub\\\\s.safetensors"), std::string(),
          std::string("."), std::string(".."), std::string("m.exe"), std::string("a\\u0000.safetensors")}) {
        const auto source = TensorSource::open(write_index(folder, "{\"b\":\"" + shard + "\"}"));
        ASSERT_FALSE(source) << shard;
        EXPECT_EQ(source.error().code, ErrorCode::CorruptFile) << describe(source.error());
    }
}

TEST(TensorSource, IndexesThatPromiseTooMuchAreRefused) {
    TemporaryFolder folder;
    write_shards(folder);
    const auto code = [&](const std::string &map) {
        const auto source = TensorSource::open(write_index(folder, map));
        return source ? ErrorCode::Internal : source.error().code;
    };
    EXPECT_EQ(code(R"({"b":"absent.safetensors"})"), ErrorCode::NotFound);
    EXPECT_EQ(code(R"({"z":"m-00001-of-00002.safetensors"})"), ErrorCode::MissingTensor);
    EXPECT_EQ(code("{}"), ErrorCode::MissingTensor);
    EXPECT_EQ(code("[]"), ErrorCode::CorruptFile);
    EXPECT_EQ(code(R"({"b":1})"), ErrorCode::CorruptFile);
    EXPECT_EQ(code(R"({"b":"m-00001-of-00002.safetensors","b":"m-00002-of-00002.safetensors"})"),
              ErrorCode::CorruptFile);
    EXPECT_EQ(code(R"({"b":"m-00001-of-00002.safetensors")"), ErrorCode::CorruptFile);
    EXPECT_EQ(code(std::string(100'000, '[')), ErrorCode::LimitExceeded);
}

} // namespace
} // namespace sfumato::modelio
