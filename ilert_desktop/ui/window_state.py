"""Remembers how the window was arranged, in an INI file beside the other settings."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter


class WindowState(QObject):
    """Window geometry, splitters, and what panels want to keep, each under a name."""

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = QSettings(str(file), QSettings.Format.IniFormat, self)

    def restore(self, window: QMainWindow, splitters: Mapping[str, QSplitter]) -> bool:
        """Arrange window and splitters as they were; False when nothing is remembered."""
        geometry = self.value("window")
        for name, splitter in splitters.items():
            splitter.restoreState(self.value(name))
        return not geometry.isEmpty() and window.restoreGeometry(geometry)

    def save(self, window: QMainWindow, splitters: Mapping[str, QSplitter]) -> None:
        """Remember how window and splitters are arranged."""
        self.set_value("window", window.saveGeometry())
        for name, splitter in splitters.items():
            self.set_value(name, splitter.saveState())

    def value(self, name: str) -> QByteArray:
        """What is remembered under `name`, empty when nothing is."""
        value = self._settings.value(name, QByteArray(), type=QByteArray)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_value(self, name: str, value: QByteArray) -> None:
        """Remember `value` under `name`."""
        self._settings.setValue(name, value)
