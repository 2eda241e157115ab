// SPDX-License-Identifier: GPL-3.0-or-later
// What a picture of the built-in model's world costs: milliseconds on one core, and the ratio to the 20 ms that the
// trainer, which draws its own pictures, can spare for one of 256 pixels.
#include <chrono>
#include <cstdio>
#include <string>

#include "core/scenes/scene.h"

namespace {

using namespace sfumato;

constexpr double budget_ms = 20;
constexpr int pictures = 64;

double milliseconds_each(int size, const scenes::Extras &extras, const std::string &style) {
    const auto begun = std::chrono::steady_clock::now();
    for (std::uint64_t seed = 1; seed <= pictures; ++seed) {
        auto scene = scenes::random_scene(seed);
        if (!style.empty())
            scene.style = style;
        scenes::render(scene, size, extras);
    }
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count() / pictures;
}

void report(const std::string &what, double milliseconds) {
    std::printf("%-36s %7.2f ms  %5.2f of the budget\n", what.c_str(), milliseconds, milliseconds / budget_ms);
}

} // namespace

int main() {
    for (const int size : {128, 256, 512})
        report("random scenes, " + std::to_string(size) + " px", milliseconds_each(size, {}, {}));
    report("with clean plate and cutouts, 256 px", milliseconds_each(256, {true, true}, {}));
    for (const auto &style : scenes::vocabulary().styles)
        report(style + ", 256 px", milliseconds_each(256, {}, style));
    const auto begun = std::chrono::steady_clock::now();
    for (std::uint64_t seed = 1; seed <= pictures; ++seed)
        scenes::captions(scenes::random_scene(seed), 12);
    report("12 captions", std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count() / pictures);
}
