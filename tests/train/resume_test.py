# SPDX-License-Identifier: GPL-3.0-or-later
"""Training runs from the outside: what a kill in the middle costs, and what may not be overwritten."""
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest

TRAIN = pathlib.Path(os.environ.get("SFUMATO_TRAIN", "build/release/bin/sfumato-train")).resolve()

TINY_VAE = ["--vae-channels", "16,16,16,32", "--latent-channels", "4", "--crop", "32", "--step-pixels", "4096",
            "--start-scenes", "4", "--measured-scenes", "2"]
TINY_MODEL = ["--unet-channels", "16,32", "--unet-heads", "2", "--text-layers", "1", "--text-width", "32", "--coarse-pixels", "64",
              "--pixels", "64", "--coarse-batch", "4", "--batch", "2", "--pool-start", "6", "--coarse-fresh", "1", "--fresh", "1"]
SMALL_STEPS = ["--warmup-steps", "3", "--log-steps", "1", "--threads", "1", "--device", "cpu"]


def half_floats(file):
    """The numbers of a safetensors file of fp16; as numbers, because an average turns -0 into 0."""
    content = file.read_bytes()
    header = 8 + struct.unpack("<Q", content[:8])[0]
    return struct.unpack(f"<{(len(content) - header) // 2}e", content[header:])


class Training(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.folder = pathlib.Path(holder.name)

    def train(self, *args, status=0):
        done = subprocess.run([TRAIN, *map(str, args)], capture_output=True, text=True, cwd=self.folder, timeout=300)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout, done.stderr

    def losses(self, run):
        lines = [json.loads(line) for line in (self.folder / run / "log.jsonl").read_text().splitlines()]
        return [(line["step"], line["loss"], line["learning_rate"]) for line in lines]

    def kill_at(self, step, *args):
        """Starts a training and kills it, without a chance to say anything, when it has told of this step."""
        child = subprocess.Popen([TRAIN, *map(str, args), "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=self.folder)
        for line in child.stdout:
            if json.loads(line)["step"] >= step:
                child.kill()
                break
        child.stdout.close()
        self.assertEqual(child.wait(), -9, "it ended before it could be killed")

    def expect_exact_resume(self, kind, *args):
        args = [*args, *SMALL_STEPS, "--steps", 20]
        self.train(kind, "--out", kind + "-whole", *args)
        self.kill_at(13, kind, "--out", kind + "-killed", "--save-steps", 10, *args)
        self.assertGreater(len(self.losses(kind + "-killed")), 10)
        self.train(kind, "--resume", kind + "-killed")
        whole = self.losses(kind + "-whole")
        self.assertEqual([step for step, _, _ in whole], list(range(1, 21)))
        self.assertEqual(self.losses(kind + "-killed"), whole)

    def test_1_an_autoencoder_killed_at_step_13_goes_on_from_step_10_with_the_same_losses(self):
        self.expect_exact_resume("vae", *TINY_VAE, "--discriminator", "0.05", "--discriminator-share", "0.75")
        self.assertTrue((self.folder / "vae-whole/vae/config.json").exists())

    def test_2_a_model_killed_at_step_13_goes_on_from_step_10_with_the_same_losses(self):
        self.train("bpe", "--out", "words", "--scenes", 60, "--vocabulary", 600)
        self.expect_exact_resume("model", "--vae", "vae-whole/vae", "--tokenizer", "words", *TINY_MODEL, "--accumulate", 2,
                                 "--coarse-share", "0.3", "--window-share", "0.4", "--window-pixels", 32, "--window-batch", 3, "--layout-share", "0.5", "--subject-weight", 2,
                                 "--offset-noise", "0.05", "--schedule", "cosine-restarts", "--cycles", 2)
        self.assertTrue((self.folder / "model-whole/model/model_index.json").exists())
        self.assertTrue(list((self.folder / "model-killed/latents").glob("coarse-*.safetensors")))
        self.train("sheet", "--out", "sheet.ppm", "--model", "model-whole/model", "--steps", 2)

    def test_3_every_target_and_validation_pictures(self):
        for prediction in ("epsilon", "sample"):
            self.train("model", "--out", prediction, "--vae", "vae-whole/vae", "--tokenizer", "words", *TINY_MODEL, *SMALL_STEPS,
                       "--steps", 2, "--prediction", prediction, "--distance", "huber", "--weighting", "debiased",
                       "--validate-steps", 2 if prediction == "epsilon" else 0)
            scheduler = json.loads((self.folder / prediction / "model/scheduler/scheduler_config.json").read_text())
            self.assertEqual(scheduler["prediction_type"], prediction)
            self.assertEqual(scheduler["rescale_betas_zero_snr"], prediction != "epsilon")
        self.assertTrue((self.folder / "epsilon/validation/000002.ppm").read_bytes().startswith(b"P6\n"))

    def test_3b_a_model_that_is_trained_on_begins_as_it_was(self):
        self.train("model", "--out", "on", "--from", "model-whole/model", "--vae", "vae-whole/vae", "--tokenizer", "words", *TINY_MODEL, *SMALL_STEPS,
                   "--steps", 2, "--lr", 0, "--full-captions", 1, "--subject-weight", 3)
        for part in ("unet/diffusion_pytorch_model", "text_encoder/model"):
            before, after = (half_floats(self.folder / run / "model" / (part + ".safetensors")) for run in ("model-whole", "on"))
            self.assertEqual(before, after, part)
        wider = [*TINY_MODEL, "--unet-channels", "32,32"]
        wider.remove("16,32"), wider.remove("--unet-channels")
        err = self.train("model", "--out", "x", "--from", "model-whole/model", "--vae", "vae-whole/vae", "--tokenizer", "words", *wider, *SMALL_STEPS, status=1)[1]
        self.assertIn("another shape than the recipe", err)

    def test_4_the_decoder_goes_on_and_leaves_the_latents(self):
        self.train("decoder", "--out", "decoder", "--vae", "vae-whole/vae", *TINY_VAE[4:8], "--measured-scenes", 2, *SMALL_STEPS, "--steps", 2)
        before, after = (json.loads((self.folder / run / "vae/config.json").read_text()) for run in ("vae-whole", "decoder"))
        self.assertEqual(before["scaling_factor"], after["scaling_factor"])

    def test_5_folders_that_are_no_run_are_left_alone(self):
        letters = self.folder / "letters"
        letters.mkdir()
        (letters / "a.txt").write_text("dear")
        for kind, extra in (("vae", []), ("bpe", [])):
            err = self.train(kind, "--out", "letters", *extra, status=1)[1]
            self.assertIn("not empty", err)
        self.assertEqual([path.name for path in letters.iterdir()], ["a.txt"])
        self.assertIn("holds no training run", self.train("vae", "--resume", "letters", status=1)[1])
        self.assertIn("latent_channels 4, not 8", self.train("vae", "--resume", "vae-whole", "--latent-channels", 8, status=1)[1])

    def test_6_wrong_options_are_named(self):
        self.assertIn("--lrr", self.train("vae", "--out", "x", "--lrr", 1, status=1)[1])
        self.assertIn("from 0 to 1", self.train("vae", "--out", "x", "--lr", 7, status=1)[1])
        self.assertIn("--vae", self.train("model", "--out", "x", "--tokenizer", "words", status=1)[1])
        self.assertFalse((self.folder / "x").exists())


if __name__ == "__main__":
    unittest.main()
