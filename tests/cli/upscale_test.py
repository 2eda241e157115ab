# SPDX-License-Identifier: GPL-3.0-or-later
"""Enlarging: by networks, by a second pass, by a model in windows; with tiny networks of the test data."""
import json
import struct
import unittest

from command_line import DATA, DONE, ENGINE, FAILED, USAGE, CliTest, png, text

MODEL = DATA / "golden/sd1/model"
NETWORK = DATA / "upscale/compact_4x.pth"
GENERATE = ["generate", "--model", MODEL, "--prompt", "a red house", "--sampler", "euler", "--width", 64, "--height", 64, "--steps", 2, "--seed", 5]
INFOTEXT = "a red house\nSteps: 2, Sampler: Euler, CFG scale: 7.0, Seed: 5, Size: 64x64"


class Inspection(CliTest):
    def test_names_the_network_and_its_shape(self):
        for name, words in (("numbered_8x.safetensors", "ESRGAN, 8 times, 1 blocks"), ("folded_2x.pth", "ESRGAN, 2 times"), ("compact_4x.pth", "SRVGG (compact), 4 times")):
            status, out, err = self.cli("inspect", DATA / "upscale" / name)
            self.assertEqual(status, DONE, err)
            self.assertIn("kind: upscaler", out)
            self.assertIn(words, out)

    def test_says_why_another_network_cannot_be_used(self):
        status, out, _ = self.cli("inspect", DATA / "upscale/plus.safetensors")
        self.assertEqual(status, DONE)
        self.assertIn("ESRGAN+", out)


@unittest.skipUnless(ENGINE.exists(), f"there is no {ENGINE}: build sfumato_engine")
class Upscale(CliTest):
    def size(self, name):
        return struct.unpack(">II", (self.folder / name).read_bytes()[16:24])

    def metadata(self, name):
        return json.loads(self.cli("metadata", name, "--json")[1])

    def does(self, *args):
        status, out, err = self.cli(*args)
        self.assertEqual(status, DONE, err)
        return out

    def test_a_photograph_becomes_partly_a_models(self):
        self.write("in.png", png(40, 30))
        self.assertEqual(self.does("upscale", "--upscaler", NETWORK, "--input", "in.png", "--output", "out.png"), "out.png\n")
        self.assertEqual(self.size("out.png"), (160, 120))
        said = self.metadata("out.png")
        self.assertTrue(said["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia"))
        self.assertIn("Postprocess upscaler: compact_4x", said["texts"]["parameters"] if isinstance(said["texts"], dict) else str(said["texts"]))

    def test_a_models_picture_stays_one_and_keeps_its_recipe(self):
        self.does(*GENERATE, "--output", "in.png")
        self.does("upscale", "--upscaler", NETWORK, "--input", "in.png", "--output", "out.png", "--scale", "3")
        self.assertEqual(self.size("out.png"), (192, 192))
        said = self.metadata("out.png")
        self.assertTrue(said["digital_source_type"].endswith("/trainedAlgorithmicMedia"))
        self.assertEqual((said["prompt"], said["settings"]["Seed"], said["settings"]["Postprocess upscale by"]), ("a red house", "5", "3.0"))
        self.assertEqual((said["request"]["upscaler"], said["request"]["upscale"]), ("compact_4x.pth", 3.0))

    def test_resampling_alone_marks_nothing(self):
        self.write("in.png", png(40, 30))
        self.does("upscale", "--input", "in.png", "--output", "out.png", "--scale", "2.5")
        self.assertEqual(self.size("out.png"), (100, 75))
        self.assertFalse(self.metadata("out.png")["digital_source_type"])

    def test_keeps_the_alpha(self):
        self.write("in.png", png(16, 8, channels=4, row=bytes([200, 10, 10, 255]) * 8 + bytes([0, 0, 0, 0]) * 8))
        self.does("upscale", "--upscaler", NETWORK, "--input", "in.png", "--output", "out.png")
        self.assertEqual((self.folder / "out.png").read_bytes()[25], 6, "RGBA")

    def test_a_model_works_it_over_in_windows(self):
        self.write("in.png", png(48, 40))
        self.does("upscale", "--input", "in.png", "--output", "out.png", "--scale", "4", "--model", MODEL, "--prompt", "a red house", "--strength", "0.5",
                  "--tile", "96", "--steps", "4", "--seed", "1")
        self.assertEqual(self.size("out.png"), (192, 160))
        self.assertTrue(self.metadata("out.png")["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia"))

    def test_refuses_what_it_cannot_use(self):
        self.write("in.png", png(40, 30))
        self.write("there.png", b"")
        to = ["--input", "in.png", "--output", "out.png"]
        self.refuses(FAILED, ["ESRGAN+"], "upscale", "--upscaler", DATA / "upscale/plus.safetensors", *to)
        self.refuses(FAILED, ["no upscaling network"], "upscale", "--upscaler", DATA / "upscale/cases.safetensors", *to)
        self.refuses(FAILED, ["none.pth"], "upscale", "--upscaler", "none.pth", *to)
        self.refuses(USAGE, ["--scale"], "upscale", *to)
        self.refuses(USAGE, ["--scale", "0 to 16"], "upscale", "--upscaler", NETWORK, "--scale", "17", *to)
        self.refuses(FAILED, ["there.png", "exists"], "upscale", "--upscaler", NETWORK, "--input", "in.png", "--output", "there.png")
        self.refuses(FAILED, ["none.png"], "upscale", "--upscaler", NETWORK, "--input", "none.png", "--output", "out.png")

    def test_a_second_pass_writes_the_web_uis_keys_and_its_request_repeats_it(self):
        self.does(*GENERATE, "--hires", "1.5:0.4:3", "--hires-mode", "latent_nearest_exact", "--output", "out.png")
        self.assertEqual(self.size("out.png"), (96, 96))
        settings = self.metadata("out.png")["settings"]
        self.assertEqual([settings[key] for key in ("Hires upscale", "Hires steps", "Hires upscaler", "Denoising strength", "Size-1")],
                         ["1.5", "3", "Latent (nearest-exact)", "0.4", "64"])
        request = self.does(*GENERATE, "--hires", "1.5:0.4:3", "--hires-mode", "latent_nearest_exact", "--print-request")
        self.write("r.json", request.encode())
        self.does("generate", "--request", "r.json", "--output", "again.png")
        self.assertEqual((self.folder / "out.png").read_bytes(), (self.folder / "again.png").read_bytes())

    def test_the_finished_picture_is_enlarged(self):
        self.does(*GENERATE, "--upscaler", NETWORK, "--output", "out.png")
        self.assertEqual(self.size("out.png"), (256, 256))
        self.assertEqual(self.metadata("out.png")["settings"]["Postprocess upscaler"], "compact_4x")

    def test_refuses_passes_that_make_no_sense(self):
        self.write("in.png", png(64, 64))
        for phrases, options in (
                (["--hires", "1 to 8"], ["--hires", "0.5"]),
                (["--hires", "SCALE"], ["--hires", "2:x"]),
                (["--hires", "steps"], ["--hires", "2:0.5:1.5"]),
                (["--hires-mode", "no meaning"], ["--hires-mode", "latent"]),
                (["--hires", "--init"], ["--hires", "2", "--init", "in.png"]),
                (["--hires"], ["--hires", "8", "--width", "4096"]),
                (["--tile", "multiple of 8"], ["--tile", "100"]),
                (["--scale", "--upscaler"], ["--scale", "2"])):
            status, out, err = self.cli(*GENERATE, *options)
            self.assertIn(status, (FAILED, USAGE), options)
            for phrase in phrases:
                self.assertIn(phrase, err, options)
            self.assertEqual(out, "")

    def test_says_how_much_memory_it_would_take(self):
        status, out, err = self.cli(*GENERATE, "--print-request")
        self.assertEqual(status, DONE)
        self.assertRegex(err, r"needs about \d+ MB of memory")
        json.loads(out)


if __name__ == "__main__":
    unittest.main()
