"""The chosen alert in full: its events, one of them opened, and what can be asked for that one."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from ilert_desktop.ledger.records import LedgerEvent
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.elided_label import ElidedLabel
from ilert_desktop.ui.history.elsewhere_words import ElsewhereWords
from ilert_desktop.ui.history.event_list import EventList
from ilert_desktop.ui.history.event_text import EventText
from ilert_desktop.ui.history.event_wishes import EventWishes
from ilert_desktop.ui.history.event_words import EventWords, sent_json
from ilert_desktop.ui.history.request import Subject
from ilert_desktop.ui.history.text_button import TextButton
from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.tall_page import TallPage
from ilert_desktop.ui.tinted_text import TintedText

_USUAL_KEY_FIELD = "apiKey"
_LEAST_TEXT = 64


class DetailView(QWidget):
    """Shows a `Subject`; the newest event is opened until the operator opens another one.

    Args:
        confirm: the action that looks the alert up in ilert; it has its button here.

    Signals:
        retry_requested: the event (`LedgerEvent`) to be sent now.
        cancel_requested: an event's id: don't send it.
        edit_requested: the event (`LedgerEvent`) to be edited and sent again.
    """

    retry_requested = Signal(object)
    cancel_requested = Signal(int)
    edit_requested = Signal(object)

    def __init__(self, sources: SourceList, confirm: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sources = sources
        words = EventWords(self)
        self._subject: Subject | None = None
        self._title = ElidedLabel(self)
        self._list = EventList(words, self)
        self._elsewhere_words = ElsewhereWords(self)
        self._elsewhere = TintedText(hint_colour, parent=self)
        self._wishes = EventWishes(words, self)
        self._text = EventText(words, self)
        self._copy = QToolButton(self)
        self._confirm = TextButton(parent=self)
        self._confirm.setDefaultAction(confirm)
        self._set_up_buttons()
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._make_hint())
        self._pages.addWidget(self._make_page())
        self._list.record_chosen.connect(self._on_record_chosen)
        self._copy.clicked.connect(self._on_copy)
        self._wishes.retry_requested.connect(self.retry_requested)
        self._wishes.cancel_requested.connect(self.cancel_requested)
        self._wishes.edit_requested.connect(self.edit_requested)

    def set_subject(self, subject: Subject | None) -> None:
        """Show an alert's events, or (None) a hint."""
        self._pages.setCurrentIndex(1 if subject else 0)
        before, self._subject = self._subject, subject
        if subject is None:
            self._list.set_records(())
            return
        if before is None or subject.alert.id != before.alert.id:
            self._list.set_records(())
        title = " ".join(subject.alert.summary[:200].split()) or subject.alert.alert_key
        self._title.set_text(title)
        self._list.set_records(subject.records)
        self._elsewhere.set_message(self._elsewhere_words.lines(subject.elsewhere))

    def _set_up_buttons(self) -> None:
        set_icon(self._copy, "copy")
        self._copy.setText(self.tr("Copy JSON"))
        self._copy.setAccessibleName(self._copy.text())
        self._copy.setToolTip(self.tr("Copy the opened event as JSON, with its key masked"))
        self._copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name_confirm()
        self._confirm.defaultAction().changed.connect(self._name_confirm)

    @Slot()
    def _name_confirm(self) -> None:
        self._confirm.setAccessibleName(self._confirm.defaultAction().text())

    def _make_hint(self) -> QWidget:
        page = QWidget(self)
        hint = TintedText(hint_colour, self.tr("Choose an alert to see what became of its events."), page)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.addWidget(hint)
        return page

    def _make_page(self) -> QWidget:
        page = QWidget(self)
        bold = self._title.font()
        bold.setBold(True)
        self._title.setFont(bold)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._title, 1)
        row.addWidget(self._copy)
        row.addWidget(self._confirm)
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._list)
        column.addWidget(self._elsewhere)
        column.addWidget(self._wishes)
        column.addWidget(self._text, 1)
        self._text.setMinimumHeight(_LEAST_TEXT)
        # In a low window the question and its buttons scroll instead of being cut.
        return TallPage(page, self)

    def _key_field(self, event: LedgerEvent) -> str:
        source = self._sources.get(event.source_id)
        return source.key_field if source else _USUAL_KEY_FIELD

    @Slot()
    def _on_record_chosen(self) -> None:
        record = self._list.value()
        self._wishes.set_event(record.event if record else None, self._subject)
        self._text.set_record(record, self._key_field(record.event) if record else "")

    @Slot()
    def _on_copy(self) -> None:
        record = self._list.value()
        if record is not None:
            QGuiApplication.clipboard().setText(sent_json(record.event, self._key_field(record.event)))
