# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that need the engine, with the tiny model of the test data. Skipped where the engine was not built."""
import json
import os
import pty
import signal
import subprocess
import unittest

from command_line import CANCELLED, CLI, DATA, DONE, ENGINE, FAILED, USAGE, CliTest, png

MODEL = DATA / "golden/sd1/model"
GENERATE = ["generate", "--model", MODEL, "--prompt", "a red house", "--sampler", "euler", "--width", 64, "--height", 64, "--steps", 2, "--seed", 5]


@unittest.skipUnless(ENGINE.exists(), f"there is no {ENGINE}: build sfumato_engine")
class Engine(CliTest):
    def pictures(self):
        return sorted(path.name for path in self.folder.glob("*.png"))

    def generate(self, *options):
        status, out, err = self.cli(*GENERATE, *options)
        self.assertEqual(status, DONE, err)
        return out

    def test_prints_one_path_a_picture(self):
        self.assertEqual(self.generate("--count", 2, "--quiet"), "sfumato-5.png\nsfumato-6.png\n")
        self.assertEqual(self.pictures(), ["sfumato-5.png", "sfumato-6.png"])

    def test_quiet_says_nothing_on_stderr(self):
        self.assertEqual(self.cli(*GENERATE, "--quiet")[2], "")

    def test_progress_goes_to_stderr_as_plain_lines(self):
        err = self.cli(*GENERATE)[2]
        self.assertIn("step 2/2", err)
        self.assertNotIn("\r", err)

    def test_progress_is_a_bar_on_a_terminal(self):
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "wb") as terminal:
            subprocess.run([CLI, *map(str, GENERATE)], stderr=terminal, stdout=subprocess.DEVNULL, cwd=self.folder, check=True)
        self.assertIn(b"\r[", os.read(ours, 65536))
        os.close(ours)

    def test_json_describes_each_picture(self):
        line = json.loads(self.generate("--json"))
        self.assertEqual((line["path"], line["seed"]), ("sfumato-5.png", 5))
        self.assertEqual(set(line["milliseconds"]), {"load", "encode", "sample", "decode"})
        self.assertEqual(line["request"]["steps"], 2)

    def test_picture_carries_how_it_was_made(self):
        self.generate("--negative", "blurry, dark")
        data = json.loads(self.cli("metadata", "sfumato-5.png", "--json")[1])
        self.assertEqual((data["prompt"], data["negative"]), ("a red house", "blurry, dark"))
        self.assertEqual((data["settings"]["Steps"], data["settings"]["Seed"], data["settings"]["Size-1"]), ("2", "5", "64"))
        self.assertTrue(data["digital_source_type"].endswith("/trainedAlgorithmicMedia"))
        self.assertEqual(data["request"]["prompt"], "a red house")
        self.assertEqual(data["request"]["model"], "model", "the user's folders went into the picture")

    def test_picture_names_the_sampler_also_where_the_models_scheduler_decides(self):
        own = [word for word in GENERATE if word not in ("--sampler", "euler")]
        self.assertEqual(self.cli(*own)[0], DONE)
        data = json.loads(self.cli("metadata", "sfumato-5.png", "--json")[1])
        self.assertEqual(data["request"]["sampler"], "")
        self.assertEqual(data["settings"]["Sampler"], "PLMS", "diffusers calls it PNDMScheduler")

    def test_wildcards_are_drawn_by_each_pictures_seed(self):
        wildcards = self.folder / "cards/animals"
        wildcards.mkdir(parents=True)
        (wildcards / "cat.txt").write_text("# cats\ntabby\n\ntiger\n")
        begin = [*GENERATE[:3], *GENERATE[5:-2], "--wildcards", self.folder / "cards", "--quiet"]
        for options in (("--seed", 5, "--count", 2), ("--seed", 6, "--output", "alone.png")):
            self.assertEqual(self.cli(*begin, "--prompt", "a __animals/cat__", *options)[0], DONE)
        one, alone = (json.loads(self.cli("metadata", name, "--json")[1]) for name in ("sfumato-6.png", "alone.png"))
        self.assertIn(one["prompt"], ("a tabby", "a tiger"))
        self.assertEqual(one["settings"]["Template"], "a __animals/cat__")
        self.assertEqual((one["prompt"], one["request"]["prompt"]), (alone["prompt"], alone["prompt"]))
        status, _, err = self.cli(*begin, "--prompt", "a __dog__")
        self.assertEqual(status, FAILED)
        self.assertIn("dog.txt", err)

    def test_printed_request_makes_the_same_picture(self):
        self.generate()
        request = self.cli(*GENERATE, "--print-request")[1]
        self.assertEqual(json.loads(request)["seed"], 5)
        (self.folder / "r.json").write_text(request)
        status, _, err = self.cli("generate", "--request", "r.json", "--output", "again.png", "--quiet")
        self.assertEqual(status, DONE, err)
        self.assertEqual(*((self.folder / name).read_bytes() for name in ("sfumato-5.png", "again.png")))

    def test_print_request_draws_the_seed_and_writes_nothing(self):
        request = json.loads(self.cli(*GENERATE[:-2], "--print-request")[1])
        self.assertGreaterEqual(request["seed"], 0)
        self.assertEqual(self.pictures(), [])

    def test_output_pattern(self):
        self.generate("--count", 2, "--output", "new/{model}-{index}-{seed}.png")
        self.assertEqual(sorted(p.name for p in (self.folder / "new").iterdir()), ["model-0-5.png", "model-1-6.png"])
        self.generate("--count", 2, "--output", "x.png")
        self.assertEqual(self.pictures(), ["x-0.png", "x-1.png"])

    def test_shards_share_the_work(self):
        self.generate("--count", 3, "--shard", "1/2")
        self.assertEqual(self.pictures(), ["sfumato-6.png"])

    def test_force_overwrites(self):
        self.write("sfumato-5.png", b"old")
        self.generate("--force")
        self.assertTrue((self.folder / "sfumato-5.png").read_bytes().startswith(b"\x89PNG"))

    def test_previews_are_pictures(self):
        self.generate("--preview", "p", "--preview-every", 1)
        previews = list((self.folder / "p").glob("preview-*.png"))
        self.assertGreaterEqual(len(previews), 1)
        self.assertTrue(all(p.read_bytes().startswith(b"\x89PNG") for p in previews))

    def test_inpainting_is_marked_as_composite(self):
        self.write("init.png", png(64, 64))
        self.write("mask.png", png(64, 64, channels=1, row=b"\0" * 32 + b"\xff" * 32))
        self.generate("--init", "init.png", "--mask", "mask.png", "--output", "out.png")
        data = json.loads(self.cli("metadata", "out.png", "--json")[1])
        self.assertTrue(data["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia"))

    def test_ctrl_c_keeps_finished_pictures_and_exits_3(self):
        command = [CLI, *map(str, GENERATE[:-4]), "--steps", "100", "--seed", "5", "--count", "50"]
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            first = process.stdout.readline()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, CANCELLED, err)
        self.assertEqual(first, b"sfumato-5.png\n")
        self.assertTrue((self.folder / "sfumato-5.png").read_bytes().startswith(b"\x89PNG"))
        self.assertLess(len(self.pictures()), 50)
        self.assertEqual(list(self.folder.glob(".sfumato-*")), [])

    def test_names_the_nearest_sampler(self):
        err = self.refuses(USAGE, ["sampler"], *GENERATE, "--sampler", "eulr")
        self.assertIn("euler", err.lower())

    def test_a_prompt_that_names_an_adapter_that_is_not_there_is_refused_before_anything_is_loaded(self):
        asking = *GENERATE[:3], "--prompt", "a <lora:missing:1> house", "--quiet", "--print-request"
        self.refuses(FAILED, ['"missing"', "--lora-dir"], *asking)
        (self.folder / "loras").mkdir()
        self.write("loras/misssing.safetensors", b"never read")
        self.refuses(FAILED, ['"missing"', "misssing", "loras"], *asking, "--lora-dir", "loras")
        self.refuses(FAILED, ['"fur"', "hypernetwork", "--hypernetwork-dir"], *GENERATE[:3], "--prompt", "a <hypernet:fur:1>", "--quiet")

    def test_a_tag_finds_its_adapter_in_the_model_folders(self):
        adapter = DATA / "golden/adapters/lora_kohya.adapter.safetensors"
        folder = self.folder / "sfumato/models/Lora"
        folder.mkdir(parents=True)
        (folder / "fur.safetensors").write_bytes(adapter.read_bytes())
        home = dict(os.environ, XDG_DATA_HOME=str(self.folder))

        def latents(*args):
            status, _, err = self.cli(*GENERATE[:3], *GENERATE[5:], *args, "--latents-out", "l.safetensors", "--force", "--quiet", env=home)
            self.assertEqual(status, DONE, err)
            return (self.folder / "l.safetensors").read_bytes()

        named = latents("--prompt", "a house <lora:fur:0.7>")
        self.assertEqual(named, latents("--prompt", "a house", "--lora", f"{adapter}:0.7"))
        self.assertNotEqual(named, latents("--prompt", "a house"))

    def test_parts_that_are_not_there_are_named_before_anything_is_loaded(self):
        for option in "--lora", "--embedding", "--vae", "--preview-vae", "--hypernetwork", "--image-encoder", "--refiner":
            self.refuses(FAILED, [option, "gone.safetensors"], *GENERATE, option, "gone.safetensors", "--print-request")

    def test_a_hypernetwork_changes_the_picture_and_is_named_in_it(self):
        plain = self.generate("--quiet", "--latents-out", "plain.safetensors", "--force")
        self.generate("--quiet", "--latents-out", "l.safetensors", "--force", "--hypernetwork", f"{DATA / 'steering/hyper_norm.pt'}:0.5")
        self.assertNotEqual((self.folder / "plain.safetensors").read_bytes(), (self.folder / "l.safetensors").read_bytes())
        data = json.loads(self.cli("metadata", plain.strip(), "--json")[1])
        self.assertEqual(data["prompt"], "a red house <hypernet:hyper_norm:0.5>")
        self.assertEqual(data["request"]["hypernetwork"], [{"file": "hyper_norm.pt", "weight": 0.5}])

    def test_controls_and_image_prompts_say_what_is_wrong(self):
        self.write("grey.png", png(64, 64))
        network = DATA / "golden/adapters/controlnet"
        self.refuses(USAGE, ["--control-type", "--controlnet"], *GENERATE, "--control-type", "depth", "--quiet")
        steered = *GENERATE, "--controlnet", f"{network}:grey.png", "--quiet"
        self.refuses(USAGE, ["deph", "depth"], *steered, "--control-type", "deph")
        self.refuses(USAGE, ["--control-mode", "balanced"], *steered, "--control-mode", "loud")
        self.refuses(USAGE, ["inpaint", "--mask"], *steered, "--control-preprocess", "inpaint")
        self.refuses(FAILED, ["no IP-Adapter"], *GENERATE, "--quiet", "--ip-adapter",
                     f"{DATA / 'golden/adapters/lora_kohya.adapter.safetensors'}:grey.png")

    def test_missing_model(self):
        self.refuses(FAILED, ["gone"], "generate", "--model", "gone", "--prompt", "x", "--quiet")

    def test_catalogs(self):
        for what, known in [("samplers", "euler"), ("schedules", "karras"), ("families", "sdxl_refiner"), ("control-types", "depth")]:
            status, out, err = self.cli("list", what, "--json")
            self.assertEqual(status, DONE, err)
            self.assertIn(known, [entry["id"] for entry in json.loads(out)])

    def test_encode_writes_the_context(self):
        status, out, err = self.cli("encode", "--model", MODEL, "--out", "c.safetensors", "a red house")
        self.assertEqual((status, out), (DONE, "c.safetensors\n"), err)
        self.assertIn(b'"context"', (self.folder / "c.safetensors").read_bytes()[:4096])

    def test_bench_reports_every_phase(self):
        status, out, err = self.cli("bench", "--model", MODEL, "--size", 64, "--json", "--quiet")
        self.assertEqual(status, DONE, err)
        self.assertEqual(set(json.loads(out)["milliseconds"]), {"load", "encode", "step", "preview", "decode"})


if __name__ == "__main__":
    unittest.main()
