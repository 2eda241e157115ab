// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "core/scenes/scene.h"
#include "core/scenes/styles/style.h"

namespace sfumato::scenes {
namespace {

constexpr int scenes_looked_at = 600;
constexpr int captions_each = 12;

/// The words of a caption with blanks around them, so that whole words can be looked for. Every meadow is green, which
/// says nothing about the object.
std::string spaced(const std::string &caption) {
    std::string text = " ";
    for (const char c : caption)
        text += c == ',' ? ' ' : c;
    if (const auto green = text.find(" green meadow"); green != std::string::npos)
        text.erase(green, 6);
    return text + " ";
}
bool says(const std::string &caption, const std::string &words) { return spaced(caption).find(" " + words + " ") != std::string::npos; }

/// What a phrase asserts: a setting, a time, a style, or a kind of object.
const std::map<std::string, std::string> &meanings() {
    static const std::map<std::string, std::string> all = {
        {"cottage", "house"}, {"ship", "boat"}, {"spaceship", "rocket"}, {"parasol", "umbrella"},
        {"grass", "meadow"}, {"sand dunes", "desert"}, {"sea", "beach"}, {"woods", "forest"}, {"town", "city"},
        {"snowy field", "snow"}, {"winter", "snow"}, {"daylight", "day"}, {"sunny day", "day"}, {"dusk", "sunset"},
        {"evening", "sunset"}, {"under the stars", "night"}, {"moonlight", "night"}, {"morning", "dawn"}, {"sunrise", "dawn"},
        {"watercolor", "watercolour"}, {"neon lights", "neon"}, {"pencil sketch", "pencil"}};
    return all;
}

bool any_object(const Scene &scene, std::string Object::*what, const std::string &word) {
    return std::any_of(scene.objects.begin(), scene.objects.end(), [&](const Object &o) { return o.*what == word; });
}

void expect_true(const Scene &scene, const std::string &caption) {
    const auto &v = vocabulary();
    const auto check = [&](const std::string &phrase, const std::string &word) {
        if (!says(caption, phrase))
            return;
        const bool is = scene.setting == word || scene.time == word || scene.style == word || any_object(scene, &Object::kind, word) ||
                        any_object(scene, &Object::colour, word) || any_object(scene, &Object::size, word);
        EXPECT_TRUE(is) << "\"" << caption << "\" says " << phrase;
    };
    for (const auto *list : {&v.kinds, &v.colours, &v.settings, &v.times, &v.styles, &v.sizes})
        for (const auto &word : *list)
            check(word, word);
    for (const auto &[phrase, word] : meanings())
        check(phrase, word);
    for (const char *place : {"left", "right"}) {
        if (says(caption, std::string("on the ") + place)) {
            EXPECT_EQ(scene.objects.at(0).place, place) << caption;
        }
        if (says(caption, std::string(place) + " of")) {
            EXPECT_EQ(scene.objects.at(0).place, place) << caption;
        }
    }
    if (says(caption, "in the middle")) {
        EXPECT_EQ(scene.objects.at(0).place, "centre") << caption;
    }
}

TEST(Captions, SayOnlyWhatIsTrue) {
    for (std::uint64_t seed = 1; seed <= scenes_looked_at; ++seed) {
        const Scene scene = random_scene(seed);
        for (const auto &caption : captions(scene, captions_each))
            expect_true(scene, caption);
    }
}

TEST(Captions, NameNoColourWhereTheStyleShowsNone) {
    int looked_at = 0;
    for (std::uint64_t seed = 1; seed <= scenes_looked_at; ++seed) {
        const Scene scene = random_scene(seed);
        if (find_style(scene.style)->shows_colours)
            continue;
        ++looked_at;
        for (const auto &caption : captions(scene, captions_each))
            for (const auto &colour : vocabulary().colours)
                EXPECT_FALSE(says(caption, colour)) << caption;
    }
    EXPECT_GT(looked_at, 50);
}

TEST(Captions, HaveManyWordingsAndWholeAndPartialDescriptions) {
    std::set<std::string> first_words;
    int whole = 0, partial = 0, all = 0, different = 0;
    for (std::uint64_t seed = 1; seed <= scenes_looked_at; ++seed) {
        const Scene scene = random_scene(seed);
        const auto said = captions(scene, captions_each);
        different += static_cast<int>(std::set<std::string>(said.begin(), said.end()).size());
        for (const auto &caption : said) {
            ++all;
            const bool style = says(caption, scene.style), setting = says(caption, scene.setting), time = says(caption, scene.time);
            whole += style && setting && time;
            partial += !style && !setting;
            first_words.insert(caption.substr(0, caption.find(' ')));
        }
    }
    EXPECT_GT(different, all * 0.75);
    EXPECT_GT(whole, all / 20);
    EXPECT_GT(partial, all / 50);
    EXPECT_GT(first_words.size(), 20U); // an object, a style, a setting, a time may come first
}

TEST(Captions, AreTheSameForTheSameScene) { EXPECT_EQ(captions(random_scene(3), 20), captions(random_scene(3), 20)); }

TEST(Vocabulary, HasEveryWordInSomeSceneAndSomeCaption) {
    const auto &v = vocabulary();
    EXPECT_GE(v.kinds.size(), 16U);
    EXPECT_GE(v.colours.size(), 10U);
    EXPECT_GE(v.settings.size(), 8U);
    EXPECT_EQ(v.times.size(), 4U);
    EXPECT_GE(v.styles.size(), 8U);
    std::set<std::string> met;
    std::string text;
    int counts[3] = {};
    for (std::uint64_t seed = 1; seed <= scenes_looked_at; ++seed) {
        const Scene scene = random_scene(seed);
        met.insert({scene.setting, scene.time, scene.style});
        for (const auto &object : scene.objects)
            met.insert({object.kind, object.colour, object.size, object.place});
        ++counts[scene.objects.size()];
        for (const auto &caption : captions(scene, captions_each))
            text += spaced(caption);
    }
    for (const auto *list : {&v.kinds, &v.colours, &v.settings, &v.times, &v.styles, &v.places, &v.sizes})
        for (const auto &word : *list) {
            EXPECT_TRUE(met.contains(word)) << word;
            const bool unsaid = word == "medium" || word == "centre"; // what is neither large nor small, and the middle
            EXPECT_EQ(text.find(" " + word + " ") != std::string::npos, !unsaid) << word;
        }
    EXPECT_GT(counts[0], scenes_looked_at / 100);
    EXPECT_GT(counts[2], scenes_looked_at / 20);
}

} // namespace
} // namespace sfumato::scenes
