"""A line in which the operator types what goes with an event: a comment, or a summary other than the alert's."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ilert_desktop.event import EventType
from ilert_desktop.ui.colours import problem_colour
from ilert_desktop.ui.exact_text import document_text
from ilert_desktop.ui.history.request import Subject
from ilert_desktop.ui.history.text_button import TextButton
from ilert_desktop.ui.tinted_text import TintedText
from ilert_desktop.unicode_text import text_fault

_LINES = {EventType.COMMENT: 2}


class _TypingField(QPlainTextEdit):
    """Enter sends, Escape cancels, Shift+Enter starts a new line where there may be one.

    Signals:
        entered: Enter was pressed.
        cancelled: Escape was pressed.
    """

    entered = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one_line = False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_lines(self, lines: int) -> None:
        """Be this many lines high; one line takes no line breaks."""
        self._one_line = lines == 1
        margins = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margins)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Send, cancel, or type."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if shift and not self._one_line:
                # Left alone, Qt would put in a line separator (U+2028), which is no line break in Markdown.
                self.textCursor().insertBlock()
                self.ensureCursorVisible()
            elif not shift and not event.isAutoRepeat():
                self.entered.emit()
            return
        super().keyPressEvent(event)


class InlineBar(QWidget):
    """Hidden until `ask()`; it stays with the alert it was opened for, whatever is chosen meanwhile.

    Signals:
        entered: `(subject, event_type, text)`: what was typed is to be sent; an empty summary means the alert's.
        closed: the bar is hidden again.
    """

    entered = Signal(object, object, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self._event_type = EventType.COMMENT
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._field = _TypingField(self)
        self._problem = TintedText(problem_colour, parent=self)
        self._send = TextButton("check", self)
        self._send.set_words(self.tr("Send"), self.tr("Send it (Enter)"))
        self._cancel = TextButton("cancel", self)
        self._cancel.set_words(self.tr("Cancel"), self.tr("Send nothing (Escape)"))
        self._lay_out()
        self._field.textChanged.connect(self._on_text_changed)
        self._field.entered.connect(self._on_entered)
        self._field.cancelled.connect(self.close_bar)
        self._send.clicked.connect(self._on_entered)
        self._cancel.clicked.connect(self.close_bar)
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._field, 1)
        row.addWidget(self._send, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addLayout(row)
        column.addWidget(self._problem)

    @Slot(object, object)
    def ask(self, subject: Subject, event_type: EventType) -> None:
        """Open the bar for an event; what was typed for the same one before is still there."""
        same = self.isVisible() and self._event_type is event_type and self._alert_id() == subject.alert.id
        self._subject, self._event_type = subject, event_type
        name = " ".join(subject.alert.summary[:80].split()) or subject.alert.alert_key
        self._title.setText(self._heading().format(name))
        self._field.setAccessibleName(self._title.text())
        self._field.setPlaceholderText(self._placeholder(subject))
        self._field.set_lines(_LINES.get(event_type, 1))
        if not same:
            self._field.clear()
        self._on_text_changed()
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def close_bar(self) -> None:
        """Hide the bar and forget what was typed."""
        self._subject = None
        self._field.clear()
        self.hide()
        self.closed.emit()

    def _alert_id(self) -> int | None:
        return self._subject.alert.id if self._subject else None

    def _heading(self) -> str:
        return {
            EventType.ACCEPT: self.tr("Accept “{0}” with the summary:"),
            EventType.RESOLVE: self.tr("Resolve “{0}” with the summary:"),
        }.get(self._event_type, self.tr("Comment on “{0}”:"))

    def _placeholder(self, subject: Subject) -> str:
        if self._event_type is EventType.COMMENT:
            return self.tr("Markdown. Enter sends, Shift+Enter starts a new line, Escape cancels.")
        return " ".join(subject.alert.summary[:200].split())

    @Slot()
    def _on_text_changed(self) -> None:
        text = document_text(self._field.document())
        fault = text_fault(text)
        self._problem.set_message(fault or "")
        self._field.setAccessibleDescription(fault or "")
        self._send.setEnabled(not fault and (self._event_type is not EventType.COMMENT or bool(text.strip())))

    @Slot()
    def _on_entered(self) -> None:
        if self._subject is None or not self._send.isEnabled():
            return
        subject, event_type = self._subject, self._event_type
        text = document_text(self._field.document()).strip()
        self.close_bar()
        self.entered.emit(subject, event_type, text)
