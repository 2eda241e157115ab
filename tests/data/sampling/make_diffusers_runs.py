#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes diffusers_runs.json: what diffusers' scheduler classes make of one number and a made-up network.

Needs diffusers (0.42.1 made the file that is checked in), torch and scipy. Noise number k, from 1, is cos(k); the
network sees the latent as the class scales it and says 0.8 tanh(x) + 0.1 cos(t / 100).
"""
import importlib
import json
import math
import pathlib

import torch
from diffusers import schedulers

SD = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
LEADING = dict(steps_offset=1, timestep_spacing="leading")
TRAILING = dict(timestep_spacing="trailing")
KARRAS = dict(use_karras_sigmas=True)
ZERO_SNR = dict(TRAILING, rescale_betas_zero_snr=True, prediction_type="v_prediction")
PLMS = dict(skip_prk_steps=True)
SDE = dict(algorithm_type="sde-dpmsolver++")
TO_MIN = dict(final_sigmas_type="sigma_min")

TXT2IMG = [
    ("DDIMScheduler", dict(SD, **LEADING, clip_sample=False, set_alpha_to_one=False), 10, {}),
    ("DDIMScheduler", dict(SD, **TRAILING, clip_sample=False), 30, {}),
    ("DDIMScheduler", dict(SD, **LEADING, clip_sample=True), 7, dict(eta=0.5)),
    ("DDIMScheduler", dict(), 7, {}),
    ("DDIMScheduler", dict(SD, **ZERO_SNR, clip_sample=False), 9, dict(eta=1.0)),
    ("DDIMScheduler", dict(SD, **LEADING, clip_sample=False, prediction_type="sample"), 9, {}),
    ("PNDMScheduler", dict(SD, **LEADING, **PLMS), 10, {}),
    ("PNDMScheduler", dict(SD, timestep_spacing="linspace", **PLMS), 9, {}),
    ("PNDMScheduler", dict(SD, **LEADING, **PLMS, prediction_type="v_prediction"), 7, {}),
    ("PNDMScheduler", dict(SD, **LEADING, **PLMS), 1, {}),
    ("DDPMScheduler", dict(SD, **LEADING, clip_sample=False), 8, {}),
    ("DDPMScheduler", dict(SD, variance_type="fixed_large", **TRAILING), 7, {}),
    ("LCMScheduler", dict(), 6, {}),
    ("LCMScheduler", dict(prediction_type="v_prediction"), 4, {}),
    ("TCDScheduler", dict(), 6, {}),
    ("TCDScheduler", dict(), 4, dict(eta=0.7)),
    ("EulerDiscreteScheduler", dict(SD, **LEADING), 9, {}),
    ("EulerDiscreteScheduler", dict(SD, **KARRAS, sigma_min=0.05, sigma_max=10.0), 9, {}),
    ("EulerDiscreteScheduler", dict(SD, use_exponential_sigmas=True), 9, {}),
    ("EulerDiscreteScheduler", dict(SD, use_beta_sigmas=True, **TO_MIN), 9, {}),
    ("EulerDiscreteScheduler", dict(SD, **ZERO_SNR), 9, {}),
    ("EulerDiscreteScheduler", dict(SD, prediction_type="sample"), 9, {}),
    ("EulerAncestralDiscreteScheduler", dict(SD, **LEADING), 9, {}),
    ("HeunDiscreteScheduler", dict(), 9, {}),
    ("HeunDiscreteScheduler", dict(SD, **LEADING, **KARRAS), 9, {}),
    ("LMSDiscreteScheduler", dict(SD, **KARRAS), 9, {}),
    ("KDPM2DiscreteScheduler", dict(SD, **LEADING), 9, {}),
    ("KDPM2DiscreteScheduler", dict(SD, **KARRAS), 9, {}),
    ("KDPM2AncestralDiscreteScheduler", dict(SD), 9, {}),
    ("KDPM2AncestralDiscreteScheduler", dict(SD, **KARRAS), 9, {}),
    ("DPMSolverMultistepScheduler", dict(SD), 9, {}),
    ("DPMSolverMultistepScheduler", dict(SD, solver_type="heun", **LEADING), 20, {}),
    ("DPMSolverMultistepScheduler", dict(SD, solver_order=3), 9, {}),
    ("DPMSolverMultistepScheduler", dict(SD, solver_order=3, use_exponential_sigmas=True), 20, {}),
    ("DPMSolverMultistepScheduler", dict(SD, solver_order=1, **TRAILING, **KARRAS), 9, {}),
    ("DPMSolverMultistepScheduler", dict(SD, **TO_MIN, use_beta_sigmas=True), 20, {}),
    ("DPMSolverMultistepScheduler", dict(SD, **TO_MIN, euler_at_final=True), 20, {}),
    ("DPMSolverMultistepScheduler", dict(SD, **SDE), 9, {}),
    ("DPMSolverMultistepScheduler", dict(SD, **SDE, solver_order=3, solver_type="heun"), 17, {}),
    ("DPMSolverMultistepScheduler", dict(beta_schedule="squaredcos_cap_v2", lambda_min_clipped=-5.1), 12, {}),
    ("DPMSolverMultistepScheduler", dict(SD, **ZERO_SNR), 9, {}),
    ("UniPCMultistepScheduler", dict(SD), 9, {}),
    ("UniPCMultistepScheduler", dict(SD, solver_order=3, **KARRAS), 12, {}),
    ("UniPCMultistepScheduler", dict(SD, solver_order=3, solver_type="bh1", **TO_MIN), 12, {}),
    ("UniPCMultistepScheduler", dict(SD, **LEADING, lower_order_final=False, **TO_MIN), 12, {}),
    ("UniPCMultistepScheduler", dict(SD, use_exponential_sigmas=True, solver_order=1), 12, {}),
]
IMG2IMG = [
    ("DDIMScheduler", dict(SD, **LEADING, clip_sample=False, set_alpha_to_one=False), 10, 0.6),
    ("PNDMScheduler", dict(SD, **LEADING, **PLMS), 10, 0.65),
    ("HeunDiscreteScheduler", dict(SD), 9, 0.7),
    ("KDPM2DiscreteScheduler", dict(SD, **KARRAS), 9, 0.5),
    ("DPMSolverMultistepScheduler", dict(SD, solver_order=3), 16, 0.6),
    ("UniPCMultistepScheduler", dict(SD), 9, 0.5),
    ("LCMScheduler", dict(), 8, 0.5),
]

draws = 0


def numbered_noise(shape, *_, **__):
    global draws
    draws += 1
    return torch.full(tuple(shape), math.cos(draws), dtype=torch.float64)


def network(x, t):
    return torch.tanh(x) * 0.8 + 0.1 * math.cos(float(t) / 100)


def number(value):
    return torch.full((1, 1, 1, 1), value, dtype=torch.float64)


def run(name, config, steps, options, strength=None):
    global draws
    draws = 0
    cls = getattr(schedulers, name)
    module = importlib.import_module(cls.__module__)
    if hasattr(module, "randn_tensor"):
        module.randn_tensor = numbered_noise
    scheduler = cls.from_config(dict(config))
    scheduler.set_timesteps(steps)
    timesteps = scheduler.timesteps
    result = {"config": dict(config, _class_name=name), "steps": steps, "options": options}
    if strength is None:
        x = number(1.3) * float(scheduler.init_noise_sigma)
        result["timesteps"] = [float(t) for t in timesteps]
        result["sigmas"] = [float(s) for s in getattr(scheduler, "sigmas", [])]
    else:
        first = max(steps - min(int(steps * strength), steps), 0) * scheduler.order
        timesteps = timesteps[first:]
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(first)
        x = scheduler.add_noise(number(0.5), number(1.3), timesteps[:1])
        result["strength"] = strength
    for t in timesteps:
        x = scheduler.step(network(scheduler.scale_model_input(x, t), t), t, x, **options).prev_sample
    result["result"] = float(x)
    return result


runs = [run(*case) for case in TXT2IMG]
runs += [run(name, config, steps, {}, strength) for name, config, steps, strength in IMG2IMG]
with open(pathlib.Path(__file__).with_name("diffusers_runs.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(r) for r in runs) + "\n]\n")
