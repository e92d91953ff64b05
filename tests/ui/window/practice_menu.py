"""The menu of practice in a window under test, and what is read of practice there."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from tests.ui.window.desk import Desk

DRILL = """
title = "Try & see"
description = "Raise one alert."
mark = true
minutes = 10

[[step]]
minute = 0
tell = "Now: raise it."

[[expect]]
do = "raise"
"""
IDLE = "Practice, nobody is paged"


def entries(menu: QMenu) -> dict[str, QAction]:
    """What a menu offers, by its words."""
    return {action.text().replace("&", ""): action for action in menu.actions() if not action.isSeparator()}


def practice_menu(desk: Desk) -> QMenu:
    found = next(action.menu() for action in desk.window.menuBar().actions() if action.text() == "Pr&actice")
    assert isinstance(found, QMenu)
    return found


def choose(desk: Desk, *path: str) -> None:
    """Choose an entry of the menu of practice, submenu by submenu."""
    menu = practice_menu(desk)
    menu.aboutToShow.emit()
    for name in path[:-1]:
        found = entries(menu)[name].menu()
        assert isinstance(found, QMenu)
        menu = found
    desk.until(lambda: path[-1] in entries(menu) and entries(menu)[path[-1]].isEnabled())
    entries(menu)[path[-1]].trigger()
    desk.settle()


def band(desk: Desk) -> str:
    return desk.window.band.text()


def start_drill(desk: Desk, text: str, tmp_path: Path) -> None:
    file = tmp_path / "drill.toml"
    file.write_text(text, encoding="utf-8")
    choose(desk, "Start a drill", "Open a drill file…")
    dialog = desk.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()


def submenu(desk: Desk, name: str) -> QMenu:
    found = entries(practice_menu(desk))[name].menu()
    assert isinstance(found, QMenu)
    return found
