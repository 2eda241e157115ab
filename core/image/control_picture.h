// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/image.h"
#include "core/base/result.h"

namespace sfumato::image {

/// What makes the picture a control network is shown of an ordinary one. Light on dark where it draws lines.
struct Preprocessor {
    std::string id; ///< "canny"
    std::string name;
    std::vector<std::string> aliases; ///< of other programs
    std::string source;
    Image (*make)(const Image &rgb) = nullptr; ///< RGB of any size -> RGB of the same size
    bool leaves_hole = false; ///< what the request's mask covers is taken out besides
};

const std::vector<Preprocessor> &preprocessors();

/// By id or alias, in any case. Errors: InvalidArgument with the nearest names.
Result<const Preprocessor *> find_preprocessor(const std::string &name);

} // namespace sfumato::image
