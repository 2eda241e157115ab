# SPDX-License-Identifier: GPL-3.0-or-later
"""`scenes` and the words it is made of, as scripts rely on them."""
import json
import struct
import unittest

from command_line import DONE, ENGINE, FAILED, USAGE, CliTest

WORDS = ["kind", "colour", "setting", "time", "style", "place", "size"]
COLOURLESS = {"pencil", "ink"}


def png_size(path):
    """(width, height, channels)"""
    data = path.read_bytes()[16:26]
    width, height, _, kind = struct.unpack(">IIBB", data)
    return width, height, {0: 1, 2: 3, 6: 4}[kind]


@unittest.skipUnless(ENGINE.exists(), "the engine is not built")
class Scenes(CliTest):
    def words(self):
        status, out, _ = self.cli("list", "scenes", "--json")
        self.assertEqual(status, DONE)
        return json.loads(out)

    def test_list_prints_the_vocabularies(self):
        words = self.words()
        self.assertEqual(sorted(words), sorted(WORDS))
        status, out, _ = self.cli("list", "styles", "--json")
        self.assertEqual(status, DONE)
        self.assertEqual([style["id"] for style in json.loads(out)], words["style"])

    def test_metadata_says_what_is_in_the_pictures(self):
        status, out, _ = self.cli("scenes", "--out", "s", "--count", 12, "--size", 64, "--seed", 40, "--quiet")
        self.assertEqual((status, out), (DONE, "s/metadata.jsonl\n"))
        words = self.words()
        lines = [json.loads(line) for line in (self.folder / "s/metadata.jsonl").read_text().splitlines()]
        self.assertEqual([line["seed"] for line in lines], list(range(40, 52)))
        for line in lines:
            self.assertEqual(sorted(line), ["captions", "file", "objects", "seed", "setting", "style", "time"])
            self.assertEqual(png_size(self.folder / "s" / line["file"]), (64, 64, 3))
            texts = (self.folder / "s" / line["file"]).with_suffix(".txt").read_text()
            self.assertEqual(texts.splitlines(), line["captions"])
            for key in ("setting", "time", "style"):
                self.assertIn(line[key], words[key])
            for item in line["objects"]:
                self.assertEqual(sorted(item), ["box", "colour", "kind", "mask", "place", "size"])
                self.assertIn(item["kind"], words["kind"])
                self.assertEqual(item["colour"] is None, line["style"] in COLOURLESS)
                x0, y0, x1, y1 = item["box"]
                self.assertTrue(0 <= x0 < x1 <= 64 and 0 <= y0 < y1 <= 64, item["box"])
                self.assertEqual(png_size(self.folder / "s" / item["mask"]), (64, 64, 1))

    def test_json_lines_are_the_file(self):
        out = self.cli("scenes", "--out", "s", "--count", 2, "--size", 32, "--json", "--quiet")[1]
        self.assertEqual(out, (self.folder / "s/metadata.jsonl").read_text())

    def test_the_same_seed_gives_the_same_files(self):
        for folder in ("a", "b"):
            self.cli("scenes", "--out", folder, "--count", 3, "--size", 48, "--seed", 7, "--clean-plates", "--objects")
        names = sorted(path.name for path in (self.folder / "a").iterdir())
        self.assertEqual(names, sorted(path.name for path in (self.folder / "b").iterdir()))
        for name in names:
            self.assertEqual((self.folder / "a" / name).read_bytes(), (self.folder / "b" / name).read_bytes(), name)

    def test_clean_plates_and_objects_on_request(self):
        out = self.cli("scenes", "--out", "s", "--count", 4, "--size", 48, "--clean-plates", "--objects", "--json", "--quiet")[1]
        for line in map(json.loads, out.splitlines()):
            self.assertEqual(png_size(self.folder / "s" / line["clean_plate"]), (48, 48, 3))
            for item in line["objects"]:
                self.assertEqual(png_size(self.folder / "s" / item["cutout"]), (48, 48, 4))

    def test_never_overwrites_without_force(self):
        self.cli("scenes", "--out", "s", "--count", 1, "--size", 32)
        self.refuses(FAILED, ["metadata.jsonl", "exists already", "--force"], "scenes", "--out", "s", "--count", 1, "--quiet")
        status, _, err = self.cli("scenes", "--out", "s", "--count", 1, "--size", 32, "--force", "--quiet")
        self.assertEqual((status, err), (DONE, ""))

    def test_numbers_out_of_range_say_the_range(self):
        self.refuses(USAGE, ["--size", "16 to 2048"], "scenes", "--out", "s", "--size", 8)
        self.refuses(USAGE, ["--count", "1 to"], "scenes", "--out", "s", "--count", 0)


if __name__ == "__main__":
    unittest.main()
