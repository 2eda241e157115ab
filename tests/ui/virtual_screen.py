# SPDX-License-Identifier: GPL-3.0-or-later
"""An X server without a screen, and pictures of what it would show."""
import os
import pathlib
import struct
import subprocess
import tempfile
import zlib


def png(width, rows):
    """rows: RGB bytes."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b""))


class VirtualScreen:
    def __init__(self, width, height):
        self.folder = tempfile.TemporaryDirectory(prefix="sfumato-screen-")
        reading, writing = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24",
                                        "-fbdir", self.folder.name, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.name = ":" + pipe.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()

    def photograph(self, file):
        """Xvfb keeps its screen in a file, as xwd writes it: a header of 32-bit numbers, colours, then BGRX pixels."""
        data = (pathlib.Path(self.folder.name) / "Xvfb_screen0").read_bytes()
        header = struct.unpack(">25I", data[:100])
        size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
        first = size + 12 * colours
        rows = []
        for y in range(height):
            pixels = data[first + y * line:first + y * line + 4 * width]
            row = bytearray(3 * width)
            row[0::3], row[1::3], row[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
            rows.append(bytes(row))
        pathlib.Path(file).write_bytes(png(width, rows))
