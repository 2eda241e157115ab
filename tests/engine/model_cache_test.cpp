// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model_cache.h"
#include "core/pipeline/memory.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "core/torch/guard.h"
#include "tests/support/watched_memory.h"

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t plenty = 1ull << 32;

pipeline::ModelDescription described(const fs::path &model) {
    auto description = pipeline::describe_model(model);
    EXPECT_TRUE(description) << (description ? "" : describe(description.error()));
    return description.value_or(pipeline::ModelDescription{});
}

fs::path golden(const char *name) { return fs::path(SFUMATO_TEST_DATA) / "golden" / name / "model"; }

const pipeline::Model *loaded(ModelCache &cache, const pipeline::ModelDescription &description, std::uint64_t budget) {
    const auto model = cache.get(description, {}, budget, {});
    EXPECT_TRUE(model) << (model ? "" : describe(model.error()));
    return model ? model->get() : nullptr;
}

TEST(ModelCache, SwitchingBackReadsNoFileAgain) {
    ModelCache cache;
    const auto first = described(golden("sd1")), second = described(golden("sd2v"));
    const auto *model = loaded(cache, first, plenty);
    EXPECT_NE(loaded(cache, second, plenty), model);
    EXPECT_EQ(loaded(cache, first, plenty), model); // the very same one
}

TEST(ModelCache, KeepsNoMoreThanTheBudget) {
    ModelCache cache;
    const auto first = described(golden("sd1")), second = described(golden("sd2v"));
    const auto bytes = weight_bytes(first, {});
    ASSERT_TRUE(bytes.has_value());
    EXPECT_GT(*bytes, 1u << 16);
    loaded(cache, first, *bytes);
    EXPECT_TRUE(cache.holds(first, {}));
    loaded(cache, second, *bytes);
    EXPECT_FALSE(cache.holds(first, {}));
    EXPECT_TRUE(cache.holds(second, {}));
}

TEST(ModelCache, TellsTypesAndChangedFilesApart) {
    ModelCache cache;
    const fs::path copy = fs::temp_directory_path() / "sfumato-model-cache-test";
    fs::remove_all(copy);
    fs::copy(golden("sd1"), copy, fs::copy_options::recursive);
    const auto description = described(copy);
    loaded(cache, description, plenty);
    EXPECT_TRUE(cache.holds(description, {}));
    EXPECT_FALSE(cache.holds(description, {at::kBFloat16, at::kFloat}));
    fs::last_write_time(description.folder.unet_weights, fs::file_time_type::clock::now() + std::chrono::hours(1));
    EXPECT_FALSE(cache.holds(description, {}));
    fs::remove_all(copy);
}

TEST(ModelCache, CountsWhatTheWeightsTakeInTheirType) {
    const auto description = described(golden("sd1"));
    const auto single = weight_bytes(description, {}), half = weight_bytes(description, {at::kBFloat16, at::kBFloat16});
    ASSERT_TRUE(single && half);
    EXPECT_EQ(*single, 2 * *half);
}

TEST(ModelCache, LetsOthersGoAndLoadsOnceMoreWhereMemoryRunsShort) {
    using testing::WatchedMemory;
    auto &memory = WatchedMemory::instance();
    ModelCache cache;
    const auto first = described(golden("sd1")), second = described(golden("sd2v"));
    loaded(cache, first, plenty);
    memory.fail_at(200, WatchedMemory::How::Once);
    EXPECT_NE(loaded(cache, second, plenty), nullptr);
    EXPECT_EQ(memory.failures(), 1);
    EXPECT_TRUE(cache.holds(second, {}));
    EXPECT_FALSE(cache.holds(first, {}));

    memory.fail_at(200, WatchedMemory::How::FromThenOn);
    EXPECT_FALSE(fits_in_memory([&] { (void)cache.get(first, {}, plenty, {}); }));
    memory.fail_at(0, WatchedMemory::How::Once);
    EXPECT_NE(loaded(cache, first, plenty), nullptr) << "the next attempt is as ever";
}

} // namespace
} // namespace sfumato
