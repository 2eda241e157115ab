#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes blocks.gguf, one tensor of every number format, and blocks.safetensors, what the reference reads there.

Needs numpy, gguf and safetensors; the two files lie in the tree, so that tests need none of them.
"""
import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).parent
# Where the half-precision scales lie in a block, which random bytes must not make infinite.
SCALES = {Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0], Type.Q2_K: [80, 82],
          Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208]}
random = np.random.default_rng(7)
writer = gguf.GGUFWriter(FOLDER / "blocks.gguf", "sd1")
writer.add_uint32("some.number", 7)
writer.add_array("some.words", ["a", "bc"])
expected = {}
for kind, places in SCALES.items():
    numbers, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (2 * 256 // numbers, size), dtype=np.uint8)
    for place in places:
        scales = random.normal(0, 0.1, len(blocks)).astype(np.float16)
        blocks[:, place:place + 2] = scales.view(np.uint8).reshape(-1, 2)
    rows = blocks.reshape(2, -1)
    writer.add_tensor(kind.name, rows, raw_dtype=kind)
    expected[kind.name] = gguf.dequantize(rows, kind).astype(np.float32)
plain = random.normal(0, 1, (3, 5)).astype(np.float32)
writer.add_tensor("F32", plain)
writer.add_tensor("F16", plain.astype(np.float16))
expected["F32"], expected["F16"] = plain, plain.astype(np.float16)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
save_file(expected, FOLDER / "blocks.safetensors")
