"""The program under test as a process of its own: started, typed into, read, ended or killed."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ilert_desktop.practice.configuration import DEFAULT
from tests.e2e.desktop import Desktop
from tests.rig.accessibility import AccessibleProgram, Node
from tests.rig.practice import PracticeClient
from tests.rig.processes import kill, start, stop
from tests.rig.waiting import wait_until

TITLE = "^ilert Desktop$"
PATIENCE = 30.0  # seconds; a limit against hanging, no expectation of speed


class Program:
    """One run of the window on `home`; everything is done by keyboard and read through accessibility.

    `output` is the file that gets all it prints.
    """

    def __init__(self, desktop: Desktop, home: Path, output: Path) -> None:
        self.screen = desktop.screen
        environment = desktop.screen.environment | {"ILERT_DESKTOP_HOME": str(home)}
        self.output = output
        with output.open("ab") as printed:
            self.process = start([sys.executable, "-m", "ilert_desktop"], environment, stdout=printed, stderr=printed)
        self._practice: PracticeClient | None = None
        try:
            self.window = wait_until(self._find_window, timeout=PATIENCE, what="the window")
            self.screen.activate(self.window)
            self.tree = AccessibleProgram(desktop.accessibility, self.process.pid)
        except BaseException:
            stop(self.process)
            raise
        self._somewhere()

    def stop(self) -> None:
        """End it whatever it does, and forget it."""
        stop(self.process)
        self._hang_up()

    def kill(self) -> None:
        """End it as a crash would."""
        kill(self.process)
        self._hang_up()

    def quit(self) -> None:
        """Close the window with Ctrl+Q; nothing may be asked."""
        self.screen.press("ctrl+q")
        self.wait_for_exit()

    def wait_for_exit(self) -> None:
        """Wait until it has ended by itself and well."""
        assert self.process.wait(timeout=PATIENCE) == 0
        self._hang_up()

    @property
    def practice(self) -> PracticeClient:
        """The practice inside the program, at the address that the bottom line shows."""
        if self._practice is None:
            prefix = "Practice at "
            found = self.wait_for_name(lambda name: name.startswith(prefix), "practice's address")
            self._practice = PracticeClient(f"http://{found.removeprefix(prefix)}", DEFAULT.sources[0].key)
        return self._practice

    def focused_name(self) -> str:
        """The name of what has the keyboard."""
        node = self.tree.focused()
        return node.name if node is not None else ""

    def go_to(self, name: str, *, backwards: bool = False) -> Node:
        """Press Tab until something called `name` has the keyboard."""
        key = "shift+Tab" if backwards else "Tab"
        first = here = self._somewhere()
        passed: list[str] = []
        while here.name != name:
            passed.append(here.name)
            self.screen.press(key)
            here = self._elsewhere(here)
            assert here.path != first.path, f"Tab never comes to {name!r}, but to {passed}"
        return here

    def fill(self, name: str, text: str) -> None:
        """Go to a field with Tab and type into it."""
        self.go_to(name)
        self.screen.type_text(text)

    def choose(self, letters: str, shown: str) -> None:
        """Type the first letters of an entry of the list that has the keyboard, until it shows `shown`."""
        self.screen.type_text(letters)
        wait_until(lambda: self.focused_name() == shown, timeout=PATIENCE, what=f"the choice {shown!r}")

    def press_until_named(self, key: str, name: str) -> None:
        """Press a key, and wait until what has the keyboard is called `name`."""
        self.screen.press(key)
        wait_until(lambda: self.focused_name() == name, timeout=PATIENCE, what=f"the keyboard at {name!r}")

    def preview(self, holding: str) -> str:
        """The text of the preview, once it holds `holding`."""
        return self.wait_for_preview(lambda text: holding in text, f"the preview with {holding!r}")

    def wait_for_preview(self, fits: Callable[[str], bool], what: str) -> str:
        """Wait until the text of the preview fits, and return it."""
        node = self.tree.find("JSON preview", "text")
        assert node is not None

        def read() -> str:
            text = self.tree.text(node)
            return text if fits(text) else ""

        return wait_until(read, timeout=PATIENCE, what=what)

    def wait_for_name(self, fits: Callable[[str], bool], what: str) -> str:
        """Wait for something shown whose name fits, and return its name."""
        return wait_until(
            lambda: next((node.name for node in self.tree.shown() if fits(node.name)), ""), timeout=PATIENCE, what=what
        )

    def wait_for_row(self, *cells: str) -> list[str]:
        """Wait until the history shows one row, and every one of `cells` is in it; return the row."""

        def row() -> list[str]:
            # Newer versions of AT-SPI call it "cell", older ones "table cell".
            names = self.tree.names("cell") or self.tree.names("table cell")
            return names if set(cells) <= set(names) else []

        return wait_until(row, timeout=PATIENCE, what=f"the history with {cells}")

    def raise_alert(self, summary: str) -> None:
        """Type a summary and send it; the keyboard has to be in the summary."""
        assert self.focused_name() == "Summary"
        self.type_shown(summary)
        self.screen.press("ctrl+Return")

    def type_shown(self, text: str) -> None:
        """Type, and wait until the preview shows it, as who presses Send has read what is sent.

        Qt hands letters on when the accessibility bus has answered, and a shortcut at once: on a busy computer it would
        overtake the last letters.
        """
        self.screen.type_text(text)
        self.preview(holding=text)

    def printed(self) -> bytes:
        """All that it has printed."""
        return self.output.read_bytes()

    def _find_window(self) -> str:
        assert self.process.poll() is None, f"it ended at once: {self.printed().decode()}"
        command = ["xdotool", "search", "--onlyvisible", "--name", TITLE]
        done = subprocess.run(
            command, env=self.screen.environment, capture_output=True, check=False, timeout=PATIENCE, text=True
        )
        return done.stdout.split()[0] if done.returncode == 0 else ""

    def _somewhere(self) -> Node:
        return self._wait_for_focus(lambda _: True, "the keyboard in the window")

    def _elsewhere(self, before: Node) -> Node:
        return self._wait_for_focus(lambda here: here.path != before.path, f"the keyboard away from {before.name!r}")

    def _wait_for_focus(self, fits: Callable[[Node], bool], what: str) -> Node:
        def found() -> list[Node]:
            here = self.tree.focused()
            return [here] if here is not None and fits(here) else []

        return wait_until(found, timeout=PATIENCE, what=what)[0]

    def _hang_up(self) -> None:
        self.tree.close()
        if self._practice is not None:
            self._practice.http.close()
            self._practice = None


def digits_kept(text: str) -> Any:
    """Parse JSON with every number as it is written, because `1.0` and `1.00` are different requests."""
    return json.loads(text, parse_int=str, parse_float=str)


def clipboard(desktop: Desktop) -> str:
    """The text on the desktop's clipboard, read by another program."""
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication; "
        "app = QGuiApplication([]); sys.stdout.buffer.write(app.clipboard().text().encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=desktop.screen.environment, capture_output=True, check=True, timeout=PATIENCE
    )
    return done.stdout.decode()
