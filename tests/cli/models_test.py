#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""inspect and convert on the command line, and pictures of single-file models."""
import json
import struct
import unittest

from command_line import DATA, DONE, ENGINE, FAILED, USAGE, CliTest

MODEL = DATA / "golden/sd1/model"
PICTURE = ["--prompt", "a red house", "--steps", 2, "--width", 64, "--height", 64, "--seed", 5, "--quiet"]


def safetensors(tensors):
    """A file of zeros: name -> shape, fp16."""
    header, end = {}, 0
    for name, shape in tensors.items():
        size = 2
        for side in shape:
            size *= side
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(end)


class Inspect(CliTest):
    def test_tells_what_is_no_model_without_failing(self):
        self.write("lora.safetensors", safetensors({"lora_unet_x.lora_down.weight": [1, 2]}))
        status, out, err = self.cli("inspect", "lora.safetensors", "--json")
        self.assertEqual(status, DONE, err)
        self.assertEqual(json.loads(out)["kind"], "lora")
        self.write("some.safetensors", safetensors({"a": [1, 2]}))
        self.assertEqual(self.cli("inspect", "some.safetensors")[0], DONE)

    def test_fails_for_models_that_cannot_be_used(self):
        self.write("flux.safetensors", safetensors({"double_blocks.0.img_attn.norm.key_norm.scale": [2]}))
        status, out, err = self.cli("inspect", "flux.safetensors", "--json")
        self.assertEqual((status, json.loads(out)["loadable"]), (FAILED, False))
        self.assertIn("FLUX", err)
        self.write("part.safetensors", safetensors({"model.diffusion_model.input_blocks.0.0.weight": [1, 4, 3, 3]}))
        status, _, err = self.cli("inspect", "part.safetensors")
        self.assertEqual(status, FAILED)
        self.assertIn("time_embed.0.weight", err)

    def test_names_the_globals_of_hostile_files(self):
        self.write("m.ckpt", b"\x80\x02cos\nsystem\n(X\x04\0\0\0truetR.")
        self.refuses(FAILED, ["m.ckpt", "os.system", "nothing was executed"], "inspect", "m.ckpt")


class Convert(CliTest):
    @unittest.skipUnless(ENGINE.exists(), "needs the engine")
    def test_layouts_of_the_same_weights_give_the_same_picture(self):
        status, out, err = self.cli("convert", MODEL, "single.safetensors", "--layout", "ldm", "--quiet")
        self.assertEqual((status, out.strip()), (DONE, "single.safetensors"), err)
        info = json.loads(self.cli("inspect", "single.safetensors", "--json")[1])
        self.assertEqual((info["kind"], info["layout"], info["family"]), ("model", "ldm", "sd1"))
        self.assertEqual(self.cli("generate", "--model", MODEL, *PICTURE, "--output", "a.png", "--latents-out", "a.safetensors")[0], DONE)
        status, _, err = self.cli("generate", "--model", "single.safetensors", "--config", MODEL, *PICTURE, "--output", "b.png",
                                  "--latents-out", "b.safetensors")
        self.assertEqual(status, DONE, err)
        self.assertEqual((self.folder / "a.safetensors").read_bytes(), (self.folder / "b.safetensors").read_bytes())

    def test_refuses_names_that_do_not_fit_and_files_that_exist(self):
        self.refuses(USAGE, ["--layout"], "convert", MODEL, "folder", "--layout", "ldm")
        self.write("taken.safetensors", b"x")
        self.refuses(FAILED, ["taken.safetensors", "exists"], "convert", MODEL, "taken.safetensors", "--layout", "ldm")
        self.assertEqual((self.folder / "taken.safetensors").read_bytes(), b"x")

    @unittest.skipUnless(ENGINE.exists(), "needs the engine")
    def test_a_single_file_of_unpublished_widths_asks_for_its_config(self):
        self.cli("convert", MODEL, "single.safetensors", "--layout", "ldm", "--quiet")
        self.refuses(FAILED, ["single.safetensors", "--config"], "generate", "--model", "single.safetensors", *PICTURE)


if __name__ == "__main__":
    unittest.main()
