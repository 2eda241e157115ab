// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"

namespace sfumato::pipeline {

/// Habits with every choice made.
struct ResolvedHabits {
    NoiseSourceKind noise;
    TimestepRounding timesteps;
    Emphasis emphasis;
    StrengthSteps strength_steps;
    bool sgm_noise_multiplier; ///< start from noise * sqrt(1 + sigma^2) instead of noise * sigma
    MaskResample mask_resample;
    InpaintBlend inpaint_blend;
    bool truncate_prompt; ///< keep 75 tokens and report the rest, instead of adding chunks
    bool literal_prompt;  ///< no prompt grammar at all
    EmptyNegative empty_negative; ///< of models that know zeros for it
    bool skips_negative;  ///< clip skip holds for the negative prompt too
};

/// Fills what `habits` leaves open by its conventions.
/// Source: spec 3.1 (timesteps, start noise), 3.6 (steps at a strength), 3.7 (blending); dialect 4.3-4.7.
ResolvedHabits resolve(const Habits &habits);

} // namespace sfumato::pipeline
