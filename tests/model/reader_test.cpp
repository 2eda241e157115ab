// SPDX-License-Identifier: GPL-3.0-or-later
// The network that reads pictures must read renders well, or no score by it means anything.
#include <map>

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "core/scenes/styles/style.h"
#include "core/score/exam.h"

using namespace sfumato;

namespace {

constexpr auto reader_file = SFUMATO_SOURCE_DIR "/resources/score/reader.safetensors";
constexpr int scenes_read = 100;

/// Shares of unseen renders that are read right.
std::map<std::string, double> accuracy(const score::SceneReader &reader) {
    std::map<std::string, std::pair<int, int>> right;
    const auto count = [&](const std::string &attribute, bool is_right) {
        right[attribute].first += is_right;
        ++right[attribute].second;
    };
    for (const auto &scene : score::unseen_scenes(scenes_read, 7)) {
        const auto reading = reader.read(scenes::render(scene, score::picture_side).picture);
        const auto &object = scene.objects.front();
        count("style", reading.style == scene.style);
        count("setting", reading.setting == scene.setting);
        count("time", reading.time == scene.time);
        count("object", reading.has_object() && reading.kind == object.kind);
        count("place", reading.place == object.place);
        if (scenes::find_style(scene.style)->shows_colours)
            count("colour", reading.colour == object.colour);
    }
    std::map<std::string, double> shares;
    for (const auto &[attribute, counts] : right)
        shares[attribute] = static_cast<double>(counts.first) / counts.second;
    return shares;
}

} // namespace

TEST(SceneReader, ReadsUnseenRenders) {
    const at::NoGradGuard no_grad;
    const auto reader = score::SceneReader::load(reader_file);
    ASSERT_TRUE(reader) << describe(reader.error());
    const auto shares = accuracy(*reader);
    // What the scores of a model are compared with: a ceiling much below these would hide progress.
    EXPECT_GE(shares.at("style"), 0.97);
    EXPECT_GE(shares.at("setting"), 0.97);
    EXPECT_GE(shares.at("object"), 0.97);
    EXPECT_GE(shares.at("colour"), 0.95);
    EXPECT_GE(shares.at("place"), 0.97);
}

TEST(SceneReader, SeesThatACleanPlateIsEmpty) {
    const at::NoGradGuard no_grad;
    const auto reader = score::SceneReader::load(reader_file);
    ASSERT_TRUE(reader) << describe(reader.error());
    int empty = 0, full = 0;
    for (const auto &scene : score::unseen_scenes(50, 8)) {
        const auto rendering = scenes::render(scene, score::picture_side, {.clean_plate = true});
        full += reader->read(rendering.picture).has_object();
        empty += !reader->read(rendering.clean_plate).has_object();
    }
    EXPECT_GE(full, 48);
    EXPECT_GE(empty, 47); // a lone tree or cactus of the backdrop may pass for an object
}

TEST(SceneReader, RefusesAFileThatIsNotThere) {
    const auto reader = score::SceneReader::load("/nowhere/reader.safetensors");
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::NotFound);
}
