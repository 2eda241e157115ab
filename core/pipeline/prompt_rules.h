// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/conditioning/prompt_conditioning.h"
#include "core/pipeline/habits.h"
#include "core/pipeline/model.h"

namespace sfumato::pipeline {

/// The request's rules for reading prompts with this model.
conditioning::PromptRules prompt_rules(const GenerationRequest &request, const ResolvedHabits &habits, const ModelDescription &model);

} // namespace sfumato::pipeline
