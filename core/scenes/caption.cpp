// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "core/scenes/objects.h"
#include "core/scenes/random.h"
#include "core/scenes/scene.h"
#include "core/scenes/styles/style.h"

namespace sfumato::scenes {
namespace {

using Words = std::vector<std::string>;

const std::map<std::string, Words> kinds = {
    {"house", {"house", "house", "cottage"}}, {"boat", {"boat", "boat", "sailing boat", "ship"}}, {"balloon", {"balloon", "balloon", "hot air balloon"}},
    {"car", {"car"}}, {"cat", {"cat"}}, {"rocket", {"rocket", "rocket", "spaceship"}}, {"church", {"church"}}, {"umbrella", {"umbrella", "umbrella", "parasol"}},
};
const std::map<std::string, Words> places = {
    {"meadow", {"in a meadow", "on a green meadow", "in the grass"}}, {"mountains", {"in the mountains", "in front of mountains"}},
    {"desert", {"in the desert", "among sand dunes"}}, {"beach", {"on the beach", "at the sea"}}, {"lake", {"on a lake", "at a lake"}},
    {"forest", {"in the forest", "in the woods"}}, {"city", {"in the city", "in a town"}}, {"snow", {"in the snow", "in a snowy field", "in winter"}},
};
const std::map<std::string, Words> times = {
    {"day", {"by day", "in daylight", "on a sunny day"}}, {"sunset", {"at sunset", "at dusk", "in the evening"}},
    {"night", {"at night", "under the stars", "by moonlight"}}, {"dawn", {"at dawn", "in the morning", "at sunrise"}},
};

std::string synonym(const std::map<std::string, Words> &table, const std::string &word, Random &random) {
    const auto found = table.find(word);
    return found == table.end() ? word : random.pick(found->second);
}

std::string with_article(const std::string &words) {
    return (std::string("aeiou").find(words.front()) == std::string::npos ? "a " : "an ") + words;
}

/// One way of talking about one scene: which words are used is decided once, which are left out as well.
class Speaker {
public:
    Speaker(const Scene &scene, Random &random, Telling telling = Telling::Some)
        : scene_(scene), random_(random), style_(*find_style(scene.style)), everything_(telling != Telling::Some) {
        says_style_ = random.chance(0.8) || everything_;
        says_setting_ = random.chance(0.88) || everything_;
        says_time_ = random.chance(0.78) || everything_;
        says_place_ = (random.chance(0.35) || everything_) && telling != Telling::EverythingButPlace;
    }

    std::string tags() {
        Words words;
        for (const auto &object : scene_.objects)
            words.push_back(noun(object));
        if (says_setting_ || scene_.objects.empty())
            words.push_back(scene_.setting);
        if (says_time_)
            words.push_back(scene_.time);
        if (says_style_)
            words.push_back(style_.nouns.front());
        return join(words, ", ");
    }

    std::string sentence() {
        Words words{subject()};
        if (says_place_ && scene_.objects.size() == 1)
            words.push_back(scene_.objects[0].place == "centre" ? "in the middle" : "on the " + scene_.objects[0].place);
        const std::string where = says_setting_ || scene_.objects.empty() ? synonym(places, scene_.setting, random_) : "";
        const std::string when = says_time_ ? synonym(times, scene_.time, random_) : "";
        const bool when_first = !when.empty() && random_.chance(0.2);
        for (const auto &part : when_first ? Words{when, where} : Words{where, when})
            if (!part.empty())
                words.push_back(part);
        const std::string content = join(words, " ");
        if (!says_style_)
            return content;
        const std::string noun = random_.pick(style_.nouns);
        switch (random_.below(4)) {
        case 0: return content + ", " + noun;
        case 1: return noun + ", " + content;
        case 2: return with_article(style_.nouns.front()) + " of " + content;
        default: return content + ", " + style_.name;
        }
    }

private:
    std::string noun(const Object &object) {
        std::string words = synonym(kinds, object.kind, random_);
        if (style_.shows_colours && (random_.chance(0.92) || everything_))
            words = object.colour + " " + words;
        if (random_.chance(0.25) && object.size != "medium")
            words = (object.size == "large" ? "large " : "small ") + words;
        return words;
    }
    std::string subject() {
        const auto &o = scene_.objects;
        if (o.empty())
            return "an empty landscape";
        if (o.size() == 1)
            return with_article(noun(o[0]));
        const std::string first = with_article(noun(o[0])), second = with_article(noun(o[1]));
        if (random_.chance(0.4))
            return first + " and " + second;
        return first + (o[0].place == "left" ? " left of " : " right of ") + second;
    }
    static std::string join(const Words &words, const std::string &between) {
        std::string text;
        for (const auto &word : words)
            text += (text.empty() ? "" : between) + word;
        return text;
    }

    const Scene &scene_;
    Random &random_;
    const Style &style_;
    bool everything_;
    bool says_style_, says_setting_, says_time_, says_place_;
};

} // namespace

std::vector<std::string> captions(const Scene &scene, int count) {
    Random random(scene.seed ^ 0xc2b2ae3d27d4eb4fULL);
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) {
        Speaker speaker(scene, random);
        all.push_back(i % 4 == 3 ? speaker.tags() : speaker.sentence());
    }
    return all;
}

std::string full_caption(const Scene &scene, std::uint64_t variant, Telling telling) {
    Random random((scene.seed ^ 0x9e3779b97f4a7c15ULL) + variant);
    return Speaker(scene, random, telling).sentence();
}

} // namespace sfumato::scenes
