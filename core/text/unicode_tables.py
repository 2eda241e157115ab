#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes unicode_tables.inc beside itself from Python's Unicode database: python3 core/text/unicode_tables.py

Every table is a stream of integers whose code points are given as gaps from the end of the entry before;
unicode.cpp reads them back. Unassigned code points have no entry anywhere.
"""
import pathlib
import textwrap
import unicodedata

LAST = 0x110000
SURROGATES = range(0xD800, 0xE000)
HANGUL = range(0xAC00, 0xD7A4)
ALL = [c for c in range(LAST) if c not in SURROGATES]


def runs(value):
    """Maximal runs (first, last, v) of neighbouring code points with the same value(c) = v; None is left out."""
    out = []
    for c in ALL:
        v = value(chr(c))
        if v is None:
            continue
        if out and out[-1][1] == c - 1 and out[-1][2] == v:
            out[-1][1] = c
        else:
            out.append([c, c, v])
    return out


def ranges(major):
    """gap, length"""
    stream, end = [], 0
    for first, last, _ in runs(lambda c: True if unicodedata.category(c)[0] == major else None):
        stream += [first - end, last - first + 1]
        end = last + 1
    return stream


def combining_classes():
    """gap, length, class"""
    stream, end = [], 0
    for first, last, value in runs(lambda c: unicodedata.combining(c) or None):
        stream += [first - end, last - first + 1, value]
        end = last + 1
    return stream


def lower_case():
    """gap, count, step, lower - upper; U+0130, the only one with two code points, is left to unicode.cpp."""
    groups = []
    for c in ALL:
        low = chr(c).lower()
        if low == chr(c) or len(low) != 1:
            continue
        delta = ord(low) - c
        if groups:
            g = groups[-1]
            step = c - g["last"]
            if g["delta"] == delta and step <= 2 and g["step"] in (0, step):
                g.update(last=c, count=g["count"] + 1, step=step)
                continue
        groups.append(dict(first=c, last=c, count=1, step=0, delta=delta))
    stream, end = [], 0
    for g in groups:
        stream += [g["first"] - end, g["count"], g["step"] or 1, g["delta"]]
        end = g["last"] + 1
    return stream


def decompositions():
    """Two streams: pairs that compose again (gap, first, second); one-way ones (gap, first, second or 0)."""
    both, one_way = [], []
    end_both = end_one_way = 0
    for c in ALL:
        parts = unicodedata.decomposition(chr(c))
        if not parts or parts.startswith("<") or c in HANGUL:
            continue
        parts = [int(p, 16) for p in parts.split()]
        if len(parts) == 2 and unicodedata.normalize("NFC", chr(c)) == chr(c):
            both += [c - end_both, *parts]
            end_both = c + 1
        else:
            one_way += [c - end_one_way, parts[0], parts[1] if len(parts) == 2 else 0]
            end_one_way = c + 1
    return both, one_way


def main():
    both, one_way = decompositions()
    tables = dict(letter_ranges=ranges("L"), number_ranges=ranges("N"), lower_case=lower_case(),
                  combining_classes=combining_classes(), compositions=both, one_way_decompositions=one_way)
    out = ["// SPDX-License-Identifier: GPL-3.0-or-later",
           f"// Made by unicode_tables.py from Unicode {unicodedata.unidata_version}; formats are described there."]
    for name, stream in tables.items():
        body = textwrap.fill(",".join(map(str, stream)).replace(",", ", "), 160).replace(", ", ",")
        out.append(f"constexpr std::int32_t {name}[] = {{\n{body}\n}};")
    path = pathlib.Path(__file__).with_name("unicode_tables.inc")
    path.write_text("\n".join(out) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
