"""One event in full as text that can be read, selected and copied."""

from typing import Final

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QBrush, QFont, QFontDatabase, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.history.event_words import EventWords, sent_json
from ilert_desktop.ui.history.request import EventRecord
from ilert_desktop.ui.history.tones import tone_colour

# Laying out much more takes noticeable time; the copy button gives everything.
_SHOWN_CHARACTERS: Final = 20_000


class EventText(QTextEdit):
    """Shows what is known of one event. Texts of operators and servers are inserted as plain text, never as HTML."""

    def __init__(self, words: EventWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._shown: tuple[EventRecord, str] | None = None
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(self.tr("Event"))
        self.setMinimumHeight(48)

    def set_record(self, record: EventRecord | None, key_field: str = "") -> None:
        """Show an event (None: nothing); the same one again keeps its scroll position."""
        if record is None:
            self._shown = None
            self.clear()
            return
        if self._shown == (record, key_field):
            return
        same_event = self._shown is not None and self._shown[0].event.id == record.event.id
        position = self.verticalScrollBar().value() if same_event else 0
        self._shown = (record, key_field)
        self._write()
        self.verticalScrollBar().setValue(position)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown is not None:
            self._write()

    @Slot()
    def _write(self) -> None:
        if self._shown is None:
            return
        record, key_field = self._shown
        self.clear()
        cursor = self.textCursor()
        state = self._words.state(record.event)
        title = self._format(bold=True)
        title.setForeground(QBrush(tone_colour(state.tone, self.palette())))
        cursor.insertText(f"{record.event.event_type} · {state.words}\n", title)
        self._write_fields(cursor, record)
        self._write_attempts(cursor, record)
        cursor.insertText(self._words.sending(record) + "\n", self._format(quiet=True))
        cursor.insertText(self._shortened(sent_json(record.event, key_field)), self._format(fixed=True))

    def _write_fields(self, cursor: QTextCursor, record: EventRecord) -> None:
        for name, value in self._words.fields(record):
            cursor.insertText(f"{name}: ", self._format(quiet=True))
            cursor.insertText(self._shortened(value) + "\n", self._format())

    def _write_attempts(self, cursor: QTextCursor, record: EventRecord) -> None:
        for number, attempt in enumerate(record.attempts, start=1):
            cursor.insertText(f"{number}. ", self._format(quiet=True))
            cursor.insertText(self._words.attempt(attempt) + "\n", self._format())

    def _format(self, *, bold: bool = False, quiet: bool = False, fixed: bool = False) -> QTextCharFormat:
        made = QTextCharFormat()
        if fixed:
            made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        if bold:
            made.setFontWeight(QFont.Weight.Bold)
        if quiet:
            made.setForeground(QBrush(hint_colour(self.palette())))
        return made

    def _shortened(self, text: str) -> str:
        # A NUL would end the text in some of Qt's ways of handing it on.
        text = text.replace("\0", "␀")
        if len(text) <= _SHOWN_CHARACTERS:
            return text
        more = self.tr("… and {0} more characters").format(self.locale().toString(len(text) - _SHOWN_CHARACTERS))
        return f"{text[:_SHOWN_CHARACTERS]}\n{more}"
