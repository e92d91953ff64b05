"""Tells the operator what became of events: in the bottom line, and in a notice where an answer is needed."""

from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.delivery.faults import DeliveryFault
from ilert_desktop.ledger.records import EventState, LedgerEvent
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.bulk_jobs import BulkJobs
from ilert_desktop.ui.event_notices import EventNotices
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.history_flow import Answer, Answered, HistoryFlow
from ilert_desktop.ui.ledger_signals import AttemptEnded, LedgerSignals
from ilert_desktop.ui.outbox_line import OutboxLine
from ilert_desktop.ui.result_words import ResultWords
from ilert_desktop.ui.together_words import TogetherWords

_SENT: Final = frozenset({Answer.SENT_NOW, Answer.SENT_AGAIN})
_DELIVERY: Final = "delivery"
_UNCAUGHT: Final = "uncaught error"


class Results(QObject):
    """Shows results. `announced` carries the words for a screen reader; `events` has the notices about events."""

    announced = Signal(str)

    def __init__(
        self, notices: NoticeBar, line: OutboxLine, history: HistoryPanel, events: EventNotices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._line = line
        self._history = history
        self.events = events
        self._words = ResultWords(self)
        self._together = TogetherWords(self)

    def follow(self, signals: LedgerSignals, flow: HistoryFlow) -> None:
        """Tell what these two report."""
        signals.attempt_ended.connect(self.on_attempt_ended)
        flow.failed.connect(self.on_failed)
        flow.answered.connect(self.on_answered)

    def follow_jobs(self, jobs: BulkJobs) -> None:
        """Tell what bulk jobs report; of their events only what needs an answer is told here."""
        jobs.failed.connect(self.on_failed)
        jobs.announced.connect(self.announced)

    @Slot(object)
    def on_queued(self, event: LedgerEvent) -> None:
        """An event is committed: point to its alert."""
        self._line.set_last(
            self.tr("{type} queued for {source}").format(type=event.event_type, source=event.source_name)
        )
        self._history.point_to(event)

    @Slot(object)
    def on_queued_together(self, events: list[LedgerEvent]) -> None:
        """Several events are committed at once, one for each source."""
        self._line.set_last(self._together.queued(events))

    @Slot(str)
    def on_told(self, line: str) -> None:
        """Something was done that one line says enough about."""
        self._line.set_last(line)
        self.announced.emit(line)

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
        line = self._together.named(event, self._words.line(event, decision))
        self._line.set_last(self._together.all_of(event, line))
        if not event.job:
            self.announced.emit(line)
        # Hundreds of a job can be refused for one reason: its line counts them.
        if decision.state is EventState.HELD or (decision.state is EventState.REJECTED and not event.job):
            self.events.show(event, decision)
        else:
            self.events.forget(event.id)

    @Slot(object)
    def on_answered(self, answered: Answered) -> None:
        """The operator has decided about an event: what was asked about it is answered."""
        if answered.answer in _SENT and answered.event.state not in {EventState.QUEUED, EventState.SENDING}:
            # The attempt has ended already, and that was told.
            return
        line = self._words.answer(answered)
        self._line.set_last(line)
        self.announced.emit(line)
        if answered.answer is not Answer.TOO_LATE:
            self.events.answer(answered.event.id)

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
