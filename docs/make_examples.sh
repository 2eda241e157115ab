#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the pictures of docs/ with the built-in model, as they come: the contact sheet of docs/prompts.txt and, from one
# unseen scene, an exchanged object, a removed one and three other styles. Needs a built tree and ImageMagick's convert.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=build/release/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
guidance=$(sed -n 's/.*"guidance": *\([0-9.]*\).*/\1/p' resources/model/sfumato.json)

"$bin/sfumato-train" sheet --out "$work/sheet.ppm" --model resources/model --prompts docs/prompts.txt --guidance "$guidance"
convert "$work/sheet.ppm" docs/contact-sheet.png

scene=1099511627781 # the first unseen flat one: an orange house on the left, in a meadow by day
"$bin/sfumato-cli" scenes --out "$work/scenes" --count 1 --seed "$scene" --objects --quiet
before=$work/scenes/$scene.png
cp "$before" docs/examples/before.png
inpaint() { # NAME PROMPT
    "$bin/sfumato-cli" generate --init "$before" --mask "$work/scenes/$scene.mask0.png" --mask-grow 16 --strength 1 --seed 1 \
        --prompt "$2" --output "docs/examples/$1.png" --force --quiet
}
inpaint exchanged "a blue tree on the left in a meadow by day, flat"
inpaint removed "an empty landscape in a meadow by day, flat"
for style in watercolour pencil neon; do
    "$bin/sfumato-cli" generate --init "$before" --strength 0.55 --seed 1 --prompt "an orange house on the left in a meadow by day, $style" \
        --output "docs/examples/$style.png" --force --quiet
done
