#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session as a person would have it, on a virtual screen: type a prompt, generate, paint a mask, inpaint, keep, undo, save,
go on, kill -9, start again, bring it back. Needs Xvfb and xdotool; SFUMATO names the program, SFUMATO_TEST_DATA the data."""
import glob
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

PROGRAM = os.environ["SFUMATO"]
DATA = pathlib.Path(os.environ["SFUMATO_TEST_DATA"])
RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "resources"
PATIENCE = 240  # seconds; the machine may be busy
CANVAS = (720, 330)  # the middle of the canvas in a window of 1400 x 850


def wait(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.05)
    print(f"  {what}")


class Screen:
    """A virtual screen."""

    def __init__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x850x24", "-nolisten", "tcp"],
                                       pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        self.name = ":" + os.fdopen(reading).readline().strip()

    def close(self):
        self.server.terminate()
        self.server.wait()


class Studio:
    """The program on a screen, driven by keys and mouse alone."""

    def __init__(self, screen, home):
        self.home = pathlib.Path(home)
        model = RESOURCES / "model"
        resources = self.home / "resources"
        if not resources.exists():
            resources.mkdir()
            (resources / "model").symlink_to(model if model.is_dir() else DATA / "golden/sd1/model")
        self.environment = dict(os.environ, DISPLAY=screen.name, HOME=home, XDG_CONFIG_HOME=f"{home}/config", XDG_DATA_HOME=f"{home}/data",
                                XDG_PICTURES_DIR=f"{home}/pictures", SFUMATO_RESOURCES=str(resources), QT_QPA_PLATFORM="xcb", LANG="C.UTF-8",
                                SFUMATO_WATCHDOG="1")
        self.log = open(self.home / "log.txt", "a")
        self.process = subprocess.Popen([PROGRAM], env=self.environment, stderr=self.log)
        wait("the window is there", lambda: self.find_window())
        self.tool("windowfocus", self.window)

    def tool(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, capture_output=True, text=True).stdout

    def find_window(self):
        found = self.tool("search", "--onlyvisible", "--pid", self.process.pid).split()
        self.window = found[0] if found else ""
        return self.window

    def focus(self, title):
        """Gives the keyboard to the dialog of that title: there is no window manager that would."""
        found = self.tool("search", "--onlyvisible", "--name", title).split()
        if found:
            self.tool("windowfocus", "--sync", found[0])
        return bool(found)

    def keys(self, *keys):
        self.tool("key", "--delay", "40", *keys)

    def type(self, text):
        self.tool("type", "--delay", "15", text)

    def drag(self, *points):
        self.tool("mousemove", *points[0], "mousedown", 1)
        for point in points[1:]:
            self.tool("mousemove", *point)
        self.tool("mouseup", 1)

    def pictures(self):
        return sorted(glob.glob(f"{self.home}/**/Sfumato/*.png", recursive=True))

    def journal_bytes(self):
        return sum(os.path.getsize(file) for file in glob.glob(f"{self.home}/data/sfumato/journals/*"))

    def changes_journal(self, what, action):
        before = self.journal_bytes()
        action()
        wait(what, lambda: self.journal_bytes() != before)


def project(file):
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("document.json"))


def session(screen, home):
    file = os.path.join(home, "cottage.sfum")
    print("first run")
    studio = Studio(screen, home)
    studio.keys("alt+a")
    studio.type("a red house in a meadow")
    studio.keys("ctrl+Return")
    wait("a picture is on disk", lambda: len(studio.pictures()) == 1)
    studio.changes_journal("it is kept as a layer", lambda: studio.keys("ctrl+k"))

    studio.keys("b")
    x, y = CANVAS
    studio.changes_journal("a mask is painted", lambda: studio.drag((x - 40, y), (x, y + 10), (x + 40, y)))
    studio.keys("alt+3")
    studio.keys("ctrl+Return")
    wait("an inpainted picture is on disk", lambda: len(studio.pictures()) == 2)
    studio.changes_journal("it is kept too", lambda: studio.keys("ctrl+k"))
    studio.changes_journal("keeping is undone", lambda: studio.keys("ctrl+z"))

    studio.keys("ctrl+s")
    wait("the file dialog is there", lambda: studio.focus("Save project"))
    studio.type(file + "\n")
    wait("the project is saved", lambda: os.path.exists(file))
    studio.tool("windowfocus", studio.window)
    saved = project(file)
    assert len(saved["layers"]) == 1, saved["layers"]
    assert "red house" in json.dumps(saved["settings"]), saved["settings"]

    studio.keys("alt+a", "ctrl+End")
    studio.changes_journal("more is typed", lambda: studio.type(" at night"))
    studio.process.send_signal(signal.SIGKILL)
    studio.process.wait()

    print("after kill -9")
    studio = Studio(screen, home)
    time.sleep(1)  # sessions are looked for in the background
    studio.keys("ctrl+shift+t")
    time.sleep(1)
    before = os.path.getmtime(file)
    studio.keys("ctrl+s")
    wait("the session is back and saved", lambda: os.path.getmtime(file) != before)
    restored = project(file)
    assert "at night" in json.dumps(restored["settings"]), restored["settings"]
    assert len(restored["layers"]) == 1
    assert len(studio.pictures()) == 2, "no finished picture is lost"
    studio.keys("ctrl+q")
    assert studio.process.wait(30) == 0
    print((studio.home / "log.txt").read_text())


def main():
    for tool in ("Xvfb", "xdotool"):
        if not shutil.which(tool):
            print(f"OK (skipped=1): {tool} is not installed")
            return 0
    screen = Screen()
    try:
        with tempfile.TemporaryDirectory() as home:
            session(screen, home)
    finally:
        screen.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
