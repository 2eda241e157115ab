// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/gguf.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/modelio/tensor_source.h"
#include "tests/modelio/temporary_folder.h"
#include "tests/modelio/torch_bytes.h"

namespace sfumato::modelio {
namespace {

const std::filesystem::path data = SFUMATO_TEST_DATA "/gguf";

TEST(Gguf, EveryFormatGivesTheNumbersOfTheReference) {
    const auto ours = TensorSource::open(data / "blocks.gguf"), reference = TensorSource::open(data / "blocks.safetensors");
    ASSERT_TRUE(ours) << describe(ours.error());
    ASSERT_TRUE(reference);
    EXPECT_EQ(ours->names(), reference->names());
    for (const std::string &name : reference->names()) {
        const TensorEntry &entry = *ours->find(name), &expected = *reference->find(name);
        ASSERT_EQ(entry.shape, expected.shape) << name;
        ASSERT_EQ(entry.bytes, expected.bytes) << name;
        EXPECT_EQ(entry.encoding, name.starts_with("Q") ? name : "");
        std::vector<char> got(entry.bytes), wanted(entry.bytes);
        ASSERT_TRUE(ours->read(name, got.data()));
        ASSERT_TRUE(reference->read(name, wanted.data()));
        if (!name.starts_with("Q")) {
            EXPECT_EQ(got, wanted) << name;
            continue;
        }
        const auto *a = reinterpret_cast<const float *>(got.data()), *b = reinterpret_cast<const float *>(wanted.data());
        for (std::size_t i = 0; i < entry.bytes / 4; ++i) // the order of two products may differ in the last bit
            ASSERT_LE(std::abs(a[i] - b[i]), 1e-6f * std::max(1.0f, std::abs(b[i]))) << name << " number " << i;
    }
    EXPECT_EQ(ours->files().front()->metadata().at("general.architecture"), "sd1");
    EXPECT_EQ(ours->files().front()->metadata().at("some.number"), "7");
}

TEST(Gguf, RowsAreReadAlone) {
    const auto file = open_tensor_file(data / "blocks.gguf");
    ASSERT_TRUE(file);
    for (const TensorEntry &entry : (*file)->tensors()) {
        if (entry.type != ElementType::F32)
            continue;
        const std::uint64_t count = elements_of(entry), row = count / static_cast<std::uint64_t>(entry.shape.front());
        std::vector<float> whole(count), second(row), cut(3);
        ASSERT_TRUE((*file)->read(entry, whole.data()));
        ASSERT_TRUE((*file)->read_range(entry, row, row, second.data()));
        ASSERT_TRUE((*file)->read_range(entry, row - 1, 3, cut.data()));
        EXPECT_EQ(std::vector<float>(whole.begin() + static_cast<std::ptrdiff_t>(row), whole.begin() + static_cast<std::ptrdiff_t>(2 * row)), second);
        EXPECT_EQ(cut.front(), whole[row - 1]) << entry.name;
    }
}

/// A header of one tensor, and `payload` zero bytes behind it.
std::string gguf(std::uint64_t tensors, std::uint64_t pairs, const std::string &rest, std::size_t payload, std::uint32_t version = 3) {
    using test::little;
    std::string bytes = "GGUF" + little(version) + little(tensors) + little(pairs) + rest;
    bytes.resize((bytes.size() + 31) / 32 * 32);
    return bytes + std::string(payload, '\0');
}

std::string counted(const std::string &text) {
    return test::little<std::uint64_t>(text.size()) + text;
}

std::string tensor(const std::string &name, const std::vector<std::int64_t> &sides, std::uint32_t type, std::uint64_t offset) {
    using test::little;
    std::string bytes = counted(name) + little(static_cast<std::uint32_t>(sides.size()));
    for (const std::int64_t side : sides)
        bytes += little(side);
    return bytes + little(type) + little(offset);
}

TEST(Gguf, FilesThatLieAreRefused) {
    using test::little;
    test::TemporaryFolder folder;
    const auto code = [&](const std::string &bytes) {
        const auto source = TensorSource::open(folder.write("m.gguf", bytes));
        return source ? ErrorCode::Internal : source.error().code;
    };
    ASSERT_EQ(code(gguf(1, 0, tensor("a", {4, 2}, 0, 0), 32)), ErrorCode::Internal) << "the plain file is valid";
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {4, 2}, 0, 0), 31)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {4, 2}, 0, 8), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {4, 2}, 0, std::uint64_t{1} << 63), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(2, 0, tensor("a", {4, 2}, 0, 0) + tensor("b", {4, 2}, 0, 0), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(2, 0, tensor("a", {4, 2}, 0, 0) + tensor("a", {4, 2}, 0, 32), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {31}, 8, 0), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {-1}, 0, 0), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {std::int64_t{1} << 40, std::int64_t{1} << 40}, 0, 0), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {32}, 16, 0), 64)), ErrorCode::UnsupportedFormat);
    EXPECT_EQ(code(gguf(1, 0, tensor("a", {1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 0), 64)), ErrorCode::LimitExceeded);
    EXPECT_EQ(code(gguf(std::uint64_t{1} << 40, 0, "", 64)), ErrorCode::LimitExceeded);
    EXPECT_EQ(code(gguf(0, std::uint64_t{1} << 40, "", 64)), ErrorCode::LimitExceeded);
    EXPECT_EQ(code(gguf(3, 0, tensor("a", {4, 2}, 0, 0), 32)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(0, 0, "", 0, 1)), ErrorCode::UnsupportedFormat);
    EXPECT_EQ(code(gguf(0, 1, little(std::uint64_t{1} << 50), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(0, 1, counted("k") + little<std::uint32_t>(13), 64)), ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(0, 1, counted("k") + little<std::uint32_t>(9) + little<std::uint32_t>(0) + little(std::uint64_t{1} << 50), 64)),
              ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(0, 1, counted("k") + little<std::uint32_t>(9) + little<std::uint32_t>(9) + little(std::uint64_t{2}), 64)),
              ErrorCode::CorruptFile);
    EXPECT_EQ(code(gguf(0, 1, counted("general.alignment") + little<std::uint32_t>(4) + little<std::uint32_t>(3), 64)),
              ErrorCode::CorruptFile);
}

} // namespace
} // namespace sfumato::modelio
