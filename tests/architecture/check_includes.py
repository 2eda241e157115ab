#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks who may include whom, file by file, from the include lines alone.

Every rule stands in RULES or LAYERS below; a folder that no rule names is a rule to add, and fails too.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)

# Folders of core, lowest first; a file may include its own level and the levels above it in this list.
LAYERS = [
    ["core/base"],
    ["core/api"],
    ["core/image", "core/modelio", "core/text", "core/scenes"],
    ["core/torch"],
    ["core/kernels", "core/nn"],
    ["core/unet", "core/upscale", "core/vae", "core/vision", "core/text/encoder", "core/sampling"],
    ["core/conditioning", "core/adapters", "core/families", "core/score"],
    ["core/pipeline", "core/train"],
    ["core/engine"],
    ["app/service"],
    ["app/document"],
    ["ui"],
    ["app/cli", "app/gui", "app/trainer"],
]
LEVEL = {folder: level for level, folders in enumerate(LAYERS) for folder in folders}
TORCH_FROM = LEVEL["core/torch"]

TORCH = re.compile(r"^(torch|ATen|c10)/")
OPENCV = re.compile(r"^opencv2/")
QT = re.compile(r"^Q[A-Z]\w*$|^Qt\w+/")
WIDGETS = re.compile(r"^QtWidgets|^Q(Application|Widget|MainWindow|Dialog|Layout|.*Box|.*Button|Label|Menu|Dock\w*|Message\w*)$")


def folder_of(path):
    """The longest known folder that holds this path, or None."""
    parts = pathlib.PurePosixPath(path).parts
    for n in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:n])
        if folder in LEVEL:
            return folder
    return None


def complaints(path, text):
    """Every rule this file breaks, as sentences."""
    home = folder_of(path)
    if home is None:
        yield "no layer names its folder; add it to LAYERS"
        return
    level = LEVEL[home]
    in_core = path.startswith("core/")
    for _, name in INCLUDE.findall(text):
        target = folder_of(name)
        if target is not None:
            # The trainer's program and the command line reach the engine through core/api alone.
            if LEVEL[target] > level:
                yield f"includes {name}, which lies above it"
            if home in ("app/service", "app/document", "app/cli", "app/gui", "ui") and TORCH_FROM <= LEVEL[target] <= LEVEL["core/engine"] \
                    and name not in TORCH_FREE:
                yield f"includes {name}: tensors are reached through core/api/engine.h only"
        if TORCH.match(name) and not (in_core and TORCH_FROM <= level <= LEVEL["core/engine"]) and home != "app/trainer":
            yield f"includes {name}: LibTorch belongs to core/torch and above, inside core"
        if OPENCV.match(name) and (home == "core/api" or path.endswith(".h")):
            yield f"includes {name}: OpenCV types stay inside .cpp files"
        if QT.match(name) and in_core:
            yield f"includes {name}: core knows no Qt"
        if WIDGETS.match(name) and home in ("app/service", "app/document", "app/cli"):
            yield f"includes {name}: no widgets outside ui"
        if name == "qcustomplot.h" and not path.startswith("ui/charts/"):
            yield "includes qcustomplot.h: plots live in ui/charts"
        if name == "torch/torch.h":
            yield "includes torch/torch.h: ATen/ATen.h serves and compiles in a tenth of the time"
    if "TORCH_VERSION" in text and path != "core/torch/compat.h":
        yield "asks for TORCH_VERSION; such tests live in core/torch/compat.h"


# Headers of tensor layers that hold plain values only.
TORCH_FREE = {"core/engine/request_json.h", "core/pipeline/inpaint_region.h", "core/pipeline/validate.h"}


def main():
    wrong = 0
    files = 0
    for top in ("core", "app", "ui"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            files += 1
            relative = path.relative_to(ROOT).as_posix()
            text = path.read_text(encoding="utf-8")
            for complaint in complaints(relative, text):
                wrong += 1
                print(f"{relative} {complaint}")
            if not text.startswith("// SPDX-License-Identifier: GPL-3.0-or-later\n"):
                wrong += 1
                print(f"{relative} does not begin with the licence line")
    # The checks must be able to fail: a file that breaks a rule is reported.
    assert list(complaints("core/base/x.h", '#include "core/engine/y.h"\n')), "the layer rule is dead"
    assert list(complaints("app/cli/x.cpp", "#include <ATen/ATen.h>\n")), "the LibTorch rule is dead"
    assert list(complaints("core/nn/x.cpp", "#include <QString>\n")), "the Qt rule is dead"
    print(f"{files} files, {wrong} broken rules")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
