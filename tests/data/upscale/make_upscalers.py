#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiny upscaling networks of random weights in every layout, and what spandrel's own code computes with them.

usage: make_upscalers.py SPANDREL_PACKAGE_PARENT OUT
Weights are rounded to f16 before use, so that small files hold exactly what the reference computed with.
"""
import functools
import pathlib
import re
import sys
import types

import torch
from safetensors.torch import save_file

root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
# Importing the package itself would import every architecture and what they all need; two are wanted.
for name in ("spandrel", "spandrel.architectures", "spandrel.architectures.ESRGAN", "spandrel.architectures.Compact"):
    package = types.ModuleType(name)
    package.__path__ = [str(root / name.replace(".", "/"))]
    sys.modules[name] = package
util = types.ModuleType("spandrel.util")
util.store_hyperparameters = lambda **_: (lambda cls: cls)
sys.modules["spandrel.util"] = util
from spandrel.architectures.__arch_helpers import block  # noqa: E402
from spandrel.architectures.ESRGAN.__arch.RRDB import RRDBNet  # noqa: E402
from spandrel.architectures.Compact.__arch.SRVGG import SRVGGNetCompact  # noqa: E402

WIDTH, GROWTH = 8, 4
full_block = block.RRDB
block.RRDB = lambda **options: full_block(**{**options, "gc": GROWTH})


def rounded(network):
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.half().float())
    return network.eval()


def basic_sr(state, mod=False):
    """The numbered layout's names as BasicSR's, or as BSRGAN's."""
    last = max(int(key.split(".")[1]) for key in state)
    names = {}
    for key, value in state.items():
        number, tail = int(key.split(".")[1]), key.rsplit(".", 1)[1]
        inner = re.match(r"model\.1\.sub\.(\d+)\.RDB(\d)\.conv(\d)\.0\.", key)
        if inner:
            pattern = "RRDB_trunk.{}.RDB{}.conv{}" if mod else "body.{}.rdb{}.conv{}"
            names[pattern.format(*inner.groups()) + "." + tail] = value
        elif number == 0:
            names["conv_first." + tail] = value
        elif number == 1:
            names[("trunk_conv." if mod else "conv_body.") + tail] = value
        elif number == last:
            names["conv_last." + tail] = value
        elif number == last - 2:
            names[("HRconv." if mod else "conv_hr.") + tail] = value
        else:
            names[("upconv" if mod else "conv_up") + f"{number // 3}." + tail] = value
    return names


def halves(state):
    return {key: value.half().contiguous() for key, value in state.items()}


torch.manual_seed(20260501)
x = torch.rand(1, 3, 12, 8)
cases = {"input": x}


def rrdb(name, scale, blocks=1, shuffle=None):
    network = rounded(RRDBNet(in_nc=3 * (shuffle or 1) ** 2, out_nc=3, num_filters=WIDTH, num_blocks=blocks, scale=scale, shuffle_factor=shuffle))
    with torch.no_grad():
        cases[name] = network(x)
    return network.state_dict()


four = rrdb("numbered_4x", 4, blocks=2)
save_file(halves(four), out / "numbered_4x.safetensors")
save_file(halves(basic_sr(four)), out / "basicsr_4x.safetensors")
torch.save({"params": {key: torch.zeros_like(value) for key, value in halves(basic_sr(four)).items()}, "params_ema": halves(basic_sr(four))}, out / "basicsr_4x_ema.pth")
save_file(halves(basic_sr(four, mod=True)), out / "mod_4x.safetensors")
save_file(halves(rrdb("numbered_1x", 1)), out / "numbered_1x.safetensors")
save_file(halves(rrdb("numbered_2x", 2)), out / "numbered_2x.safetensors")
save_file(halves(rrdb("numbered_8x", 8)), out / "numbered_8x.safetensors")
torch.save({"params": halves(basic_sr(rrdb("folded_2x", 4, shuffle=2)))}, out / "folded_2x.pth")
save_file(halves(basic_sr(rrdb("folded_1x", 4, shuffle=4))), out / "folded_1x.safetensors")
for name, scale in (("compact_4x", 4), ("compact_1x", 1)):
    compact = rounded(SRVGGNetCompact(num_feat=WIDTH, num_conv=3, upscale=scale))
    with torch.no_grad():
        for module in compact.modules():
            if isinstance(module, torch.nn.PReLU):
                module.weight.copy_((torch.rand_like(module.weight) * 0.5).half().float())
        cases[name] = compact(x)
    torch.save({"params": halves(compact.state_dict())}, out / f"{name}.pth")
plus = dict(halves(basic_sr(four)))
plus["body.0.rdb1.conv1x1.weight"] = torch.zeros(GROWTH, WIDTH, 1, 1).half()
save_file({key: plus[key] for key in ("conv_first.weight", "body.0.rdb1.conv1.weight", "body.0.rdb1.conv1x1.weight", "conv_last.weight")}, out / "plus.safetensors")
save_file({key: value.contiguous() for key, value in cases.items()}, out / "cases.safetensors")
