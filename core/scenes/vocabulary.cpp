// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/random.h"
#include "core/scenes/scene.h"
#include "core/scenes/styles/style.h"

namespace sfumato::scenes {

const Vocabulary &vocabulary() {
    static const Vocabulary words = [] {
        Vocabulary v{{"house", "tree", "boat", "lighthouse", "castle", "windmill", "car", "balloon", "tent", "rocket", "flower", "mushroom", "church", "snowman", "cat", "umbrella"},
                     {"red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "white", "black"},
                     {"meadow", "mountains", "desert", "beach", "lake", "forest", "city", "snow"},
                     {"day", "sunset", "night", "dawn"},
                     {},
                     {"left", "centre", "right"},
                     {"small", "medium", "large"}};
        for (const auto &style : styles())
            v.styles.push_back(style.name);
        return v;
    }();
    return words;
}

Scene random_scene(std::uint64_t seed) {
    Random random(seed * 0x2545f4914f6cdd1dULL + 1);
    const auto &v = vocabulary();
    Scene scene{{}, random.pick(v.settings), random.pick(v.times), random.pick(v.styles), random.next()};
    const double number = random.uniform();
    const int objects = number < 0.03 ? 0 : number < 0.13 ? 2 : 1;
    for (int i = 0; i < objects; ++i) {
        Object object{random.pick(v.kinds), random.pick(v.colours), random.pick(v.sizes), random.pick(v.places)};
        // Black vanishes where it is dark.
        while (object.colour == "black" && (scene.time == "night" || scene.style == "neon"))
            object.colour = random.pick(v.colours);
        scene.objects.push_back(std::move(object));
    }
    if (objects == 2) {
        const bool first_left = random.chance(0.5);
        scene.objects[0].place = first_left ? "left" : "right";
        scene.objects[1].place = first_left ? "right" : "left";
        for (auto &object : scene.objects)
            if (object.size == "large")
                object.size = "medium";
    }
    return scene;
}

} // namespace sfumato::scenes
