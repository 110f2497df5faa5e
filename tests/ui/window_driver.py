"""Drives the program in a real window: an own Xvfb display and window manager, xdotool as hand and keyboard, and the state
that `--test-report` keeps.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

TOOLS = ("Xvfb", "openbox", "xdotool")


class Display:
    """A display with its own home folder, gone at the end of the `with` block. Exits 77 where the tools are missing."""

    def __enter__(self):
        missing = [tool for tool in TOOLS if not shutil.which(tool)]
        if missing:
            print("missing:", *missing)
            sys.exit(77)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lightloom window "))
        self._children = []
        read, write = os.pipe()
        self.start("Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp", pass_fds=[write],
                   stderr=subprocess.DEVNULL)
        os.close(write)
        number = os.read(read, 16).decode().strip()
        os.environ.update(DISPLAY=":" + number, QT_QPA_PLATFORM="xcb", HOME=str(self.folder),
                          XDG_CONFIG_HOME=str(self.folder / "config"), XDG_STATE_HOME=str(self.folder / ".local/state"),
                          XDG_DATA_HOME=str(self.folder / ".local/share"))
        self.start("openbox", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        return self

    def __exit__(self, *_):
        for child in reversed(self._children):
            child.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end_server(self):
        """The display goes, and with it whatever has a window on it."""
        self._children[0].kill()
        self._children[0].wait()

    def start(self, *command, **options):
        child = subprocess.Popen(command, **options)
        self._children.append(child)
        return child


class Window:
    """The program with a design open, or without one. `state` is empty until the window has been painted."""

    def __init__(self, display, program, design=None, name="state"):
        self._state_file = display.folder / f"{name}.json"
        self._state_file.unlink(missing_ok=True)
        self.process = display.start(program, "--theme", "light", "--test-report", str(self._state_file),
                                     *([str(design)] if design else []), stderr=subprocess.DEVNULL)

    def state(self):
        try:
            return json.loads(self._state_file.read_text())
        except (OSError, ValueError):
            return {}

    def wait(self, what, condition, seconds=60, every=0.1):
        end = time.time() + seconds
        while time.time() < end:
            now = self.state()
            if now and condition(now):
                return now
            time.sleep(every)
        sys.exit(f"{what}: did not happen in {seconds} s; the window says {json.dumps(self.state())}")

    def wait_open(self):
        return self.wait("open", lambda s: s["loupes"] >= 4 and s["run"]["state"] == "paused" and s["screen"])

    def peak_megabytes(self):
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def xdo(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)
