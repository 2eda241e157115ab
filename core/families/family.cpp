// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

#include <algorithm>
#include <utility>

namespace sfumato::families {
namespace {

std::vector<Family> &registered() {
    static std::vector<Family> families;
    return families;
}

} // namespace

Registration::Registration(Family family) {
    auto &families = registered();
    const auto before = std::find_if(families.begin(), families.end(), [&](const Family &other) {
        return std::pair(-other.specificity, other.id) > std::pair(-family.specificity, family.id);
    });
    families.insert(before, std::move(family));
}

const std::vector<Family> &all() { return registered(); }

const Family *detect(const Traits &traits) {
    const auto found = std::find_if(all().begin(), all().end(), [&](const Family &family) { return family.matches(traits); });
    return found == all().end() ? nullptr : &*found;
}

PreviewMatrix sd1_preview() {
    return {{{.3512f, .2297f, .3227f}, {.3250f, .4974f, .2350f}, {-.2829f, .1762f, .2721f}, {-.2120f, -.2616f, -.7177f}},
            {0, 0, 0}};
}

PreviewMatrix sdxl_preview() {
    return {{{.3651f, .4232f, .4341f}, {-.2533f, -.0042f, .1068f}, {.1076f, .1111f, -.0362f}, {-.3165f, -.2492f, -.2188f}},
            {.1084f, -.0175f, -.0011f}};
}

} // namespace sfumato::families
