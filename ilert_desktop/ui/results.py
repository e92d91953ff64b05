"""Tells the operator what became of events: in the bottom line, and in a notice where an answer is needed."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.delivery.faults import DeliveryFault
from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.history_flow import Answer, Answered
from ilert_desktop.ui.key_flow import KeyFlow
from ilert_desktop.ui.ledger_signals import AttemptEnded
from ilert_desktop.ui.outbox_line import OutboxLine
from ilert_desktop.ui.result_words import ResultWords

if TYPE_CHECKING:
    from collections.abc import Callable

# The one refusal that in practice means an unknown key.
_UNKNOWN_KEY: Final = 404
_DELIVERY: Final = "delivery"
_UNCAUGHT: Final = "uncaught error"


class Results(QObject):
    """Shows results. `announced` carries the words for a screen reader."""

    announced = Signal(str)

    def __init__(
        self, notices: NoticeBar, line: OutboxLine, history: HistoryPanel, keys: KeyFlow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._line = line
        self._history = history
        self._keys = keys
        self._words = ResultWords(self)
        # What is said of each event that is rejected or held; several can share one notice, such as for a key.
        self._said: dict[int, Notice] = {}

    @Slot(object)
    def on_queued(self, event: LedgerEvent) -> None:
        """An event is committed: point to its alert."""
        self._line.set_last(
            self.tr("{type} queued for {source}").format(type=event.event_type, source=event.source_name)
        )
        self._history.point_to(event)

    @Slot(object)
    def on_wait_ended(self, event: LedgerEvent) -> None:
        """The event that was just queued has ended the undo wait of an earlier one, `event`."""
        line = self._words.ended(self._line.last_text(), event)
        self._line.set_last(line)
        self.announced.emit(line)

    @Slot(object)
    def on_attempt_ended(self, ended: AttemptEnded) -> None:
        """An attempt ended, or there could be none."""
        event, decision = ended.event, ended.decision
        line = self._words.line(event, decision)
        self._line.set_last(line)
        self.announced.emit(line)
        if decision.state in {EventState.REJECTED, EventState.HELD}:
            notice = self._notice(event, decision)
            self._forget(event.id, instead=notice.subject)
            self._said[event.id] = notice
            self._notices.show_notice(notice)
        else:
            self._forget(event.id)

    @Slot(object)
    def on_answered(self, answered: Answered) -> None:
        """The operator has decided about an event: what was asked about it is answered."""
        line = self._words.answer(answered)
        self._line.set_last(line)
        self.announced.emit(line)
        if answered.answer is not Answer.TOO_LATE:
            self._forget(answered.event.id)

    @Slot(object)
    def on_delivery_fault(self, fault: DeliveryFault | None) -> None:
        """Nothing can be sent at all, or (None) that is over."""
        if fault is None:
            self._notices.withdraw(_DELIVERY)
        else:
            self._notices.show_notice(Notice(subject=_DELIVERY, title=fault.title, sentence=fault.sentence))

    @Slot(str)
    def on_uncaught(self, kind: str) -> None:
        """The program met an error that it did not foresee; `kind` is its name."""
        sentence = self.tr(
            "Nothing that is queued is lost. If something does not answer any more, close the window and start the"
            " program again. ({kind})"
        )
        title = self.tr("Something went wrong in the program")
        self._notices.show_notice(Notice(subject=_UNCAUGHT, title=title, sentence=sentence.format(kind=kind)))

    @Slot(object)
    def on_failed(self, error: Exception) -> None:
        """Something the operator asked for could not be done."""
        title = getattr(error, "title", self.tr("That did not work"))
        self._notices.show_notice(
            Notice(subject="failure", title=title, sentence=getattr(error, "sentence", str(error)))
        )

    def _forget(self, event_id: int, *, instead: str = "") -> None:
        """Say nothing of an event any more; `instead` is the subject of what is said of it now."""
        notice = self._said.pop(event_id, None)
        if notice is None or notice.subject == instead or not self._notices.has(notice.subject):
            return
        others = [other for other in self._said.values() if other.subject == notice.subject]
        if others:
            self._notices.show_notice(others[-1])
        else:
            self._notices.withdraw(notice.subject)

    def _notice(self, event: LedgerEvent, decision: Decision) -> Notice:
        actions: list[tuple[str, Callable[[], object]]] = [
            (self.tr("Show it"), partial(self._history.choose_alert, event.alert_id))
        ]
        if decision.hold is Hold.KEY_MISSING or _is_key_refused(decision):
            actions.insert(0, (self.tr("Enter the key…"), partial(self._keys.open_source, event.source_id)))
        elif decision.hold is Hold.KEY_LOCKED:
            actions.insert(0, (self.tr("Unlock the keyring…"), self._keys.unlock))
        return Notice(
            subject=_subject(event, decision),
            title=self._words.title(event, decision),
            sentence=self._words.sentence(event, decision),
            actions=tuple(actions),
        )


def _is_key_refused(decision: Decision) -> bool:
    return decision.state is EventState.REJECTED and decision.status == _UNKNOWN_KEY


def _subject(event: LedgerEvent, decision: Decision) -> str:
    # One notice for a source without a key, however many events wait for it.
    if decision.hold in {Hold.KEY_MISSING, Hold.KEY_LOCKED}:
        return f"key of {event.source_id}"
    return f"event {event.id}"
