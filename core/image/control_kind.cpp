// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/control_kind.h"

#include <algorithm>
#include <cctype>

#include "core/base/nearest_name.h"
#include "core/base/printable.h"

namespace sfumato::image {

const std::vector<ControlKind> &control_kinds() {
    static const std::vector<ControlKind> all = {
        {"openpose", "Pose", {"pose"}, {}, 0},
        {"depth", "Depth", {}, {}, 1},
        {"scribble", "Scribble or soft edges", {"hed", "softedge", "soft_edge", "pidi"}, {"soft_edge", "scribble"}, 2},
        {"canny", "Hard edges or line art", {"lineart", "mlsd", "anime_lineart"}, {"canny", "lineart", "invert"}, 3},
        {"normal", "Normals", {"normalbae"}, {}, 4},
        {"segment", "Segments", {"seg", "segmentation"}, {}, 5},
        {"tile", "Tile", {}, {"tile"}, 6},
        {"inpaint", "Repaint", {"repaint"}, {"inpaint"}, 7},
    };
    return all;
}

Result<const ControlKind *> find_control_kind(const std::string &name) {
    std::string wanted = name;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::vector<std::string> names;
    for (const ControlKind &one : control_kinds()) {
        if (one.id == wanted || std::find(one.aliases.begin(), one.aliases.end(), wanted) != one.aliases.end())
            return &one;
        names.push_back(one.id);
    }
    return fail(ErrorCode::InvalidArgument, "--control-type", "there is no " + in_quotes(name), did_you_mean(name, names));
}

const ControlKind *kind_made_by(std::string_view preprocessor) {
    for (const ControlKind &one : control_kinds())
        if (std::find(one.preprocessors.begin(), one.preprocessors.end(), preprocessor) != one.preprocessors.end())
            return &one;
    return nullptr;
}

} // namespace sfumato::image
