// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/habits.h"

namespace sfumato::pipeline {
namespace {

ResolvedHabits usual(Conventions conventions) {
    switch (conventions) {
    case Conventions::A1111:
        return {NoiseSourceKind::Cpu, TimestepRounding::Fractional, Emphasis::Original, StrengthSteps::A1111, false,
                MaskResample::Nearest, InpaintBlend::A1111, false, false, EmptyNegative::Zeros, true};
    case Conventions::Diffusers:
        return {NoiseSourceKind::Cpu, TimestepRounding::Integer, Emphasis::None, StrengthSteps::Diffusers, true,
                MaskResample::Nearest, InpaintBlend::Diffusers, true, true, EmptyNegative::Zeros, false};
    case Conventions::Comfy:
        return {NoiseSourceKind::Cpu, TimestepRounding::Integer, Emphasis::Comfy, StrengthSteps::Comfy, true,
                MaskResample::Nearest, InpaintBlend::Comfy, false, false, EmptyNegative::Encoded, true};
    case Conventions::Native:
        break;
    }
    // Ours: A1111's grammar, the exact number of steps asked for, masks that keep their soft edge.
    return {NoiseSourceKind::Cpu, TimestepRounding::Fractional, Emphasis::Original, StrengthSteps::Diffusers, true,
            MaskResample::Area, InpaintBlend::Comfy, false, false, EmptyNegative::Zeros, true};
}

} // namespace

ResolvedHabits resolve(const Habits &habits) {
    ResolvedHabits resolved = usual(habits.conventions);
    resolved.noise = habits.noise.value_or(resolved.noise);
    resolved.timesteps = habits.timesteps.value_or(resolved.timesteps);
    resolved.literal_prompt = resolved.literal_prompt && !habits.emphasis;
    resolved.emphasis = habits.emphasis.value_or(resolved.emphasis);
    resolved.strength_steps = habits.strength_steps.value_or(resolved.strength_steps);
    resolved.sgm_noise_multiplier = habits.sgm_noise_multiplier.value_or(resolved.sgm_noise_multiplier);
    resolved.mask_resample = habits.mask_resample.value_or(resolved.mask_resample);
    resolved.empty_negative = habits.empty_negative.value_or(resolved.empty_negative);
    resolved.inpaint_blend = habits.inpaint_blend.value_or(resolved.inpaint_blend);
    return resolved;
}

} // namespace sfumato::pipeline
