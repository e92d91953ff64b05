"""The virtual screen: a program shows its window there, and hears what is typed and clicked."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rig.processes import start, stop
from tests.rig.screen import Screen

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication(sys.argv)
line = QLineEdit()
line.setWindowTitle("Rig test window")
line.resize(400, 100)
line.returnPressed.connect(lambda: (print(line.text(), flush=True), app.quit()))
line.show()
app.exec()
"""


TEXT = "Grüße & Äpfel, Zürich: 100 % {x} Ж漢😀 € ~^`"


def test_what_is_typed_arrives_letter_for_letter(screen: Screen, tmp_path: Path) -> None:
    program = start([sys.executable, "-c", PROGRAM], screen.environment, stdout=subprocess.PIPE)
    try:
        window = screen.window("Rig test window")
        screen.activate(window)
        screen.click(200, 50, window)
        screen.type_text(TEXT)
        picture = screen.picture(tmp_path / "screen.png")
        screen.press("Return")
        assert program.stdout is not None
        assert program.stdout.readline().decode() == TEXT + "\n"
        assert program.wait(timeout=30) == 0
    finally:
        stop(program)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_what_the_keyboard_lacks_is_refused_and_not_dropped(screen: Screen) -> None:
    with pytest.raises(ValueError, match="can't type"):
        screen.type_text("Ω")


def test_two_screens_at_once_do_not_meet(screen: Screen) -> None:
    other = Screen()
    try:
        assert other.display != screen.display
    finally:
        other.stop()
