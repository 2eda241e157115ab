// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/image.h"

namespace sfumato::scenes {

/// A way of painting, applied to the finished flat picture at twice the final size.
struct Style {
    std::string name;
    std::vector<std::string> nouns;   ///< "watercolour painting": `a ... of a house`, `..., meadow, ...`
    bool shows_colours = true;        ///< false: colours are not worth saying
    void (*apply)(Image &picture, std::uint64_t seed) = nullptr;
};

/// All styles, by name.
const std::vector<Style> &styles();
const Style *find_style(const std::string &name);

/// Registers a style at start-up: `const StyleRegistration registration{{...}};`
struct StyleRegistration {
    explicit StyleRegistration(Style style);
};

} // namespace sfumato::scenes
