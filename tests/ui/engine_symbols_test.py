#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""In the studio LibTorch multiplies matrices by its own BLAS, not by the one that OpenCV brings: ten times slower, and no
picture would show it. The dynamic linker is asked which it chose."""
import os
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["SFUMATO"]


class EngineSymbols(unittest.TestCase):
    def test_libtorch_uses_its_own_sgemm(self):
        with tempfile.TemporaryDirectory() as home:
            environment = dict(os.environ, LD_DEBUG="bindings", HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, XDG_PICTURES_DIR=home)
            studio = subprocess.Popen([PROGRAM], env=environment, stderr=subprocess.PIPE, text=True, errors="replace")
            try:
                bindings = (line for line in studio.stderr if "`sgemm_'" in line and "libtorch_cpu.so" in line.split(" to ")[0])
                chosen = next(bindings, "").partition(" to ")[2]
            finally:
                studio.kill()
                studio.wait()
                studio.stderr.close()
        self.assertIn("libtorch_cpu.so", chosen)


if __name__ == "__main__":
    unittest.main()
