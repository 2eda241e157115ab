// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/api/request.h"

namespace sfumato::service {

/// A request as a person would type it.
struct CommandLine {
    std::string text; ///< for a POSIX shell: `sfumato-cli generate --prompt 'a house' --seed 7`
    std::vector<std::string> leftOut; ///< JSON keys of what no option says
};

/// Only what differs from the defaults is said. Pictures are named by their paths; those without one are left out.
CommandLine commandLineOf(const GenerationRequest &request);

/// `text` as one word of a POSIX shell.
std::string shellWord(const std::string &text);

} // namespace sfumato::service
