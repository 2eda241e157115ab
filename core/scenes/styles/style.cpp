// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/styles/style.h"

#include <algorithm>

namespace sfumato::scenes {
namespace {

std::vector<Style> &registered() {
    static std::vector<Style> all;
    return all;
}

} // namespace

const std::vector<Style> &styles() { return registered(); }

const Style *find_style(const std::string &name) {
    const auto found = std::find_if(styles().begin(), styles().end(), [&](const Style &s) { return s.name == name; });
    return found == styles().end() ? nullptr : &*found;
}

StyleRegistration::StyleRegistration(Style style) {
    auto &all = registered();
    all.insert(std::upper_bound(all.begin(), all.end(), style, [](const Style &a, const Style &b) { return a.name < b.name; }),
               std::move(style));
}

} // namespace sfumato::scenes
