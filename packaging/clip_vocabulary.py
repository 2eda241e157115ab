#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes CLIP's vocabulary as vocab.json and merges.txt from the one file of the open_clip_torch wheel that has it.

usage: clip_vocabulary.py WHEEL FOLDER

The file lists merges. The ids follow from it: 256 bytes, the same at the end of a word, one for each merge, two marks.
Source: openai/CLIP clip/simple_tokenizer.py.
"""
import gzip
import json
import pathlib
import sys
import zipfile

TOKENS = 49408
MERGES = TOKENS - 2 * 256 - 2


def byte_symbols():
    """One printable character for each byte, in the order in which CLIP numbers them."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + i) for i in range(len(others))]


def main(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read("open_clip/bpe_simple_vocab_16e6.txt.gz")).decode("utf-8")
    merges = text.split("\n")[1:MERGES + 1]  # the first line is a version
    assert len(merges) == MERGES and all(len(merge.split(" ")) == 2 for merge in merges), "not the file it should be"
    symbols = byte_symbols()
    tokens = symbols + [symbol + "</w>" for symbol in symbols] + ["".join(merge.split(" ")) for merge in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    assert len(set(tokens)) == TOKENS, "tokens stand twice"
    folder = pathlib.Path(folder)
    vocabulary = {token: number for number, token in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
