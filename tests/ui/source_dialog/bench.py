"""The sources dialog with everything around it, and short names for what a person does in it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListWidget, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ilert_desktop.delivery.connection_check import ConnectionChecker
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.source_dialog import SourceDialog
from ilert_desktop.ui.tasks import Tasks

KEY = "il1-secret-key-0815"
_Widget = TypeVar("_Widget", bound=QWidget)


class GatedFiles(ThreadPoolExecutor):
    """The one thread of the files; it does nothing while `gate` is closed."""

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self.gate = threading.Event()
        self.gate.set()

    def hold(self) -> None:
        """Close the gate for everything that is handed in from now on."""
        self.gate.clear()
        self.submit(self.gate.wait)


class Bench:
    """A dialog over the real list and the keys it is given; one source is in the list besides practice."""

    def __init__(self, qtbot: QtBot, folder: Path, keys: Keys) -> None:
        self.qtbot = qtbot
        self.keys = keys
        self.path = folder / "sources.json"
        self.sources = SourceList(self.path)
        self.sources.load()
        self.production = Source(name="Production", colour="#c62828")
        self.sources.add(self.production)
        self.tasks = Tasks()
        self.files = GatedFiles()
        self.practice = Practice()
        self.checker = ConnectionChecker(self.practice)
        self.dialog = SourceDialog(self.sources, keys, self.files, self.tasks, self.checker)
        qtbot.addWidget(self.dialog)

    def put_away(self) -> None:
        self.tasks.close()
        self.keys.close()
        self.files.gate.set()
        self.files.shutdown()
        self.practice.stop()

    def open(self, source_id: str | None = None) -> SourceDialog:
        self.dialog.show_source(source_id or self.production.id)
        self.dialog.open()
        self.dialog.activateWindow()
        self.qtbot.waitUntil(self.dialog.isActiveWindow)
        return self.dialog

    def field(self, name: str, kind: type[_Widget]) -> _Widget:
        return next(widget for widget in self.dialog.findChildren(kind) if widget.accessibleName() == name)

    def type_into(self, name: str, text: str) -> None:
        field = self.field(name, QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        QTest.keyClicks(field, text)

    def press(self, text: str, root: QWidget | None = None) -> None:
        self.qtbot.waitUntil(lambda: bool(self.shown_buttons(text, root)))
        QTest.mouseClick(self.shown_buttons(text, root)[0], Qt.MouseButton.LeftButton)

    def save(self) -> None:
        """Press Save, and wait until the list is written."""
        with self.qtbot.waitSignal(self.dialog.sources_changed):
            self.press("Save")

    def shown_buttons(self, text: str, root: QWidget | None = None) -> list[QAbstractButton]:
        buttons = (root or self.dialog).findChildren(QAbstractButton)
        return [b for b in buttons if text in {b.text().replace("&", ""), b.accessibleName()} and b.isVisible()]

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.dialog.findChildren(QPushButton) if b.text().replace("&", "") == text)

    def words(self) -> str:
        """Everything that can be read in the dialog, invisible widgets included, tooltips and names too."""
        found = []
        for widget in self.dialog.findChildren(QWidget):
            found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
            if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
                found.append(widget.text())
        return "\n".join(found)

    def shown_words(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())

    def wait_for(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.shown_words())

    def notice(self) -> str:
        return self._only(NoticeBar).text()

    @property
    def sources_list(self) -> QListWidget:
        return self._only(QListWidget)

    def rows(self) -> list[str]:
        return [self.sources_list.item(place).text() for place in range(self.sources_list.count())]

    def go_to(self, place: int) -> None:
        self.sources_list.setCurrentRow(place)

    def question(self) -> str:
        return self.dialog.findChildren(QMessageBox)[-1].informativeText()

    def answer(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: bool(self.dialog.findChildren(QMessageBox)))
        self.press(text, self.dialog.findChildren(QMessageBox)[-1])

    def _only(self, kind: type[_Widget]) -> _Widget:
        (widget,) = self.dialog.findChildren(kind)
        return widget
