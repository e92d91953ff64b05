"""What happens around a press of Send: the draft goes, the form is clear for the next, trouble is said."""

import time
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.draft import Draft
from ilert_desktop.event import Event, EventType
from ilert_desktop.identifiers import mint_alert_key, sortable_id
from ilert_desktop.ledger.records import LedgerEvent, NewEvent
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.clearing import Clearing
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.composing import Composing
from ilert_desktop.ui.guard.gate import Gate
from ilert_desktop.ui.new_events import with_mark
from ilert_desktop.ui.send_flow import NotQueued, Repeat, SendFlow

_REPEAT = "repeat"
_FAILED = "not queued"


class SendDesk(QObject):
    """Sends the composer's draft and clears the form once it is committed, never before.

    Signals:
        queued: the `LedgerEvent` that was committed.
    """

    queued = Signal(object)

    def __init__(
        self,
        composer: Composer,
        composing: Composing,
        clearing: Clearing,
        flow: SendFlow,
        gate: Gate,
        notices: NoticeBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._composer = composer
        self._composing = composing
        self._clearing = clearing
        self._flow = flow
        self._gate = gate
        self._notices = notices
        self._sent = ("", Draft())
        # What the form held when it was asked whether to send it again.
        self._repeated: tuple[Draft, tuple[str, ...]] | None = None
        gate.opened.connect(self.send)
        flow.queued.connect(self._on_queued)
        flow.repeat_found.connect(self._on_repeat_found)
        flow.failed.connect(self._on_failed)
        composer.changed.connect(self._on_form_changed)
        composing.source_changed.connect(self._on_form_changed)

    @Slot()
    def send(self) -> None:
        """Send the draft, unless it has problems (they are shown) or is on its way to the ledger already.

        What pages people at a live source waits at the gate for a second step; there is no other way past it.
        """
        if self._flow.is_under_way(self._composing.draft_id):
            return
        news = self._composing.new_events()
        if not news:
            self._composing.go_to_problem()
            return
        new, *beside = news
        if not self._gate.lets_pass(new.draft_id, new.event, self._composing.sources):
            return
        self._sent = (new.draft_id, self._composer.value())
        self._flow.send(new, beside=beside)

    @Slot(object)
    def send_test(self, source: Source) -> None:
        """Send a test event to a practice source."""
        event = Event(
            event_type=EventType.ALERT,
            summary=self.tr("Test from ilert Desktop"),
            alert_key=mint_alert_key(),
        )
        new = NewEvent(draft_id=sortable_id(), source_id=source.id, source_name=source.name, event=event, minted=True)
        self._flow.send(with_mark(new, self._composing.mark), allow_repeat=True)

    @Slot(object)
    def take_draft(self, draft: Draft) -> None:
        """Put an earlier event into the form; what was being typed there can be brought back."""
        self._clearing.replace(draft)

    @Slot(object)
    def _on_queued(self, event: LedgerEvent) -> None:
        self._notices.withdraw(_FAILED)
        self._notices.withdraw(_REPEAT)
        if event.draft_id == self._composing.draft_id:
            self._begin_next()
        self.queued.emit(event)

    def _begin_next(self) -> None:
        draft = self._composer.value()
        if draft == self._sent[1]:
            self._composing.begin_anew()
            self._composer.show_top()
        else:
            # Typed while the event was written down, or before a question was answered: that is not sent yet.
            self._composing.begin_anew(replace(draft, minted_key=""))

    @Slot()
    def _on_form_changed(self) -> None:
        # "Send it again" must send what stands in the form, and where the form says.
        if self._repeated is not None and self._repeated != self._in_form():
            self._repeated = None
            self._notices.withdraw(_REPEAT)

    def _in_form(self) -> tuple[Draft, tuple[str, ...]]:
        return self._composer.value(), tuple(source.id for source in self._composing.sources)

    @Slot(object)
    def _on_repeat_found(self, repeat: Repeat) -> None:
        self._repeated = self._in_form()
        seconds = max(1, round(time.time() - repeat.earlier_at / 1000))
        sentence = self.tr("The same event went to {source} {seconds} s ago. Sending it twice may page twice.")
        if repeat.beside:
            sentence += " " + self.tr("Nothing was sent to the other sources either.")
        again = partial(self._flow.send, repeat.new, beside=repeat.beside, allow_repeat=True)
        self._notices.show_notice(
            Notice(
                subject=_REPEAT,
                title=self.tr("Not sent again"),
                sentence=sentence.format(source=repeat.source_name, seconds=seconds),
                actions=((self.tr("Send it again"), again),),
            )
        )

    @Slot(object)
    def _on_failed(self, failure: NotQueued) -> None:
        title = self.tr("Not queued: {problem}").format(problem=_within_sentence(failure.title))
        kept = self.tr("What you wrote is still in the form: send it again then.")
        is_in_form = failure.new.draft_id == self._composing.draft_id
        sentence = f"{failure.sentence} {kept}" if is_in_form else failure.sentence
        self._notices.show_notice(Notice(subject=_FAILED, title=title, sentence=sentence))


def _within_sentence(title: str) -> str:
    return title[:1].lower() + title[1:]
