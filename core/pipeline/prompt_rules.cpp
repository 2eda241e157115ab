// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/prompt_rules.h"

namespace sfumato::pipeline {

conditioning::PromptRules prompt_rules(const GenerationRequest &request, const ResolvedHabits &habits, const ModelDescription &model) {
    const bool zeros = model.family->penultimate_text && habits.empty_negative == EmptyNegative::Zeros &&
                       (model.folder.zeros_for_empty_prompt || request.habits.empty_negative.has_value());
    return {habits.emphasis, habits.literal_prompt, habits.truncate_prompt, request.clip_skip.value_or(1), habits.skips_negative,
            !model.family->penultimate_text, zeros};
}

} // namespace sfumato::pipeline
