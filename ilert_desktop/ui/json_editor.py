"""An editor for a JSON object as text: highlighted, growing with its content, a fault marked where it is."""

from typing import Final

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QToolButton, QVBoxLayout, QWidget

from ilert_desktop.custom_details import DetailsFault, object_fault
from ilert_desktop.ui.colours import problem_colour
from ilert_desktop.ui.field_problem import FieldProblem
from ilert_desktop.ui.json_highlighter import JsonHighlighter
from ilert_desktop.ui.text_area import TextArea

_FEWEST_LINES: Final = 4
_MOST_LINES: Final = 12
_INDENT: Final = 2


class _JsonField(TextArea):
    """The text field: monospace and highlighted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_FEWEST_LINES, _MOST_LINES, parent)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = JsonHighlighter(self.document())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._highlighter.set_palette(self.palette())


class JsonEditor(QWidget):
    """An editor for custom details.

    Signals:
        changed: the operator changed the text; `set_value` does not emit it.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_setting = False
        self._field = _JsonField(self)
        self._field.setAccessibleName(self.tr("Custom details, a JSON object"))
        self._field.setPlaceholderText('{ "host": "db-1", "free": 0.03 }')
        self._field.changed.connect(self._on_changed)
        self._problem = FieldProblem(self._field, self)
        self._format = QToolButton(self)
        self._format.setText(self.tr("Format"))
        self._format.setAccessibleName(self.tr("Format the custom details"))
        self._format.setToolTip(self.tr("Indent the JSON; numbers and texts stay exactly as they are written"))
        self._format.clicked.connect(self._on_format)
        self.setFocusProxy(self._field)
        beneath = QHBoxLayout()
        beneath.addWidget(self._problem, 1, Qt.AlignmentFlag.AlignTop)
        beneath.addStretch(0)
        beneath.addWidget(self._format, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self._field)
        lines.addLayout(beneath)

    def value(self) -> str:
        """The text exactly as it is in the field."""
        return self._field.value()

    def set_value(self, text: str) -> None:
        """Show another text, with nothing to undo."""
        self._is_setting = True
        self._field.set_value(text)
        self._is_setting = False

    def set_problem(self, fault: DetailsFault | None) -> None:
        """Show the fault beneath the text and mark its place, or neither for None."""
        self._problem.set_message(str(fault) if fault else "")
        self._field.setExtraSelections([self._mark_at(fault)] if fault and fault.line else [])

    @Slot()
    def _on_changed(self) -> None:
        if not self._is_setting:
            self.changed.emit()

    @Slot()
    def _on_format(self) -> None:
        text = self.value()
        if not text.strip():
            return
        fault = object_fault(text)
        self.set_problem(fault)
        if fault:
            self._field.setTextCursor(self._cursor_at(fault))
        else:
            self._replace(msgspec.json.format(text, indent=_INDENT))
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _replace(self, text: str) -> None:
        if text != self.value():
            # By a cursor and not by setPlainText, so that it can be undone.
            cursor = QTextCursor(self._field.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)

    def _cursor_at(self, fault: DetailsFault) -> QTextCursor:
        document = self._field.document()
        block = document.findBlockByNumber(min(fault.line, document.blockCount()) - 1)
        cursor = QTextCursor(block)
        before = block.text()[: fault.column - 1].encode("utf-16-le", "surrogatepass")
        cursor.setPosition(block.position() + min(len(before) // 2, block.length() - 1))
        return cursor

    def _mark_at(self, fault: DetailsFault) -> QTextEdit.ExtraSelection:
        cursor = self._cursor_at(fault)
        keep = QTextCursor.MoveMode.KeepAnchor
        moved = not cursor.atBlockEnd() and cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, keep)
        if not moved and not cursor.atBlockStart():
            cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter, keep)
        colour = problem_colour(self.palette())
        mark = QTextEdit.ExtraSelection()
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(colour)
        tint = colour
        tint.setAlpha(60)
        wave.setBackground(tint)
        mark.cursor = cursor
        mark.format = wave
        return mark
