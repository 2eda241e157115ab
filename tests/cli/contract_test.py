# SPDX-License-Identifier: GPL-3.0-or-later
"""What scripts rely on and what needs no model: help, exit statuses, messages about wrong options."""
import json
import re
import resource
import subprocess
import unittest

from command_line import CLI, DONE, FAILED, USAGE, CliTest, chunk, png

COMMANDS = ["bench", "convert", "encode", "generate", "inspect", "list", "metadata", "scenes", "tokenize", "train"]


class Help(CliTest):
    def test_lists_every_command(self):
        status, out, err = self.cli("--help")
        self.assertEqual((status, err), (DONE, ""))
        for command in COMMANDS:
            self.assertRegex(out, rf"(?m)^\s+{command}\s+\w")

    def test_of_every_command_has_an_example_that_names_it(self):
        for command in COMMANDS:
            status, out, err = self.cli(command, "--help")
            self.assertEqual((status, err), (DONE, ""), command)
            self.assertRegex(out, rf"Example:\n\s+sfumato-cli {command} ")
            self.assertIn("--quiet", out)

    def test_names_every_option_of_the_contract(self):
        out = self.cli("generate", "--help")[1]
        for option in """model config prompt negative prompt-file width height steps cfg cfg-rescale clip-skip sampler schedule eta
                s-noise s-churn s-tmin s-tmax seed count batch variation-seed variation-strength init strength mask mask-mode
                mask-blur mask-grow fill only-masked padding outpaint scheduler conventions rng timesteps emphasis strength-steps
                sgm-noise-multiplier mask-resample inpaint-blend rho sigma-min sigma-max device dtype threads memory output force
                preview preview-every noise-in latents-out request print-request shard json quiet""".split():
            self.assertIn(f"--{option}", out)

    def test_loads_neither_the_tensor_library_nor_the_drawing_library(self):
        lines = subprocess.run(["ldd", CLI], capture_output=True, text=True, check=True).stdout.splitlines()
        libraries = [line.split()[0] for line in lines]  # the rest is load addresses, in which "c10" is a number like any other
        self.assertTrue(any(name.startswith("libQt6Core.") for name in libraries), libraries)
        self.assertEqual([name for name in libraries if re.search("torch|c10|opencv", name)], [])

    def test_version_is_a_result(self):
        status, out, err = self.cli("--version")
        self.assertEqual((status, err), (DONE, ""))
        self.assertRegex(out, r"^sfumato-cli \d+\.\d+\.\d+\n$")


class Usage(CliTest):
    def test_missing_and_unknown_commands(self):
        self.refuses(USAGE, ["command is missing"])
        self.refuses(USAGE, ['"generat"', 'did you mean "generate"?'], "generat")

    def test_unknown_option_suggests_the_nearest(self):
        self.refuses(USAGE, ['"--stesp"', 'did you mean "--steps"?'], "generate", "--stesp", 5, "--prompt", "x")
        self.refuses(USAGE, ['"--stesp"', '"--steps"'], "generate", "--stesp=5")
        self.refuses(USAGE, ['"--jsn"', '"--json"'], "inspect", "x", "--jsn")

    def test_names_missing_arguments(self):
        self.refuses(USAGE, ["IMAGE"], "metadata")
        self.refuses(USAGE, ["MODEL"], "inspect")
        self.refuses(USAGE, ["--steps"], "generate", "--steps")

    def test_numbers_out_of_range_say_the_range(self):
        for option, value, phrase in [
                ("--steps", 0, "1 to 1000"), ("--steps", 1001, "1 to 1000"), ("--steps", 2**40, "1 to 1000"),
                ("--width", 0, "64 to 16384"), ("--width", 8, "64 to 16384"), ("--height", 16392, "64 to 16384"),
                ("--cfg", -1, "0 to 1000"), ("--cfg-rescale", 1.5, "0 to 1"), ("--clip-skip", 0, "1 to 24"),
                ("--strength", 1.01, "0 to 1"), ("--count", 0, "1 to 10000"), ("--batch", 65, "1 to 64"),
                ("--variation-strength", 2, "0 to 1"), ("--eta", -0.5, "0 to 10"), ("--seed", -2, "-1"),
                ("--threads", -1, "0 to 1024"), ("--preview-every", 0, "1 to 1000"), ("--shard", "4/4", "4/4"),
                ("--outpaint", "1,2,3,-4", "0 to 16384")]:
            extra = ["--init", self.write("i.png", png(64, 64))] if option == "--outpaint" else []
            self.refuses(USAGE, [option, phrase], "generate", option, value, *extra)

    def test_sizes_name_the_two_nearest(self):
        self.refuses(USAGE, ["--width", "513", "512 and 520"], "generate", "--width", 513)

    def test_what_is_no_number(self):
        for option, value in [("--steps", "abc"), ("--steps", "5.5"), ("--steps", ""), ("--cfg", "nan"), ("--cfg", "inf"),
                              ("--cfg", "7,5"), ("--seed", "99999999999999999999"), ("--shard", "1"), ("--outpaint", "1,2")]:
            self.refuses(USAGE, [option], "generate", option, value)

    def test_numbers_do_not_depend_on_the_locale(self):
        self.refuses(USAGE, ["1.5 is out of range"], "generate", "--strength", "1.5", env={"LC_ALL": "de_DE.UTF-8"})

    def test_unknown_names_list_the_known(self):
        self.refuses(USAGE, ["soft, hard, differential", 'did you mean "soft"?'], "generate", "--mask-mode", "sotf")
        self.refuses(USAGE, ["native, a1111, diffusers, comfy"], "generate", "--conventions", "none")
        self.refuses(USAGE, ["samplers, schedules"], "list", "sampler")

    def test_options_without_their_partner(self):
        self.refuses(USAGE, ["--mask-blur", "--mask IMAGE"], "generate", "--mask-blur", 3)
        self.refuses(USAGE, ["--init IMAGE"], "generate", "--mask", self.write("m.png", png(8, 8)))
        self.refuses(USAGE, ["--init IMAGE"], "generate", "--outpaint", "8,0,0,0")
        self.refuses(USAGE, ["--prompt"], "generate", "--prompt", "x", "--prompt-file", self.write("p.txt", b"x"))

    def test_prompts_must_be_text(self):
        self.refuses(USAGE, ["--prompt", "UTF-8"], "generate", "--prompt", b"a\xff")
        self.refuses(USAGE, ["bad.txt", "UTF-8"], "generate", "--prompt-file", self.write("bad.txt", b"a\xc3("))
        self.refuses(USAGE, ["UTF-8"], "generate", "--prompt-file", "-", stdin=b"\xed\xa0\x80")
        self.refuses(USAGE, ["NUL"], "generate", "--prompt-file", self.write("nul.txt", b"a\0b"))
        self.refuses(FAILED, ["nope.txt"], "generate", "--prompt-file", "nope.txt")


class Output(CliTest):
    def test_never_overwrites_without_force(self):
        for name, options in [("a.png", ["--output", "a.png"]), ("sfumato-7.png", ["--seed", 7]),
                              ("b-1.png", ["--count", 2, "--output", "b.png"]),
                              ("c-9.png", ["--count", 2, "--seed", 8, "--output", "c-{seed}.png"])]:
            kept = self.write(name, b"precious")
            self.refuses(FAILED, [name, "exists already", "--force"], "generate", *options)
            self.assertEqual(kept.read_bytes(), b"precious")

    def test_patterns_and_folders_are_checked_first(self):
        self.refuses(USAGE, ["{sed}", '"{seed}"'], "generate", "--output", "{sed}.png")
        self.refuses(USAGE, [".png"], "generate", "--output", "a.jpg")
        (self.folder / "d.png").mkdir()
        self.refuses(FAILED, ["d.png", "is a folder"], "generate", "--output", "d.png")
        self.write("file.txt", b"")
        self.refuses(FAILED, ["file.txt", "cannot be written"], "generate", "--output", "file.txt/a.png")


class Requests(CliTest):
    def request(self, **fields):
        return self.write("r.json", json.dumps({"version": 1, **fields}).encode())

    def test_unknown_keys_and_wrong_values_are_named(self):
        self.refuses(USAGE, ["stesp", '"steps"'], "generate", "--request", self.request(stesp=3))
        self.refuses(USAGE, ["steps", "1 to 1000"], "generate", "--request", self.request(steps=0))
        self.refuses(FAILED, ["version"], "generate", "--request", self.write("v.json", b'{"version": 9}'))
        self.refuses(FAILED, ["v.json"], "generate", "--request", self.write("v.json", b"{"))
        self.refuses(FAILED, ["no.json"], "generate", "--request", "no.json")

    def test_its_pictures_are_loaded(self):
        self.refuses(FAILED, ["gone.png"], "generate", "--request", self.request(init={"path": "gone.png"}))


class DiskFull(CliTest):
    def test_is_a_clear_error_that_leaves_nothing(self):
        profile = chunk(b"iCCP", b"p\0\0" + bytes(range(256)) * 64)
        big = self.write("big.png", png(64, 64, extra=profile))

        def small_files_only():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

        # Python ignores the signal that comes with the limit, and so must the child: writing then fails as on a full disk.
        self.refuses(FAILED, ["out.png", "Free some space"], "metadata", big, "--strip", "out.png",
                     preexec_fn=small_files_only, restore_signals=False)


if __name__ == "__main__":
    unittest.main()
