#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How good the estimate of memory is: for each model, number format and size what `generate --print-request` says beside
what a run takes at its peak, the program itself (what `list samplers` takes) not counted. Ratios: estimate / peak.
python3 bench/memory_estimate.py build/release/bin/sfumato-cli [MODEL[:SIZE,SIZE…] …]; default: the built-in model and tiny ones"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests/data/golden"
USUAL = ["builtin:256,384,512,768"] + [f"{GOLDEN / name / 'model'}:256,512,768" for name in ("sd1", "sdxl", "sd2v")]
UNITS = {"kB": 1e3, "MB": 1e6, "GB": 1e9}


def peak_of(command):
    """The largest resident size of a run, in bytes."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed: {said}")
    return usage.ru_maxrss * 1024


def estimate_of(command):
    said = subprocess.run([*command, "--print-request"], capture_output=True, text=True, check=True).stderr
    parts = re.findall(r"([0-9.]+) (kB|MB|GB)", said)
    return float(parts[0][0]) * UNITS[parts[0][1]], said.strip()


def main():
    cli = sys.argv[1]
    itself = peak_of([cli, "list", "samplers"])
    print(f"the program itself: {itself / 1e6:.0f} MB")
    print(f"{'model':<12}{'type':>6}{'size':>6}{'estimate':>10}{'peak':>8}  ratio")
    for subject in sys.argv[2:] or USUAL:
        model, _, sizes = subject.partition(":")
        for dtype in ("f32", "bf16"):
            for size in (sizes or "256,512").split(","):
                with tempfile.TemporaryDirectory() as folder:
                    command = [cli, "generate", "--model", model, "--dtype", dtype, "--width", size, "--height", size, "--prompt", "a house",
                               "--steps", "8", "--cfg", "5", "--seed", "1", "--output", f"{folder}/out.png"]
                    estimate, _ = estimate_of(command)
                    peak = peak_of(command) - itself
                name = pathlib.Path(model).parent.name if pathlib.Path(model).is_dir() else pathlib.Path(model).stem
                print(f"{name:<12}{dtype:>6}{size:>6}{estimate / 1e6:>10.0f}{peak / 1e6:>8.0f}{estimate / peak:>7.2f}", flush=True)


main()
