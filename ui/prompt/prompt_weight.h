// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sfumato::ui {

/// A prompt and what is selected in it.
struct PromptSelection {
    QString text;
    int begin = 0, end = 0; ///< begin == end: the cursor

    bool operator==(const PromptSelection &) const = default;
};

/// Changes the weight of what is selected, or of the word or bracket the cursor stands in: `tree` + 0.1 becomes
/// `(tree:1.1)`, `(tree:1.1)` - 0.1 becomes `tree`. A LoRA tag changes its weight. Weights stay within 0 .. 10.
/// The words stay selected, so that the change can be repeated. Nothing to weigh: unchanged.
PromptSelection changeWeight(const PromptSelection &prompt, double delta);

} // namespace sfumato::ui
