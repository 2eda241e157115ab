# SPDX-License-Identifier: GPL-3.0-or-later
"""`train` through the engine: settings from files and options, JSON lines, folders and interruptions."""
import json
import signal
import subprocess
import unittest

from command_line import CANCELLED, CLI, DONE, ENGINE, FAILED, USAGE, CliTest

TINY = {"vae_channels": [16, 16, 16, 32], "latent_channels": 4, "crop": 32, "step_pixels": 4096, "start_scenes": 4,
        "measured_scenes": 2, "log_steps": 1, "threads": 1, "device": "cpu"}


@unittest.skipUnless(ENGINE.exists(), "the engine is not built")
class Train(CliTest):
    def config(self, **settings):
        return self.write("config.json", json.dumps({**TINY, **settings}).encode())

    def test_json_lines_and_an_autoencoder_from_a_config_file(self):
        status, out, err = self.cli("train", "vae", "--config", self.config(steps=9), "--out", "run", "--steps", 2,
                                    "--validate-steps", 2, "--json", "--quiet")
        self.assertEqual((status, err), (DONE, ""))
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([line["step"] for line in lines[:-1]], [1, 2])
        for line in lines[:-1]:
            self.assertEqual(sorted(line), ["learning_rate", "loss", "samples_per_second", "seconds", "seconds_left", "step", "steps"])
        self.assertEqual((lines[-1]["steps"], lines[-1]["made"]), (2, "run/vae"))
        self.assertIn("psnr", lines[-1])
        self.assertTrue((self.folder / "run/vae/config.json").exists())
        self.assertTrue((self.folder / "run/validation/000002.png").read_bytes().startswith(b"\x89PNG"))
        self.assertEqual(json.loads((self.folder / "run/run.json").read_text())["latent_channels"], 4)
        status, out, _ = self.cli("train", "vae", "--resume", "run", "--steps", 3, "--json", "--quiet")
        self.assertEqual((status, json.loads(out.splitlines()[0])["step"]), (DONE, 3))

    def test_the_vocabulary(self):
        status, out, err = self.cli("train", "bpe", "--out", "words", "--scenes", 30, "--vocabulary", 560)
        self.assertEqual((status, out), (DONE, "words\n"))
        self.assertIn("tokens", err)
        self.assertTrue((self.folder / "words/merges.txt").exists())
        self.refuses(FAILED, ["words", "not empty"], "train", "bpe", "--out", "words")

    def test_an_interruption_saves_and_says_so(self):
        child = subprocess.Popen([CLI, "train", "vae", "--config", self.config(), "--out", "run", "--minutes", "60", "--json"],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder)
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
        self.assertEqual(child.returncode, CANCELLED)
        self.assertTrue((self.folder / "run/checkpoint.safetensors").exists(), err)

    def test_what_cannot_be_trained_is_refused(self):
        self.refuses(USAGE, ["vaee", "vae"], "train", "vaee", "--out", "x")
        self.refuses(USAGE, ["--lr", "from 0 to 1"], "train", "vae", "--out", "x", "--lr", 3)
        self.refuses(USAGE, ['"--lrr"', '"--lr"'], "train", "vae", "--out", "x", "--lrr", 1)
        self.refuses(USAGE, ["--crop", "no setting of a model training"], "train", "model", "--out", "x", "--crop", 64)
        self.refuses(USAGE, ["config.json", "batches"], "train", "vae", "--out", "x", "--config", self.config(batches=2))
        self.refuses(USAGE, ["--out"], "train", "vae")
        self.refuses(USAGE, ["--vae"], "train", "decoder", "--out", "x")
        self.refuses(FAILED, ["no.json"], "train", "vae", "--out", "x", "--config", "no.json")
        self.refuses(FAILED, ["no training run"], "train", "vae", "--resume", ".")
        self.refuses(FAILED, ["config.json"], "train", "decoder", "--out", "x", "--vae", "nowhere")
        self.write("letter.txt", b"dear")
        self.refuses(FAILED, ["holds no training run"], "train", "vae", "--out", ".", "--config", self.config(steps=1))


if __name__ == "__main__":
    unittest.main()
