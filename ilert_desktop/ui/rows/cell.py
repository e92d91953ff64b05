"""The cells of a row: a field of one line, or a small text of several lines."""

from math import ceil
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ilert_desktop.ui.exact_text import ExactLineEdit, document_text
from ilert_desktop.ui.rows.column import Column

_FEWEST_LINES: Final = 2
_MOST_LINES: Final = 6
# Without it Qt finds that the last line does not quite fit, and scrolls.
_SPARE: Final = 4


class LineCell(ExactLineEdit):
    """A cell of one line."""


class TextCell(QPlainTextEdit):
    """A cell of several lines; Tab leaves it, and it grows with its text up to six lines.

    Signals:
        changed: the value is another one now, by typing or by `set_value`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._value = ""
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._on_size_changed()

    def value(self) -> str:
        """The text as it is in the cell."""
        return self._value

    def set_value(self, text: str) -> None:
        """Show another text."""
        if text != self._value:
            self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the keys that work on rows to the editor around the cell."""
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier) and (
            event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        ):
            event.ignore()
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_text_changed(self) -> None:
        # Highlighting and layout report a change of the text too.
        text = document_text(self.document())
        if text != self._value:
            self._value = text
            self.changed.emit()

    @Slot()
    def _on_size_changed(self) -> None:
        lines = max(_FEWEST_LINES, min(_MOST_LINES, int(self.document().size().height())))
        around = 2 * (self.frameWidth() + self.document().documentMargin())
        line = QFontMetricsF(self.font()).lineSpacing()
        self.setFixedHeight(ceil(lines * line + around) + _SPARE)


Cell = LineCell | TextCell


def make_cell(column: Column, parent: QWidget) -> Cell:
    """A cell for a column, with its placeholder and hint."""
    cell = TextCell(parent) if column.multiline else LineCell(parent)
    cell.setPlaceholderText(column.placeholder)
    cell.setToolTip(column.hint)
    return cell
