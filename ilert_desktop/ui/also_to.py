"""The choice of further sources for one event: a button that shows them, and a menu to check several in."""

from collections.abc import Sequence
from html import escape
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ilert_desktop.sources.source import Source

_LONGEST: Final = 16


class _StayingMenu(QMenu):
    """Stays open when an entry is checked by the mouse or by Space, so that several can be; Enter checks and closes."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Check what is under the mouse."""
        action = self.actionAt(event.position().toPoint())
        if not _toggled(action):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Check the entry that has the keyboard."""
        if event.key() != Qt.Key.Key_Space or not _toggled(self.activeAction()):
            super().keyPressEvent(event)


class AlsoTo(QPushButton):
    """Hidden while there is no other source.

    Signals:
        chosen: the ids of all further sources, a tuple in their order.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menu = _StayingMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        self._entries: list[tuple[QAction, Source]] = []
        self._none = QAction()
        self.setAccessibleName(self.tr("Also to"))
        self.hide()

    def set_sources(self, others: Sequence[Source], also: Sequence[Source]) -> None:
        """Offer `others`, of which `also` are chosen."""
        known = [(source.id, source.name) for source in others]
        if known != [(source.id, source.name) for _, source in self._entries]:
            self._make_entries(others)
        chosen = {source.id for source in also}
        for action, source in self._entries:
            action.setChecked(source.id in chosen)
        self._none.setVisible(bool(also))
        self._show(also)
        self.setVisible(bool(others))

    def _make_entries(self, others: Sequence[Source]) -> None:
        self._menu.clear()
        self._entries = []
        for source in others:
            # No icon: some styles would show no check mark beside it.
            action = self._menu.addAction(source.name.replace("&", "&&"))
            action.setCheckable(True)
            action.triggered.connect(self._on_triggered)
            self._entries.append((action, source))
        self._menu.addSeparator()
        self._none = self._menu.addAction(self.tr("To none of them"))
        self._none.triggered.connect(self._on_none)

    def _show(self, also: Sequence[Source]) -> None:
        names = [source.name for source in also]
        if not names:
            text, tip = self.tr("Also to…"), self.tr("Send the same event to further sources at once")
        else:
            name = names[0] if len(names[0]) <= _LONGEST else f"{names[0][:_LONGEST]}…"
            text = f"+ {name}" if len(names) == 1 else self.tr("+ {count} more").format(count=len(names))
            tip = self.tr("Also goes to {names}").format(names=", ".join(names))
        self.setText(text.replace("&", "&&"))
        font = self.font()
        font.setBold(bool(names))
        self.setFont(font)
        self.setToolTip(f"<qt>{escape(tip)}</qt>")
        self.setAccessibleDescription(tip)

    @Slot()
    def _on_triggered(self) -> None:
        self.chosen.emit(tuple(source.id for action, source in self._entries if action.isChecked()))

    @Slot()
    def _on_none(self) -> None:
        self.chosen.emit(())


def _toggled(action: QAction | None) -> bool:
    if action is None or not action.isCheckable() or not action.isEnabled():
        return False
    action.trigger()
    return True
