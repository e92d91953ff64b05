"""What the operator can ask for one event: send it now, don't send it, edit it and send it again."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ilert_desktop.ledger.records import EventState, LedgerEvent
from ilert_desktop.ledger.writing import now_ms
from ilert_desktop.ui.colours import notice_colour
from ilert_desktop.ui.history.event_words import EventWords
from ilert_desktop.ui.history.request import Subject
from ilert_desktop.ui.history.rules import Wish, wishes_for
from ilert_desktop.ui.history.text_button import TextButton
from ilert_desktop.ui.history.waiting_words import WaitingWords
from ilert_desktop.ui.tinted_text import TintedText


class EventWishes(QWidget):
    """The question that a held event asks, or what an event waits for, and a button for each answer.

    Hidden when there is nothing to ask for. What it says of a wait counts down.

    Signals:
        retry_requested: the event (`LedgerEvent`) to be sent now.
        cancel_requested: an event's id: don't send it.
        edit_requested: the event (`LedgerEvent`) to be edited and sent again.
    """

    retry_requested = Signal(object)
    cancel_requested = Signal(int)
    edit_requested = Signal(object)

    def __init__(self, words: EventWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._waiting = WaitingWords(self)
        self._event: LedgerEvent | None = None
        self._subject: Subject | None = None
        # Runs only while an event that waits is opened.
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._say)
        self._question = TintedText(notice_colour, parent=self)
        self._buttons = {
            Wish.SEND_NOW: TextButton("retry", self),
            Wish.DROP: TextButton("cancel", self),
            Wish.EDIT: TextButton("edit", self),
        }
        self._lay_out()
        self._buttons[Wish.SEND_NOW].clicked.connect(self._on_send_now)
        self._buttons[Wish.DROP].clicked.connect(self._on_drop)
        self._buttons[Wish.EDIT].clicked.connect(self._on_edit)
        self.set_event(None, None)

    def set_event(self, event: LedgerEvent | None, subject: Subject | None) -> None:
        """Offer what can be asked for this event of an alert; pressed buttons are enabled again."""
        self._event, self._subject = event, subject
        wishes = wishes_for(event) if event else frozenset()
        self._say()
        for wish, button in self._buttons.items():
            button.setVisible(wish in wishes)
            button.setEnabled(True)
            if event is not None:
                button.set_words(self._name(wish, event), self._tip(wish))
        self.setVisible(bool(wishes))

    @Slot()
    def _say(self) -> None:
        event, subject = self._event, self._subject
        waits = event is not None and event.state in {EventState.WAITING, EventState.QUEUED}
        if event is None or subject is None:
            words = ""
        else:
            words = self._waiting.of(event, subject, now_ms()) if waits else self._words.question(event)
        if words != self._question.text():
            self._question.set_message(words)
        if waits and not self._timer.isActive():
            self._timer.start()
        elif not waits:
            self._timer.stop()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._question)
        column.addLayout(row)

    def _name(self, wish: Wish, event: LedgerEvent) -> str:
        held = event.state is EventState.HELD
        match wish:
            case Wish.SEND_NOW if event.state is EventState.WAITING:
                return self.tr("Retry now")
            case Wish.SEND_NOW:
                return self.tr("Send it now")
            case Wish.DROP:
                return self.tr("Don't send") if held else self.tr("Cancel")
            case Wish.EDIT:
                return self.tr("Edit and send again")

    def _tip(self, wish: Wish) -> str:
        return {
            Wish.SEND_NOW: self.tr("Send this event without waiting any longer"),
            Wish.DROP: self.tr("Take this event out of the outbox; it stays in the history"),
            Wish.EDIT: self.tr("Fill the composer with this event"),
        }[wish]

    @Slot()
    def _on_send_now(self) -> None:
        if self._event is not None:
            self._buttons[Wish.SEND_NOW].setEnabled(False)
            self.retry_requested.emit(self._event)

    @Slot()
    def _on_drop(self) -> None:
        if self._event is not None:
            self._buttons[Wish.DROP].setEnabled(False)
            self.cancel_requested.emit(self._event.id)

    @Slot()
    def _on_edit(self) -> None:
        if self._event is not None:
            self.edit_requested.emit(self._event)
