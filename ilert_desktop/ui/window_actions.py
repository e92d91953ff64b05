"""The window's actions with their shortcuts, as one table; menus come from it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from ilert_desktop.ui.clearing import Clearing
from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.pending import Pending
from ilert_desktop.ui.undo_bar import UNDO_KEYS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu


class ActionSpec(msgspec.Struct, frozen=True):
    """One action: its name in code, its words, its keys, its icon (empty for none), and what it calls."""

    name: str
    text: str
    keys: tuple[str, ...]
    picture: str
    call: Callable[[], object]


class WindowActions(QObject):
    """Makes the actions and the menu of `window`; `by_name` finds one. A key that is held down acts once."""

    def __init__(
        self,
        window: QMainWindow,
        send: Callable[[], object],
        clearing: Clearing,
        open_sources: Callable[[], object],
        pending: Pending,
    ) -> None:
        super().__init__(window)
        self.by_name: dict[str, QAction] = {}
        menu = window.menuBar().addMenu(self.tr("E&vent"))
        for spec in (
            ActionSpec("send", self.tr("&Send"), ("Ctrl+Return", "Ctrl+Enter"), "send", send),
            ActionSpec("undo_send", self.tr("&Undo what goes out next"), (UNDO_KEYS,), "", pending.undo.undo_newest),
            ActionSpec("send_now", self.tr("Don't &wait, send it now"), (), "", pending.undo.send_all_now),
            ActionSpec("clear", self.tr("&New (clear the form)"), ("Ctrl+N",), "clear", clearing.clear),
            ActionSpec("undo_clear", self.tr("&Bring the cleared form back"), ("Ctrl+Z",), "", clearing.undo),
            ActionSpec("sources", self.tr("S&ources…"), ("Ctrl+,",), "sources", open_sources),
            ActionSpec("quit", self.tr("&Quit"), ("Ctrl+Q",), "", window.close),
        ):
            self._add(window, menu, spec)
        self._enable_by("undo_clear", clearing.undo_changed)
        self._enable_by("undo_send", pending.undo_bar.waits_changed)
        self._enable_by("send_now", pending.undo_bar.waits_changed)

    def _enable_by(self, name: str, changed: SignalInstance) -> None:
        self.by_name[name].setEnabled(False)
        changed.connect(self.by_name[name].setEnabled)

    def _add(self, window: QMainWindow, menu: "QMenu", spec: ActionSpec) -> None:
        action = QAction(spec.text, window)
        if spec.picture:
            set_icon(action, spec.picture)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setAutoRepeat(False)
        action.triggered.connect(spec.call)
        menu.addAction(action)
        self.by_name[spec.name] = action
