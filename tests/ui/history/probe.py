"""What an operator sees of the history panel, and does to it."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.history.panel import HistoryPanel

_Widget = TypeVar("_Widget", bound=QWidget)
STATE, SUMMARY, KEY, SOURCE, PRIORITY, RAISED, LAST = range(7)


class Probe:
    """A shown panel."""

    def __init__(self, panel: HistoryPanel, bot: QtBot) -> None:
        self.panel = panel
        self._bot = bot

    @property
    def table(self) -> QTableView:
        return self._first(QTableView)

    def cell(self, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        return str(self.table.model().index(row, column).data(role))

    def column(self, column: int) -> list[str]:
        return [self.cell(row, column) for row in range(self.table.model().rowCount())]

    def chosen_rows(self) -> list[int]:
        return [index.row() for index in self.table.selectionModel().selectedRows()]

    def buttons(self, name: str) -> list[QAbstractButton]:
        found = self.panel.findChildren(QAbstractButton)
        return [b for b in found if name in {b.text(), b.accessibleName()} and not b.isHidden()]

    def button(self, name: str) -> QAbstractButton:
        (button,) = self.buttons(name)
        return button

    def filter(self, name: str) -> QAbstractButton:
        return next(b for b in self.panel.findChildren(QAbstractButton) if b.text().split(" ")[0] == name)

    @property
    def search(self) -> QLineEdit:
        return self._first(QLineEdit)

    @property
    def typing(self) -> QPlainTextEdit:
        return self._first(QPlainTextEdit)

    @property
    def events(self) -> QListWidget:
        return self._first(QListWidget)

    @property
    def details(self) -> str:
        return self._first(QTextEdit).toPlainText()

    @property
    def labels(self) -> str:
        """What the labels that are not hidden say."""
        return "\n".join(label.text() for label in self.panel.findChildren(QLabel) if not label.isHidden())

    def until(self, condition: Callable[[], bool]) -> None:
        self._bot.waitUntil(condition, timeout=10_000)

    def wait_rows(self, number: int) -> None:
        self.until(lambda: self.table.model().rowCount() == number)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.table, key, modifier)

    def choose(self, row: int) -> None:
        """Choose a row and wait until its events are read."""
        summary = self.cell(row, 1)
        self.table.setFocus()
        self.table.selectRow(row)
        self.until(lambda: self.button("Use again").toolTip() != "This alert is being read.")
        assert summary == self.cell(self.chosen_rows()[0], 1)

    def at_row(self, row: int, *, of: int = 1) -> "Probe":
        """The same, when `of` rows are shown and one is chosen."""
        self.wait_rows(of)
        self.choose(row)
        return self

    def _first(self, kind: type[_Widget]) -> _Widget:
        return self.panel.findChildren(kind)[0]


OpenPanel = Callable[..., Probe]
