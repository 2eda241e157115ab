#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What torch.nn.functional.interpolate makes of latents in the web UI's six modes. usage: make_latents.py OUT"""
import pathlib
import sys

import torch
from safetensors.torch import save_file

torch.manual_seed(7)
latents = torch.randn(2, 4, 9, 7)
tensors = {"latents": latents}
modes = {"latent": ("bilinear", False), "latent_antialiased": ("bilinear", True), "latent_bicubic": ("bicubic", False),
         "latent_bicubic_antialiased": ("bicubic", True), "latent_nearest": ("nearest", False), "latent_nearest_exact": ("nearest-exact", False)}
for name, (mode, antialias) in modes.items():
    for size in ((14, 12), (18, 14)):
        tensors[f"{name}.{size[0]}x{size[1]}"] = torch.nn.functional.interpolate(latents, size=size, mode=mode, antialias=antialias).contiguous()
save_file(tensors, pathlib.Path(sys.argv[1]) / "latents.safetensors")
