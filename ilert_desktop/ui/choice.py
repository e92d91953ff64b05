"""A drop-down list that a passing mouse wheel does not change."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget

_GAP: Final = 4


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

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802 - Qt's name
        """End a text that there is no room for in an ellipsis; Qt would just cut it."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        picture = 0 if self.itemIcon(self.currentIndex()).isNull() else self.iconSize().width() + _GAP
        room = field.width() - picture - _GAP
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page unless the list has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
