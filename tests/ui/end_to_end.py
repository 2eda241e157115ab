#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session as a person would have it, on a virtual screen, with keys and mouse alone: type a prompt, generate, paint a
mask, inpaint, keep, undo, save, go on, kill -9, start again, bring it back. Needs Xvfb and xdotool; SFUMATO names the
program, SFUMATO_TEST_DATA the data. Where it fails it says what it waited for and where a picture of the screen lies."""
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

from virtual_screen import VirtualScreen

PROGRAM = os.environ["SFUMATO"]
DATA = pathlib.Path(os.environ["SFUMATO_TEST_DATA"])
RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "resources"
PATIENCE = 60  # seconds for one thing; the machine may be busy
LOOK_AGAIN = 0.05
# Without a window manager the window stands in the corner of the screen, so these are its own pixels too.
SCREEN = (1400, 850)
CANVAS = (720, 330)
BRUSH = (19, 78)


class Failure(Exception):
    pass


class Studio:
    """The program on a screen."""

    def __init__(self, screen, home):
        self.screen = screen
        self.home = pathlib.Path(home)
        resources = self.home / "resources"
        if not resources.exists():
            model = RESOURCES / "model"
            resources.mkdir()
            (resources / "model").symlink_to(model if model.is_dir() else DATA / "golden/sd1/model")
        self.environment = dict(os.environ, DISPLAY=screen.name, HOME=home, XDG_CONFIG_HOME=f"{home}/config", XDG_DATA_HOME=f"{home}/data",
                                XDG_PICTURES_DIR=f"{home}/pictures", XDG_RUNTIME_DIR=home, SFUMATO_RESOURCES=str(resources),
                                QT_QPA_PLATFORM="xcb", QT_SCALE_FACTOR="1", LANG="C.UTF-8", SFUMATO_WATCHDOG="1")
        self.log = open(self.home / "log.txt", "a")
        self.process = subprocess.Popen([PROGRAM], env=self.environment, stderr=self.log)
        self.take_keyboard("the window is there", "Sfumato")

    def tool(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, capture_output=True, text=True).stdout.strip()

    def wait(self, what, condition, nudge=lambda: None):
        """Until `condition` holds. `nudge` is done now and then: something that does no harm when it is done twice."""
        deadline = time.monotonic() + PATIENCE
        nudged = 0.0
        while not condition():
            now = time.monotonic()
            if self.process.poll() is not None:
                raise Failure(f"{what}: the studio has ended with {self.process.returncode}")
            if now > deadline:
                raise Failure(f"{what}: not within {PATIENCE} s; the window is called “{self.title()}”")
            if now > nudged + 2:
                nudge()
                nudged = now
            time.sleep(LOOK_AGAIN)
        print(f"  {what}", flush=True)

    def take_keyboard(self, what, title):
        """Gives the keyboard to the window of that title, as a window manager would; there is none here."""
        def has_it():
            found = self.tool("search", "--onlyvisible", "--name", title).split()
            if not found:
                return False
            self.window = found[-1]
            if self.tool("getwindowfocus") == self.window:
                return True
            self.tool("windowfocus", self.window)
            return False

        self.wait(what, has_it)

    def title(self):
        return self.tool("getwindowname", self.window)

    def keys(self, *keys):
        self.tool("key", "--delay", "40", *keys)

    def type(self, text):
        self.tool("type", "--delay", "15", text)

    def click(self, point):
        self.tool("mousemove", *point, "click", 1)

    def drag(self, *points):
        self.tool("mousemove", *points[0], "mousedown", 1)
        for point in points[1:]:
            self.tool("mousemove", *point)
        self.tool("mouseup", 1)

    def pictures(self):
        return glob.glob(f"{self.home}/**/Sfumato/*.png", recursive=True)

    def journals(self):
        return [pathlib.Path(file) for file in glob.glob(f"{self.home}/data/sfumato/journals/*")]

    def steps(self):
        """How much the journals hold: every undo step adds to it."""
        return sum(file.stat().st_size for file in self.journals())

    def remembers(self, words):
        return any(words.encode(code) in file.read_bytes() for file in self.journals() for code in ("utf-8", "utf-16-be"))

    def step(self, what, act, again=False):
        """Does something that is a step of the history; again and again where it may come too early."""
        before = self.steps()
        if not again:
            act()
        self.wait(what, lambda: self.steps() != before, act if again else lambda: None)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def project(file):
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("document.json"))


def check(what, holds):
    if not holds:
        raise Failure(what)


def first_run(studio, file):
    studio.keys("alt+a")
    studio.type("a red house in a meadow")
    studio.keys("ctrl+Return")
    studio.wait("a picture is on disk", lambda: len(studio.pictures()) == 1)
    studio.step("it is kept as a layer", lambda: studio.keys("ctrl+k"), again=True)

    x, y = CANVAS
    studio.click(BRUSH)
    studio.step("a mask is painted", lambda: studio.drag((x - 40, y), (x, y + 10), (x + 40, y)))
    studio.step("the mode is Inpaint", lambda: studio.keys("alt+3"))
    studio.keys("ctrl+Return")
    studio.wait("an inpainted picture is on disk", lambda: len(studio.pictures()) == 2)
    studio.step("it is kept too", lambda: studio.keys("ctrl+k"), again=True)
    studio.step("keeping is undone", lambda: studio.keys("ctrl+z"))

    studio.keys("ctrl+s")
    studio.take_keyboard("the file dialog is there", "Save project")
    studio.type(file)
    studio.wait("the project is saved", lambda: os.path.exists(file), lambda: studio.keys("Return"))
    studio.take_keyboard("the window has the keyboard again", "cottage.sfum — Sfumato")
    saved = project(file)
    check("the project has one layer", len(saved["layers"]) == 1)
    check("the project has the mask", saved["mask"])
    check("the project knows the prompt", "red house" in json.dumps(saved["settings"]))

    studio.keys("alt+a", "ctrl+End")
    studio.type(" at night")
    studio.wait("more is typed", lambda: studio.remembers("meadow at night"))
    studio.wait("the title says that there is something to save", lambda: "*" in studio.title())


def second_run(studio, file):
    studio.wait("the session is back", lambda: "cottage" in studio.title(), lambda: studio.keys("ctrl+shift+t"))
    before = os.path.getmtime(file)
    studio.keys("ctrl+s")
    studio.wait("it is saved", lambda: os.path.getmtime(file) != before and "*" not in studio.title())
    restored = project(file)
    check("the words typed last came back", "at night" in json.dumps(restored["settings"]))
    check("the layer came back", len(restored["layers"]) == 1)
    check("no finished picture is lost", len(studio.pictures()) == 2)
    studio.keys("ctrl+q")
    check("it ends well", studio.process.wait(PATIENCE) == 0)


def session(screen, home):
    file = os.path.join(home, "cottage.sfum")
    studio = None
    try:
        for name, run in [("first run", first_run), ("after kill -9", second_run)]:
            print(name, flush=True)
            studio = Studio(screen, home)
            run(studio, file)
            studio.kill()
    finally:
        if studio:
            studio.kill()
    print((studio.home / "log.txt").read_text(), end="")


def main():
    for tool in ("Xvfb", "xdotool"):
        if not shutil.which(tool):
            print(f"OK (skipped=1): {tool} is not installed")
            return 0
    with tempfile.TemporaryDirectory(prefix="sfumato-") as home, VirtualScreen(*SCREEN) as screen:
        try:
            session(screen, home)
        except Failure as failure:
            picture = os.path.join(tempfile.gettempdir(), "sfumato-end-to-end.png")
            screen.photograph(picture)
            print(f"FAILED: {failure}. The screen: {picture}")
            return 1
    print("OK")
    return 0


if __name__ == "__main__":
    sys.exit(main())
