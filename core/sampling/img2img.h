// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/sampling/schedule.h"

namespace sfumato::sampling {

/// The part of a schedule that runs when a picture is given.
struct SchedulePart {
    Schedule schedule; ///< without steps where the strength is too small for one: the picture stays as it is
    NoiseLevel start;  ///< how noisy the picture is made; levels.front() nearly always
};

/// How many steps the whole schedule must be built for, so that its part runs as the convention says.
/// strength: 0..1. Returns `steps`, or more where the convention keeps the number of steps run (ComfyUI).
int steps_to_build(int steps, double strength, StrengthSteps convention);

/// Cuts a schedule built for steps_to_build() steps to what runs at `strength`. `steps` is what was asked for.
/// scale: the sampler's; A1111 cuts its DDIM, PLMS and UniPC lists differently from its k-diffusion ones.
/// Source: diffusers pipeline_stable_diffusion_img2img.py get_timesteps; A1111 sd_samplers_{kdiffusion,timesteps}.py;
/// ComfyUI KSampler.set_steps (spec 3.6).
SchedulePart part_at_strength(Schedule schedule, int steps, double strength, StrengthSteps convention, Scale scale);

} // namespace sfumato::sampling
