// SPDX-License-Identifier: GPL-3.0-or-later
// What a picture of the built-in model's world costs: milliseconds of processor time, which other work on the machine
// does not lengthen, and the ratio to the 20 ms that the trainer, which draws its own pictures, can spare for one.
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>

#include "core/scenes/scene.h"

namespace {

using namespace sfumato;

constexpr double budget_ms = 20;
constexpr int pictures = 64;

/// Each of the first `pictures` random scenes, perhaps in another style.
double milliseconds_each(const std::function<void(const scenes::Scene &)> &work, const std::string &style = {}) {
    const std::clock_t begun = std::clock();
    for (std::uint64_t seed = 1; seed <= pictures; ++seed) {
        auto scene = scenes::random_scene(seed);
        if (!style.empty())
            scene.style = style;
        work(scene);
    }
    return 1000.0 * static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC / pictures;
}

void report(const std::string &what, double milliseconds) {
    std::printf("%-36s %7.2f ms  %5.2f of the budget\n", what.c_str(), milliseconds, milliseconds / budget_ms);
}

} // namespace

int main() {
    const auto drawn = [](int size, const scenes::Extras &extras = {}) {
        return [size, extras](const scenes::Scene &scene) { scenes::render(scene, size, extras); };
    };
    for (const int size : {128, 256, 512})
        report("random scenes, " + std::to_string(size) + " px", milliseconds_each(drawn(size)));
    report("with clean plate and cutouts, 256 px", milliseconds_each(drawn(256, {true, true})));
    for (const auto &style : scenes::vocabulary().styles)
        report(style + ", 256 px", milliseconds_each(drawn(256), style));
    report("12 captions", milliseconds_each([](const scenes::Scene &scene) { scenes::captions(scene, 12); }));
}
