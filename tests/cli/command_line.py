# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the command line and makes small picture files. Standard library only."""
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest
import zlib

CLI = pathlib.Path(os.environ.get("SFUMATO_CLI", "build/release/bin/sfumato-cli")).resolve()
DATA = pathlib.Path(os.environ.get("SFUMATO_TEST_DATA", "tests/data")).resolve()
ENGINE = CLI.parent.parent / "lib/libsfumato_engine.so"
DONE, FAILED, USAGE, CANCELLED, BLOCKED = 0, 1, 2, 3, 4


class CliTest(unittest.TestCase):
    """Each test has an empty folder, which is the current one of what it runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def cli(self, *args, stdin=b"", **options):
        """Returns (exit status, stdout, stderr); nothing may crash or take a minute."""
        done = subprocess.run([CLI, *map(os.fsencode, map(str_or_bytes, args))], input=stdin, capture_output=True,
                              cwd=self.folder, timeout=60, **options)
        self.assertGreaterEqual(done.returncode, 0, f"{args} died of signal {-done.returncode}")
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def refuses(self, status, phrases, *args, **options):
        """Runs it, and expects this status, these phrases on stderr, nothing on stdout and no new file."""
        before = sorted(self.folder.rglob("*"))
        got, out, err = self.cli(*args, **options)
        self.assertEqual(got, status, f"{args}: {err}")
        self.assertEqual(out, "")
        for phrase in phrases:
            self.assertIn(phrase, err, f"{args}")
        self.assertEqual(sorted(self.folder.rglob("*")), before, f"{args} left something behind")
        return err

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path


def str_or_bytes(value):
    return value if isinstance(value, bytes) else str(value)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, value=128, channels=3, extra=b"", claim=None, row=None):
    """A PNG of one brightness, or of equal rows: grey (1), RGB (3) or RGBA (4)."""
    rows = (b"\0" + (row or bytes([value]) * (width * channels))) * height
    header = struct.pack(">IIBBBBB", *(claim or (width, height)), 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


def text(keyword, value):
    return chunk(b"tEXt", keyword.encode() + b"\0" + value.encode("latin-1"))
