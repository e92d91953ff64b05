"""An editor for a JSON object as text: highlighted, growing with its content, a fault marked where it is."""

from math import ceil
from typing import Final

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QFontMetricsF, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QTextEdit, QToolButton, QVBoxLayout, QWidget

from ilert_desktop.custom_details import DetailsFault, object_fault
from ilert_desktop.ui.colours import problem_colour
from ilert_desktop.ui.exact_text import document_text
from ilert_desktop.ui.field_problem import FieldProblem
from ilert_desktop.ui.json_highlighter import JsonHighlighter

_FEWEST_LINES: Final = 4
_MOST_LINES: Final = 12
# Without it Qt finds that the last line does not quite fit, and scrolls.
_SPARE: Final = 4
_INDENT: Final = 2


class _JsonField(QPlainTextEdit):
    """The text field: monospace, left by Tab, four to twelve lines high."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._highlighter = JsonHighlighter(self.document())
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._on_size_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keep U+2028, Qt's Shift+Return, out of the JSON, which does not know it; leave Ctrl+Return to the window."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._highlighter.set_palette(self.palette())
        elif event.type() == QEvent.Type.FontChange:
            self._on_size_changed()

    @Slot()
    def _on_size_changed(self) -> None:
        lines = max(_FEWEST_LINES, min(_MOST_LINES, int(self.document().size().height())))
        around = 2 * (self.frameWidth() + self.document().documentMargin())
        line = QFontMetricsF(self.font()).lineSpacing()
        self.setFixedHeight(ceil(lines * line + around) + _SPARE)


class JsonEditor(QWidget):
    """An editor for custom details.

    Signals:
        changed: the operator changed the text; `set_value` does not emit it.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self._is_setting = False
        self._field = _JsonField(self)
        self._field.setAccessibleName(self.tr("Custom details, a JSON object"))
        self._field.setPlaceholderText('{ "host": "db-1", "free": 0.03 }')
        self._field.textChanged.connect(self._on_text_changed)
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
        return self._value

    def set_value(self, text: str) -> None:
        """Show another text, with nothing to undo."""
        if text != self._value:
            self._is_setting = True
            self._field.setPlainText(text)
            self._is_setting = False

    def set_problem(self, fault: DetailsFault | None) -> None:
        """Show the fault beneath the text and mark its place, or neither for None."""
        self._problem.set_message(str(fault) if fault else "")
        self._field.setExtraSelections([self._mark_at(fault)] if fault and fault.line else [])

    @Slot()
    def _on_text_changed(self) -> None:
        # Colours and layout report a change of the text too.
        text = document_text(self._field.document())
        if text != self._value:
            self._value = text
            if not self._is_setting:
                self.changed.emit()

    @Slot()
    def _on_format(self) -> None:
        if not self._value.strip():
            return
        fault = object_fault(self._value)
        self.set_problem(fault)
        if fault:
            self._field.setTextCursor(self._cursor_at(fault))
        else:
            self._replace(msgspec.json.format(self._value, indent=_INDENT))
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _replace(self, text: str) -> None:
        if text != self._value:
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
