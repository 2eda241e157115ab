#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Side by side: forward and backward of the built-in model's U-Net in PyTorch eager as it comes, and in ours
(bench_train_step). In turn, the fastest of each; ratios above 1 say that ours is faster.
Needs a Python with torch and diffusers: python3 bench/train_step.py build/release/bin/bench_train_step"""
import json
import pathlib
import re
import subprocess
import sys
import time

import torch
from diffusers import UNet2DConditionModel

BATCH, CELLS = 10, 32
OURS = f"U-Net 64-128-192, {BATCH} of {8 * CELLS} px"
CONFIG = pathlib.Path(__file__).parent.parent / "resources/model/unet/config.json"


def eager_step(unet, latents, context):
    begun = time.perf_counter()
    unet(latents, torch.full((BATCH,), 500.0), context).sample.square().mean().backward()
    milliseconds = 1e3 * (time.perf_counter() - begun)
    unet.zero_grad()
    return milliseconds


def our_steps(program):
    """Milliseconds of a step, fp32 with Winograd and, where the processor has it, bf16."""
    line = subprocess.run([program, OURS], capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    times = [float(number) for number in re.findall(r"([0-9.]+) ms", line)]
    return {"ours, fp32 with Winograd": times[1], **({"ours, bf16": times[2]} if len(times) > 2 else {})}


def main():
    torch.manual_seed(1)
    config = json.loads(CONFIG.read_text())
    unet = UNet2DConditionModel.from_config(config).train()
    latents = torch.randn(BATCH, config["in_channels"], CELLS, CELLS)
    context = torch.randn(BATCH, 77, config["cross_attention_dim"])
    fastest = {}
    for _ in range(3):
        eager = min(eager_step(unet, latents, context) for _ in range(4))
        for name, milliseconds in {"PyTorch eager, fp32": eager, **our_steps(sys.argv[1])}.items():
            fastest[name] = min(milliseconds, fastest.get(name, milliseconds))
    for name, milliseconds in fastest.items():
        print(f"{name:<28} {milliseconds:8.1f} ms {fastest['PyTorch eager, fp32'] / milliseconds:6.2f}")


if __name__ == "__main__":
    main()
