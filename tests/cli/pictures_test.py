# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures on the command line: what is read, what is refused, what their metadata says."""
import json
import os
import struct
import unittest
import zlib

from command_line import DATA, DONE, FAILED, USAGE, CliTest, chunk, png, text

INFOTEXT = "a house\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, Seed: 3, Size: 8x8"


class InitAndMask(CliTest):
    def test_unreadable_pictures_name_the_file_and_the_rule(self):
        (self.folder / "folder.png").mkdir()
        os.mkfifo(self.folder / "pipe.png")
        for name, content, phrase in [
                ("zero.png", png(8, 8, claim=(0, 0)), "0x0"), ("huge.png", png(8, 8, claim=(2**31 - 1, 2**31 - 1)), "16384"),
                ("bomb.png", png(8, 8, claim=(16000, 8000)), "too little data"), ("zip.png", b"PK\3\4" + bytes(30), "is no PNG"),
                ("svg.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PNG"), ("empty.png", b"", "is empty"),
                ("cut.png", png(64, 64)[:90], "ends inside"), ("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "cut off"),
                ("folder.png", None, "is a folder"), ("pipe.png", None, "not a regular file"), ("gone.png", None, "cannot be opened")]:
            if content is not None:
                self.write(name, content)
            self.refuses(FAILED, [name, phrase], "generate", "--init", name)

    def test_masks_must_fit_and_mask_something(self):
        self.write("init.png", png(64, 64))
        self.write("small.png", png(40, 24, 255, 1))
        self.write("black.png", png(64, 64, 0, 1))
        self.refuses(USAGE, ["--mask", "40x24", "64x64"], "generate", "--init", "init.png", "--mask", "small.png")
        self.refuses(USAGE, ["black.png", "masks nothing"], "generate", "--init", "init.png", "--mask", "black.png")


class Metadata(CliTest):
    def test_shows_what_produced_a_picture(self):
        self.write("a.png", png(8, 8, extra=text("parameters", INFOTEXT)))
        status, out, err = self.cli("metadata", "a.png")
        self.assertEqual((status, err), (DONE, ""))
        self.assertIn("Steps: 20, Sampler: Euler", out)
        data = json.loads(self.cli("metadata", "a.png", "--json")[1])
        self.assertEqual((data["prompt"], data["negative"], data["width"]), ("a house", "blurry", 8))
        self.assertEqual((data["settings"]["Seed"], data["settings"]["Size-1"]), ("3", "8"))
        self.assertEqual(data["parameters"], INFOTEXT)

    def test_a_picture_without_any_is_no_error(self):
        self.write("a.png", png(8, 8))
        status, out, _ = self.cli("metadata", "a.png", "--json")
        self.assertEqual(status, DONE)
        self.assertIsNone(json.loads(out)["parameters"])

    def test_control_characters_and_markup_come_out_as_plain_text(self):
        hostile = "\x1b[31mred\x1b[0m \u202egnp.exe <b>bold</b>"
        self.write("a.png", png(8, 8, extra=chunk(b"iTXt", b"parameters\0\0\0\0\0" + hostile.encode())))
        out = self.cli("metadata", "a.png")[1]
        self.assertNotIn("\x1b", out)
        self.assertNotIn("\u202e", out)
        self.assertIn("<b>bold</b>", out)

    def test_hostile_texts_leave_the_picture_readable(self):
        for extra in [chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"a" * 40_000_000, 9)),
                      b"".join(text(f"k{i}", "v") for i in range(10_000)), text("sfumato", "[" * 100_000),
                      text("sfumato", '{"version": 1, "steps": 1, "steps": 2}'), text("parameters", "word, " * 60_000),
                      chunk(b"eXIf", b"MM\0*" + b"\xff" * 100)]:
            self.write("a.png", png(8, 8, extra=extra))
            status, out, err = self.cli("metadata", "a.png", "--json")
            self.assertEqual((status, err), (DONE, ""))
            self.assertEqual(json.loads(out)["format"], "PNG")

    def test_strip_writes_a_copy_without_texts(self):
        original = png(8, 8, extra=text("parameters", INFOTEXT) + chunk(b"gAMA", struct.pack(">I", 45455)))
        self.write("a.png", original)
        status, out, _ = self.cli("metadata", "a.png", "--strip", "b.png")
        self.assertEqual((status, out), (DONE, "b.png\n"))
        bare = (self.folder / "b.png").read_bytes()
        self.assertNotIn(b"a house", bare)
        self.assertIn(b"gAMA", bare)
        self.assertEqual((self.folder / "a.png").read_bytes(), original)
        self.refuses(FAILED, ["b.png", "exists already"], "metadata", "a.png", "--strip", "b.png")
        self.assertEqual(self.cli("metadata", "a.png", "--strip", "b.png", "--force")[0], DONE)


class Models(CliTest):
    def test_inspect_describes_a_folder(self):
        status, out, err = self.cli("inspect", DATA / "golden/sd1/model", "--json")
        self.assertEqual(status, DONE, err)
        self.assertEqual(json.loads(out)["family"], "sd1")

    def test_inspect_refuses_what_is_no_model(self):
        self.write("a.safetensors", b"\0" * 7)
        self.refuses(FAILED, ["a.safetensors"], "inspect", "a.safetensors")
        self.refuses(FAILED, ["gone"], "inspect", "gone")

    def test_tokenize_gives_the_reference_ids(self):
        cases = json.loads((DATA / "golden/tokenizer/cases.json").read_text())["cases"]
        passed = 0
        for case in cases[:40]:
            if "\0" in case["text"]:
                continue
            status, out, err = self.cli("tokenize", "--model", DATA / "golden/tokenizer", "--raw", "--json", "--", case["text"])
            self.assertEqual(status, DONE, err)
            self.assertEqual(json.loads(out)["ids"], case["ids"], case["text"])
            passed += 1
        self.assertGreater(passed, 10)

    def test_tokenize_lays_out_chunks_and_weights(self):
        model = DATA / "golden/tokenizer"
        data = json.loads(self.cli("tokenize", "--model", model, "--json", "a (red:1.5) house")[1])
        self.assertEqual(data["count"], 3)
        self.assertEqual(len(data["chunks"]), 1)
        self.assertEqual(len(data["chunks"][0]["ids"]), 77)
        self.assertEqual(data["chunks"][0]["weights"][1:4], [1.0, 1.5, 1.0])
        self.assertEqual(data["chunks"][0]["ids"][1:4], data["ids"])


if __name__ == "__main__":
    unittest.main()
