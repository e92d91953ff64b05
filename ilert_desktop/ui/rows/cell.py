"""The cells of a row: a field of one line, or a small text of several lines."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ilert_desktop.ui.exact_text import ExactLineEdit
from ilert_desktop.ui.rows.column import Column
from ilert_desktop.ui.text_area import TextArea

_FEWEST_LINES: Final = 2
_MOST_LINES: Final = 6
_KEYS_OF_ROWS: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class LineCell(ExactLineEdit):
    """A cell of one line."""


class TextCell(TextArea):
    """A cell of several lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_FEWEST_LINES, _MOST_LINES, parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the keys that work on rows to the editor around the cell."""
        with_modifier = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if with_modifier and event.key() in _KEYS_OF_ROWS:
            event.ignore()
            return
        super().keyPressEvent(event)


Cell = LineCell | TextCell


def make_cell(column: Column, parent: QWidget) -> Cell:
    """A cell for a column, with its placeholder and hint."""
    cell = TextCell(parent) if column.multiline else LineCell(parent)
    cell.setPlaceholderText(column.placeholder)
    cell.setToolTip(column.hint)
    return cell
