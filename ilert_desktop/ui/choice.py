"""A drop-down list that a passing mouse wheel does not change."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class Choice(QComboBox):
    """A list of `(text, value)` to choose one from.

    The wheel works on it only while it has the focus: scrolling a form past it must not change a priority. The
    values are kept here, because Qt would give a `StrEnum` back as a plain text.
    """

    def __init__(self, entries: Sequence[tuple[str, object]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[object] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for text, value in entries:
            self.add_entry(text, value)

    def add_entry(self, text: str, value: object, picture: QIcon | None = None) -> None:
        """Put another entry at the end."""
        self._values.append(value)
        self.addItem(picture if picture is not None else QIcon(), text)

    def remove_entries(self) -> None:
        """Empty the list."""
        self._values.clear()
        self.clear()

    def value(self) -> object:
        """The chosen value, None in an empty list."""
        index = self.currentIndex()
        return self._values[index] if index >= 0 else None

    def value_at(self, index: int) -> object:
        """The value of an entry."""
        return self._values[index]

    def set_value(self, value: object) -> None:
        """Choose `value`, or the first entry when it is not in the list."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page unless the list has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
