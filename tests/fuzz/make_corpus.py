#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the first inputs of the fuzzers into tests/fuzz/corpus: small, valid or nearly so, one file a feature."""
import json
import pathlib
import pickle
import struct
import zipfile
import zlib

ROOT = pathlib.Path(__file__).parent / "corpus"


def put(target, name, data):
    folder = ROOT / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def safetensors(tensors, metadata=None):
    """tensors: name -> (dtype, shape, bytes)."""
    header, data = ({} if metadata is None else {"__metadata__": metadata}), b""
    for name, (dtype, shape, raw) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def text(words):
    return b"X" + struct.pack("<I", len(words)) + words.encode()


def call(module, name, *arguments):
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n(" + b"".join(arguments) + b"tR"


def tensor(key, numbers, old=False):
    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text(key) + text("cpu") + bytes([ord("K"), numbers])
    return call("torch._utils", "_rebuild_tensor_v2", storage + (b"N" if old else b"") + b"tQ", b"K\0",
                b"K\2" + bytes([ord("K"), numbers // 2]) + b"\x86", bytes([ord("K"), numbers // 2]) + b"K\1\x86", b"\x89",
                b"ccollections\nOrderedDict\n)R")


def dictionary(items):
    return b"\x80\2}(" + b"".join(text(name) + value for name, value in items.items()) + b"u."


def archive(pickle_bytes, storages):
    path = ROOT / "archive.tmp"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name, data in [("m/data.pkl", pickle_bytes), *((f"m/data/{key}", raw) for key, raw in storages.items()), ("m/version", b"3\n")]:
            out.writestr(zipfile.ZipInfo(name), data)
    data = path.read_bytes()
    path.unlink()
    return data


def counted(words):
    return struct.pack("<Q", len(words)) + words.encode()


def gguf(pairs, tensors, payload):
    out = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs)) + b"".join(pairs)
    for name, sides, kind, offset in tensors:
        out += counted(name) + struct.pack("<I", len(sides)) + struct.pack(f"<{len(sides)}q", *sides) + struct.pack("<IQ", kind, offset)
    return out + bytes(-len(out) % 32) + payload


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + b"".join(chunks) +
            chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b""))


PARAMETERS = ('a red fox, (soft light:1.2) <lora:fur:0.8>\nNegative prompt: blurry\nSteps: 24, Sampler: DPM++ 2M, CFG scale: 6.5, '
              'Seed: 42, Size: 768x512, Model: mymodel, Lora hashes: "fur: 0123456789ab", Version: v1.10')


def main():
    ROOT.mkdir(exist_ok=True)
    four = struct.pack("<4f", 1, 2, 3, 4)
    unet = "model.diffusion_model."
    put("safetensors", "plain", safetensors({"a": ("F32", [2, 2], four), "b": ("I64", [], bytes(8))}, {"k": "v"}))
    put("safetensors", "fp8", safetensors({"a.weight": ("F8_E4M3", [4], bytes(4)), "a.scale_weight": ("F32", [], four[:4]),
                                           "scaled_fp8": ("F8_E4M3", [0], b"")}))
    put("safetensors", "unet", safetensors({unet + "input_blocks.0.0.weight": ("F16", [1, 4, 1, 1], bytes(8)),
                                            unet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": ("F16", [1, 4], bytes(8)),
                                            "first_stage_model.decoder.conv_in.weight": ("F16", [1, 4, 1, 1], bytes(8)),
                                            "cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight": ("F16", [3, 1], bytes(6))}))
    put("safetensors", "empty", safetensors({}))
    nested = b"}(" + text("a") + tensor("0", 4) + b"u"
    put("zip", "plain", archive(dictionary({"state_dict": nested, "global_step": b"K\7"}), {"0": four}))
    put("zip", "shared", archive(dictionary({"a": tensor("0", 4), "b": tensor("0", 2)}), {"0": four}))
    magic = b"\x80\2\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19." + b"\x80\2M\xe9\3." + dictionary({"little_endian": b"\x88"})
    put("zip", "legacy", magic + dictionary({"a": tensor("0", 4, True)}) + b"\x80\2](" + text("0") + b"e." + struct.pack("<q", 4) + four)
    put("pickle", "state_dict", dictionary({"state_dict": nested, "global_step": b"K\7"}))
    put("pickle", "tensor", dictionary({"a": tensor("0", 4)}))
    put("pickle", "forbidden", b"\x80\2" + call("os", "system", text("true")) + b".")
    for protocol in (2, 3, 4, 5):
        put("pickle", f"values{protocol}", pickle.dumps({"a": [1, -2, 2**40, 1.5, None, True], "b": ("x", b"y", {"z": "w"})}, protocol))
    put("gguf", "plain", gguf([counted("general.architecture") + struct.pack("<I", 8) + counted("sd1"),
                               counted("words") + struct.pack("<IIQ", 9, 8, 2) + counted("a") + counted("b")],
                              [("a", [4, 2], 0, 0), ("b", [32], 8, 32)], bytes(96)))
    put("gguf", "k_quants", gguf([], [("q4", [256], 12, 0), ("q6", [256], 14, 160)], bytes(384)))
    put("gguf", "shape", gguf([counted("comfy.gguf.orig_shape.a") + struct.pack("<IIQ2i", 9, 5, 2, 2, 4)], [("a", [8], 1, 0)], bytes(32)))
    put("png_text", "parameters", png(chunk(b"tEXt", b"parameters\0" + PARAMETERS.encode("latin-1"))))
    put("png_text", "international", png(chunk(b"iTXt", b"parameters\0\1\0\0\0" + zlib.compress(PARAMETERS.encode()))))
    put("png_text", "compressed", png(chunk(b"zTXt", b"workflow\0\0" + zlib.compress(b'{"nodes": [1, 2]}'))))
    put("png_text", "xmp", png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")))
    put("infotext", "webui", PARAMETERS.encode())
    put("infotext", "quoted", b'x\nSteps: 1, a: "b, \\"c\\": d", Seed: 2, Size: 1x2, Hires: e')
    put("infotext", "prompt_only", "eine Füchsin\nNegative prompt: grün".encode())
    put("prompt", "weights", b"a (red:1.3) [house] ((tree)) \\(x\\), BREAK (y:-.5)")
    put("prompt", "schedule", b"[cat:dog:0.25] and [a|b|c] [x::3] [:y:.5] AND moon :1.5")
    put("prompt", "tags", "<lora:fur:0.8> <lora:a:b:te=1> ü \U0001f98a \u200d".encode())
    put("prompt", "unbalanced", b"((([a:b:(c:1e309)")


if __name__ == "__main__":
    main()
