// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace sfumato::image {

/// What a control picture shows, as networks for several kinds of them ("union") are told it.
struct ControlKind {
    std::string id; ///< "depth"
    std::string name;
    std::vector<std::string> aliases;       ///< of other programs, and pictures that count as this kind
    std::vector<std::string> preprocessors; ///< whose pictures are of this kind
    int number = 0;                         ///< among a union network's tasks
};

/// In the order of their numbers. Source: xinsir ControlNet++ (union); spec 4.4.
const std::vector<ControlKind> &control_kinds();

/// By id or alias, in any case. Errors: InvalidArgument with the nearest names.
Result<const ControlKind *> find_control_kind(const std::string &name);

/// The kind of the pictures that a preprocessor makes; null where it is none of them.
const ControlKind *kind_made_by(std::string_view preprocessor);

} // namespace sfumato::image
