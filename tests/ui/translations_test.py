#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence of the studio has its German, and every plural its forms: lupdate finds nothing that is not translated."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
LUPDATE = os.environ.get("LUPDATE", "lupdate")


def updated(name, *options):
    """The translation file as lupdate makes it from the sources of now."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / name
        shutil.copy(ROOT / "translations" / name, copy)
        subprocess.run([LUPDATE, "-silent", "-locations", "none", "-no-obsolete", *options, "-I", ".", "ui", "app", "-ts", str(copy)],
                       cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        return ElementTree.parse(copy).getroot()


class Translations(unittest.TestCase):
    def check(self, root):
        for message in root.iter("message"):
            source = message.findtext("source")
            translation = message.find("translation")
            with self.subTest(source):
                self.assertNotEqual(translation.get("type"), "unfinished")
                for text in [form.text for form in translation.findall("numerusform")] or [translation.text]:
                    self.assertTrue(text)
                    self.assertEqual(sorted(re.findall(r"%n|%\d", text)), sorted(re.findall(r"%n|%\d", source)))

    def test_german_is_complete(self):
        self.check(updated("sfumato_de.ts"))

    def test_english_plurals_are_complete(self):
        self.check(updated("sfumato_en.ts", "-pluralonly"))


if __name__ == "__main__":
    unittest.main()
