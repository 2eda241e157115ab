// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/safetensors.h"

#include <array>
#include <cstring>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/modelio/safetensors_writer.h"
#include "tests/modelio/raw_safetensors.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::modelio {
namespace {

using test::entry;
using test::object;
using test::raw_safetensors;
using test::TemporaryFolder;

std::string reason_of(const Result<SafetensorsFile> &file) {
    return file ? "" : describe(file.error());
}

TEST(Safetensors, WhatIsWrittenIsReadBack) {
    TemporaryFolder folder;
    const std::vector<float> weight = {1.5f, -2.0f, 3.25f, 0.0f, 1e-20f, 7.0f};
    const std::vector<std::uint8_t> bytes = {1, 2, 3};
    const double scalar = 0.18215;
    const auto path = folder.path() / "m.safetensors";
    const std::vector<TensorView> tensors = {{"b.bytes", ElementType::U8, {3}, bytes.data()},
                                             {"a.weight", ElementType::F32, {2, 3}, weight.data()},
                                             {"empty", ElementType::F16, {0, 5}, nullptr},
                                             {"Grüße.\"quoted\"\n", ElementType::F64, {}, &scalar}};
    ASSERT_TRUE(write_safetensors(path, tensors, {{"format", "pt"}, {"note", "tab\tand ünïcode"}}));

    const auto file = SafetensorsFile::open(path);
    ASSERT_TRUE(file) << reason_of(file);
    EXPECT_EQ(file->tensors().size(), 4u);
    EXPECT_EQ(file->metadata().at("note"), "tab\tand ünïcode");
    EXPECT_EQ(file->find("a"), nullptr);
    for (const TensorView &tensor : tensors) {
        const TensorEntry *found = file->find(tensor.name);
        ASSERT_NE(found, nullptr) << tensor.name;
        EXPECT_EQ(found->shape, tensor.shape);
        EXPECT_EQ(found->type, tensor.type);
        std::vector<char> got(found->bytes);
        ASSERT_TRUE(file->read(*found, got.data()));
        EXPECT_TRUE(got.empty() || std::memcmp(got.data(), tensor.data, got.size()) == 0) << tensor.name;
    }
}

TEST(Safetensors, WriterAlignsEveryTensorAndRepeatsItself) {
    TemporaryFolder folder;
    const std::array<char, 16> data{};
    const std::vector<TensorView> tensors = {{"u8", ElementType::U8, {3}, data.data()},
                                             {"f64", ElementType::F64, {1}, data.data()},
                                             {"f16", ElementType::F16, {3}, data.data()}};
    const std::vector<TensorView> shuffled = {tensors[2], tensors[0], tensors[1]};
    ASSERT_TRUE(write_safetensors(folder.path() / "a.safetensors", tensors));
    ASSERT_TRUE(write_safetensors(folder.path() / "b.safetensors", shuffled));
    EXPECT_EQ(folder.read("a.safetensors"), folder.read("b.safetensors"));
    const auto file = SafetensorsFile::open(folder.path() / "a.safetensors");
    ASSERT_TRUE(file);
    for (const TensorEntry &tensor : file->tensors())
        EXPECT_EQ(tensor.begin % static_cast<std::uint64_t>(bits_of(tensor.type) / 8), 0u) << tensor.name;
}

TEST(Safetensors, WriterRefusesWhatTheReaderWould) {
    TemporaryFolder folder;
    const float one = 1.0f;
    const auto code = [&](const std::vector<TensorView> &tensors) {
        const auto written = write_safetensors(folder.path() / "x.safetensors", tensors);
        return written ? ErrorCode::Internal : written.error().code;
    };
    EXPECT_EQ(code({{"", ElementType::F32, {}, &one}}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code({{"__metadata__", ElementType::F32, {}, &one}}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code({{"a", ElementType::F32, {}, &one}, {"a", ElementType::F32, {}, &one}}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code({{"a", ElementType::F32, {-1}, &one}}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code({{"\xff", ElementType::F32, {}, &one}}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code({{"a", ElementType::F32, {1, 1, 1, 1, 1, 1, 1, 1, 1}, &one}}), ErrorCode::LimitExceeded);
    EXPECT_EQ(folder.entries(), 0u);
}

TEST(Safetensors, UnusualButValidFilesAreAccepted) {
    TemporaryFolder folder;
    const std::string a = entry("a", "F32", "[2]", "[0,8]"), b = entry("b", "F32", "[2]", "[8,16]");
    const std::pair<const char *, std::string> cases[] = {
        {"no tensors", raw_safetensors("{}", 0)},
        {"trailing spaces", raw_safetensors(object(a) + "     ", 8)},
        {"any order", raw_safetensors(object(b + "," + a), 16)},
        {"empty metadata", raw_safetensors("{\"__metadata__\":{}," + a + "}", 8)},
        {"metadata last", raw_safetensors(object(a + ",\"__metadata__\":{\"k\":\"v\"}"), 8)},
        {"scalar", raw_safetensors(object(entry("s", "F64", "[]", "[0,8]")), 8)},
        {"empty tensor in between",
         raw_safetensors(object(a + "," + entry("z", "I64", "[0,7]", "[8,8]") + "," + b), 16)},
        {"four-bit numbers in whole bytes", raw_safetensors(object(entry("q", "F4", "[3,2]", "[0,3]")), 3)},
        {"eight dimensions", raw_safetensors(object(entry("r", "U8", "[1,1,1,1,1,1,1,1]", "[0,1]")), 1)},
    };
    for (const auto &[name, bytes] : cases) {
        const auto file = SafetensorsFile::open(folder.write("x.safetensors", bytes));
        EXPECT_TRUE(file) << name << ": " << reason_of(file);
    }
}

TEST(Safetensors, NamesAreDataAndNeverPaths) {
    TemporaryFolder folder;
    for (const char *name : {"../../escape", "/etc/passwd", "a\\nb", "\\u202eevil", "<b>bold</b>"}) {
        const auto file = SafetensorsFile::open(
            folder.write("x.safetensors", raw_safetensors(object(entry(name, "U8", "[1]", "[0,1]")), 1)));
        EXPECT_TRUE(file) << name << ": " << reason_of(file);
    }
    EXPECT_EQ(folder.entries(), 1u);
}

TEST(Safetensors, AFileThatShrinksGivesAnErrorWhenRead) {
    TemporaryFolder folder;
    const auto path = folder.write("x.safetensors", raw_safetensors(object(entry("a", "F32", "[2]", "[0,8]")), 8));
    const auto file = SafetensorsFile::open(path);
    ASSERT_TRUE(file);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 4);
    std::array<float, 2> values{};
    const auto got = file->read(file->tensors().front(), values.data());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, ErrorCode::CorruptFile);
    EXPECT_EQ(got.error().subject, path.string());
}

TEST(Safetensors, MovedFilesStillRead) {
    TemporaryFolder folder;
    const auto path = folder.write("x.safetensors", raw_safetensors(object(entry("a", "U8", "[1]", "[0,1]")), 1));
    auto first = SafetensorsFile::open(path);
    ASSERT_TRUE(first);
    SafetensorsFile second = std::move(*first);
    auto third = SafetensorsFile::open(path);
    ASSERT_TRUE(third);
    *third = std::move(second);
    char value = 1;
    EXPECT_TRUE(third->read(*third->find("a"), &value));
    EXPECT_EQ(value, 0);
}

TEST(Safetensors, PathsThatAreNoFilesAreTold) {
    TemporaryFolder folder;
    const auto code = [](const std::filesystem::path &path) {
        const auto file = SafetensorsFile::open(path);
        return file ? ErrorCode::Internal : file.error().code;
    };
    EXPECT_EQ(code(folder.path() / "absent.safetensors"), ErrorCode::NotFound);
    EXPECT_EQ(code(folder.path()), ErrorCode::Unreadable);
    ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(code(folder.path() / "pipe"), ErrorCode::Unreadable); // and does not wait for a writer
}

/// Random damage to a valid file: every answer is allowed but a crash, and what opens can be read.
TEST(Safetensors, DamagedFilesNeverCrash) {
    TemporaryFolder folder;
    const std::vector<float> weight(12, 1.0f);
    const auto path = folder.path() / "m.safetensors";
    ASSERT_TRUE(write_safetensors(path,
                                  {{"one", ElementType::F32, {3, 4}, weight.data()},
                                   {"two", ElementType::BF16, {2}, weight.data()},
                                   {"three", ElementType::U8, {5}, weight.data()}},
                                  {{"format", "pt"}}));
    const std::string good = folder.read("m.safetensors");
    std::mt19937 random(7);
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    std::size_t refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string bytes = good;
        for (std::size_t change = 0; change <= below(4) && !bytes.empty(); ++change) {
            const std::size_t at = below(bytes.size());
            switch (below(5)) {
            case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8))); break;
            case 1: bytes.resize(at); break;
            case 2: bytes.insert(at, std::string(1 + below(8), "{}[]\",:0\0\xff"[below(10)])); break;
            case 3: bytes.erase(at, 1 + below(16)); break;
            default: bytes[at] = static_cast<char>(below(256));
            }
        }
        const auto file = SafetensorsFile::open(folder.write("x.safetensors", bytes));
        refused += file ? 0 : 1;
        if (!file)
            continue;
        std::uint64_t sum = 0;
        for (const TensorEntry &tensor : file->tensors()) {
            std::vector<char> data(tensor.bytes);
            EXPECT_TRUE(file->read(tensor, data.data()));
            sum += tensor.bytes;
        }
        EXPECT_LT(sum, bytes.size());
    }
    EXPECT_GT(refused, 2000u) << "the damage does not reach the header";
}

} // namespace
} // namespace sfumato::modelio
