#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes pictures and masks as people and strangers send them: damaged, hostile, or valid but unusual.

usage: make_odd_pictures.py FOLDER     writes the files and FOLDER/manifest.json: [{"path", "kind", "expect"}],
kind "picture" or "mask", expect "reject", "accept" or "either". Nothing here is run or followed by anybody."""
import json
import pathlib
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth=8, color=2, rows=None, extra=b"", claim=None):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color]
    line = (width * channels * depth + 7) // 8
    data = b"".join(b"\0" + bytes((x * 5 + y * 3) % 251 for x in range(line)) for y in range(height)) if rows is None else rows
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *(claim or (width, height)), depth, color, 0, 0, 0)) + extra +
            chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


def text(keyword, value):
    return chunk(b"tEXt", keyword.encode("latin1") + b"\0" + value)


def parameters(value):
    return chunk(b"iTXt", b"parameters\0\0\0\0\0" + value)


class Files:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cases = []

    def add(self, expect, path, data, kind="picture"):
        file = self.folder / path
        if data is None:
            file.mkdir()
        else:
            file.write_bytes(data)
        self.cases.append({"path": path, "kind": kind, "expect": expect})


def pictures(files):
    for path, data in [("zero.png", png(8, 8, claim=(0, 0))), ("huge.png", png(8, 8, claim=(2**31 - 1, 2**31 - 1))),
                       ("bomb.png", png(30000, 30000, rows=bytes(1000))), ("cut.png", png(64, 64)[:90]), ("zip.png", b"PK\3\4" + bytes(30)),
                       ("svg.png", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"), ("empty.png", b""),
                       ("page.png", b"<!DOCTYPE html><html><body>404</body></html>"), ("folder.png", None), ("%s %1 \u202egnp.png", b"x")]:
        files.add("reject", path, data)
    damaged = bytearray(png(20, 20))
    damaged[-20] ^= 255
    files.add("either", "crc.png", bytes(damaged))
    files.add("either", "fewer rows.png", png(16, 16, claim=(16, 64)))
    files.add("accept", "one.png", png(1, 1))
    files.add("accept", "png called.jpg", png(20, 20))
    for depth, color in [(16, 2), (8, 0), (1, 0), (8, 4), (16, 6), (8, 6), (4, 0)]:
        files.add("accept", f"depth {depth} colour type {color}.png", png(33, 17, depth, color))
    rows = b"".join(b"\0" + bytes(x % 3 for x in range(20)) for _ in range(20))
    files.add("accept", "palette.png", png(20, 20, 8, 3, rows, chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"PLTE", bytes(9)) + chunk(b"tRNS", b"\0\x80")))


def metadata(files):
    entities = (b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
                b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&c;</x:xmpmeta>')
    values = [b"Steps: 2147483648, Sampler: Euler, Seed: 1", b"Steps: 0, Sampler: Euler, Seed: 1", b"Steps: 5, CFG scale: NaN, Seed: 1",
              b"Steps: 5, Sampler: NoSuch, Size: 0x7, Seed: -1", b"Steps: 5, Sampler: Euler, Seed: 99999999999999999999",
              b"Steps: 5, Model: ../../etc/passwd, Model hash: http://x/y, Seed: 1"]
    hostile = [b'{"seed": Infinity}', b'{"a":1,"a":2}', b"[" * 100_000, b'{"1":{"inputs":{"x":["1",0]}}}']
    markup = [b"<img src=file:///etc/passwd><b>bold</b>", b"\x1b[31mred\x1b[0m", "\u202egnp.exe".encode()]
    extras = {"inflating text": chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"a" * 40_000_000, 9)),
              "many texts": b"".join(text(f"k{i}", b"v") for i in range(10_000)),
              "bad utf-8": parameters(b"\xff\xfe\xfa"),
              "long prompt": text("parameters", b"word, " * 60_000),
              "no steps": text("parameters", b"just a prompt\nwith lines"),
              "quoted": text("parameters", b'a "b, c": d\nNegative prompt: x\nSteps: 20, Sampler: "DPM++ 2M, weird", CFG scale: 7, Seed: 4, Lora hashes: "a: 12, b: 34"'),
              "steps in the prompt": text("parameters", b"Steps: 20, not a parameter\r\nSteps: 9, Sampler: Euler, Seed: 4"),
              "xmp entities": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + entities)}
    extras |= {f"json {i}": text("prompt", value) + text("invokeai_metadata", value) + text("sfumato", value) for i, value in enumerate(hostile)}
    extras |= {f"values {i}": text("parameters", b"p\n" + value) for i, value in enumerate(values)}
    extras |= {f"markup {i}": parameters(value + b"\nSteps: 5, Sampler: Euler, Seed: 1") for i, value in enumerate(markup)}
    for name, extra in extras.items():
        files.add("accept", name + ".png", png(16, 16, extra=extra))


def masks(files):
    def grey(width, height, value):
        return png(width, height, 8, 0, b"".join(b"\0" + bytes([value]) * width for _ in range(height)))

    files.add("reject", "another size.png", grey(40, 24, 200), "mask")
    files.add("reject", "nothing masked.png", grey(64, 64, 0), "mask")
    files.add("accept", "all masked.png", grey(64, 64, 255), "mask")
    files.add("reject", "no mask.png", b"x", "mask")
    files.add("reject", "cut mask.png", grey(64, 64, 255)[:80], "mask")


if __name__ == "__main__":
    made = Files(sys.argv[1])
    for part in (pictures, metadata, masks):
        part(made)
    (made.folder / "manifest.json").write_text(json.dumps(made.cases))
