"""A screen of its own for one test: Xvfb with a window manager, and hands that type and click."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.rig.processes import start, stop, with_path
from tests.rig.waiting import wait_until

# An American keyboard on whose keys F13 to F24 are letters that it lacks. xdotool would otherwise put each such letter
# on a key for a moment, and a busy program that looks the key up later finds another letter there, or none.
_KEYBOARD: Final = """xkb_keymap {{
  xkb_keycodes {{ include "evdev+aliases(qwerty)" }};
  xkb_types {{ include "complete" }};
  xkb_compat {{ include "complete" }};
  xkb_symbols {{ include "pc+us+inet(evdev)" {keys} }};
}};
"""
LETTERS: Final = "äöüßéñàçж漢😀€"


class Screen:
    """A virtual screen with openbox. `environment` is what a program needs to show its windows there.

    Args:
        width: in pixels.
        height: in pixels.
        environment: added to `environment`, such as the address of a session bus.
        letters: up to twelve characters beyond ASCII that can be typed, capital letters too.
    """

    def __init__(
        self,
        width: int = 1280,
        height: int = 900,
        *,
        environment: Mapping[str, str] | None = None,
        letters: str = LETTERS,
    ) -> None:
        self._server, number = _start_server(width, height)
        self.display = f":{number}"
        chosen = {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_XCB_GL_INTEGRATION": "none"}
        self.environment = with_path({**os.environ, **(environment or {}), **chosen})
        self._letters = letters
        self._manager = start(["openbox"], self.environment)
        try:
            self._lay_out_keyboard()
            wait_until(self._is_managed, what="the window manager")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the window manager and the screen."""
        stop(self._manager)
        stop(self._server)

    def window(self, title: str, timeout: float = 30) -> str:
        """Wait for a visible window whose title matches `title` (a regular expression), and return its number."""
        found = self._xdotool("search", "--sync", "--onlyvisible", "--name", title, timeout=timeout)
        return found.split()[0]

    def activate(self, window: str) -> None:
        """Give the keyboard to `window` and wait until it has it."""
        self._xdotool("windowactivate", "--sync", window)

    def type_text(self, text: str) -> None:
        """Type `text` (ASCII and the screen's letters) into the active window; end lines by `press("Return")`."""
        missing = {character for character in text.lower() if not character.isascii()} - set(self._letters)
        if missing or not text.isprintable():
            raise ValueError(f"this screen's keyboard can't type {text!r}")
        self._xdotool("type", "--delay", "15", "--", text, timeout=30 + len(text) / 20)

    def press(self, *keys: str) -> None:
        """Press keys by their X names, such as `ctrl+Return`, one after the other."""
        self._xdotool("key", "--delay", "15", *keys)

    def hold(self, *keys: str) -> None:
        """Press keys and keep them down, so that the last one repeats; `let_go` ends it."""
        for key in keys:
            self._xdotool("keydown", key)

    def let_go(self, *keys: str) -> None:
        """Let keys go that are held."""
        for key in keys:
            self._xdotool("keyup", key)

    def click(self, x: int, y: int, window: str | None = None) -> None:
        """Click with the left button at a place in pixels, in `window` or else on the screen."""
        target = ["--window", window] if window else []
        self._xdotool("mousemove", "--sync", *target, str(x), str(y), "click", "1")

    def picture(self, file: Path) -> Path:
        """Save what is on the screen as a PNG file (with ImageMagick's `import`), and return the file."""
        self._run(["import", "-window", "root", str(file)])
        return file

    def _lay_out_keyboard(self) -> None:
        keys = zip(range(13, 25), self._letters, strict=False)
        symbols = " ".join(f"key <FK{key}> {{ [ {_symbols(letter)} ] }};" for key, letter in keys)
        keymap = _KEYBOARD.format(keys=symbols).encode()
        command = ["xkbcomp", "-w", "0", "-", self.display]
        subprocess.run(command, env=self.environment, input=keymap, capture_output=True, check=True, timeout=10)

    def _is_managed(self) -> bool:
        # A window manager that works has set this property on the root window (EWMH).
        done = subprocess.run(
            ["xdotool", "get_desktop"], env=self.environment, capture_output=True, check=False, timeout=10
        )
        return done.returncode == 0

    def _xdotool(self, *arguments: str, timeout: float = 30) -> str:
        return self._run(["xdotool", *arguments], timeout=timeout)

    def _run(self, command: list[str], timeout: float = 30) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, check=True, timeout=timeout)
        return done.stdout.decode()


def _symbols(letter: str) -> str:
    capital = letter.upper() if len(letter.upper()) == 1 else letter
    return f"U{ord(letter):04X}, U{ord(capital):04X}"


def _start_server(width: int, height: int) -> tuple["subprocess.Popen[bytes]", str]:
    """Start Xvfb on a free display; it tells the display's number through a pipe once it takes connections."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    # Else the server forgets its keyboard whenever the last program leaves.
    command.append("-noreset")
    server = start(command, with_path({}), pass_fds=(writing,))
    os.close(writing)
    # Up to the newline: closing the pipe before it has been written kills the server.
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    if not number:
        stop(server)
        raise RuntimeError("Xvfb did not start")
    return server, number
