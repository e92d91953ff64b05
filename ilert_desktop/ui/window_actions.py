"""The window's actions with their shortcuts, as one table; menus come from it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtGui import QAction, QKeySequence

from ilert_desktop.ui.icons import set_icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from ilert_desktop.ui.main_window import MainWindow


class ActionSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One action: its name in code, the title of its menu, its words, its keys, its icon, and what it calls."""

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    picture: str = ""
    call: Callable[[], object]


def make_actions(window: "MainWindow") -> dict[str, QAction]:
    """Make the window's actions and menus; a key that is held down triggers its action once."""
    menus: dict[str, QMenu] = {}
    made: dict[str, QAction] = {}
    for spec in _table(window):
        action = QAction(spec.text, window)
        if spec.picture:
            set_icon(action, spec.picture)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setAutoRepeat(False)
        action.triggered.connect(spec.call)
        if spec.menu not in menus:
            menus[spec.menu] = window.menuBar().addMenu(spec.menu)
        menus[spec.menu].addAction(action)
        made[spec.name] = action
    made["undo_clear"].setEnabled(False)
    window.clearing.undo_changed.connect(made["undo_clear"].setEnabled)
    return made


def _table(window: "MainWindow") -> list[ActionSpec]:
    event = window.tr("E&vent")
    return [
        ActionSpec(
            name="send",
            menu=event,
            text=window.tr("&Send"),
            keys=("Ctrl+Return", "Ctrl+Enter"),
            picture="send",
            call=window.send_desk.send,
        ),
        ActionSpec(
            name="clear",
            menu=event,
            text=window.tr("&New (clear the form)"),
            keys=("Ctrl+N",),
            picture="clear",
            call=window.clearing.clear,
        ),
        ActionSpec(
            name="undo_clear",
            menu=event,
            text=window.tr("&Bring the cleared form back"),
            keys=("Ctrl+Z",),
            call=window.clearing.undo,
        ),
        ActionSpec(
            name="sources",
            menu=event,
            text=window.tr("S&ources…"),
            keys=("Ctrl+,",),
            picture="sources",
            call=window.key_flow.open_sources,
        ),
        ActionSpec(name="quit", menu=event, text=window.tr("&Quit"), keys=("Ctrl+Q",), call=window.close),
    ]
