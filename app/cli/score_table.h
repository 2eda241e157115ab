// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/api/score.h"

namespace sfumato::cli {

/// A model's score for people, a line a figure with the renders' beside it, and for programs.
std::string scoreTable(const ScoreReport &report);
std::string scoreJson(const ScoreReport &report);

} // namespace sfumato::cli
