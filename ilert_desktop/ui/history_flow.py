"""What the history asks for: events for its alerts, another try, another draft, a look in ilert."""

from collections.abc import Callable
from concurrent.futures import Future
from enum import StrEnum
from functools import partial

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.draft import Draft, draft_of
from ilert_desktop.event import Comment, Event, EventType, from_json
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Decision, EventState, LedgerEvent, NewEvent
from ilert_desktop.operator_name import operator_name
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.history.request import HistoryRequest
from ilert_desktop.ui.new_events import with_mark
from ilert_desktop.ui.practice.link import PracticeLink
from ilert_desktop.ui.send_flow import NotQueued, SendFlow
from ilert_desktop.ui.tasks import Tasks


class Answer(StrEnum):
    """What the operator made of an event that waited for an answer, or was not taken."""

    CANCELLED = "cancelled"
    EDITED = "edited"
    TAKEN_BACK = "taken back"
    SENT_NOW = "sent now"
    SENT_AGAIN = "sent again"
    TOO_LATE = "too late"


class Answered(msgspec.Struct, frozen=True):
    """An event as it stands after the operator's answer; `TOO_LATE` changed nothing."""

    event: LedgerEvent
    answer: Answer


class HistoryFlow(QObject):
    """Answers the history panel's wishes.

    Signals:
        draft_made: a `Draft` to go on with in the composer.
        source_wanted: the id of the source that this draft belongs to.
        released: a `HistoryRequest` that came to nothing: it may be pressed again.
        answered: an `Answered`: the operator has decided about an event.
        failed: an exception with `title` and `sentence`.
    """

    draft_made = Signal(object)
    source_wanted = Signal(str)
    released = Signal(object)
    answered = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        ledger: Ledger,
        sources: SourceList,
        practice: PracticeLink,
        send_flow: SendFlow,
        tasks: Tasks,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._sources = sources
        self._practice = practice
        self._send_flow = send_flow
        self._tasks = tasks
        self._requests: dict[str, HistoryRequest] = {}
        send_flow.queued.connect(self._on_queued)
        send_flow.already_queued.connect(self._release)
        send_flow.given_up.connect(self._release)
        send_flow.failed.connect(self._on_not_queued)

    def follow(self, history: HistoryPanel) -> None:
        """Answer this panel."""
        history.event_requested.connect(self.on_event_requested)
        history.reuse_requested.connect(self.on_reuse_requested)
        history.edit_requested.connect(self.on_edit_requested)
        history.retry_requested.connect(self.on_retry_requested)
        history.cancel_requested.connect(self.on_cancel_requested)
        self.released.connect(history.release)

    @Slot(object)
    def on_event_requested(self, request: HistoryRequest) -> None:
        """Queue an ACCEPT, RESOLVE or COMMENT at the source and with the key that raised the alert."""
        alert = request.alert
        comments = (Comment(creator=operator_name(), content=request.text),) if request.text else ()
        event = Event(
            event_type=request.event_type,
            summary=request.summary or alert.summary or alert.alert_key,
            alert_key=alert.alert_key,
            comments=comments if request.event_type is EventType.COMMENT else (),
        )
        source = self._sources.get(alert.source_id)
        new = NewEvent(
            draft_id=request.draft_id,
            source_id=alert.source_id,
            source_name=alert.source_name,
            event=event,
            undo_ms=source.undo_ms(request.event_type) if source else 0,
        )
        self._requests[request.draft_id] = request
        # The draft's id already tells a second press from a second wish.
        self._send_flow.send(with_mark(new, self._practice.view.mark), allow_repeat=True)

    @Slot(object)
    def on_reuse_requested(self, event: LedgerEvent) -> None:
        """Fill the composer with an earlier event; a key that the program minted is not used again."""
        draft = draft_of(from_json(event.body), minted=event.minted)
        self._hand_over(event, replace(draft, minted_key=""))

    def put_in_form(self, event: LedgerEvent) -> None:
        """Go on composing an event that is not sent, under its own key."""
        self._hand_over(event, draft_of(from_json(event.body), minted=event.minted))

    @Slot(object)
    def on_edit_requested(self, event: LedgerEvent) -> None:
        """Go on with an event that was not taken, under its own key; if it still waits it is cancelled first."""
        if event.state is EventState.REJECTED:
            self._edit(event, True)
            self.answered.emit(Answered(event, Answer.EDITED))
        else:
            self._decide(event.id, _CANCELLED_TO_EDIT, Answer.EDITED, partial(self._edit, event))

    @Slot(object)
    def on_retry_requested(self, event: LedgerEvent) -> None:
        """Send an event now that waits or is held, as it was seen: a question that came up since is asked first."""
        self._follow_up(event.id, self._ledger.send_now(event.id, seen=event.hold), Answer.SENT_AGAIN)

    @Slot(int)
    def on_cancel_requested(self, event_id: int) -> None:
        """Take an event that is not under way out of the outbox."""
        self._decide(event_id, _CANCELLED, Answer.CANCELLED)

    @Slot()
    def on_retry_all_requested(self) -> None:
        """Send everything now that waits for its next try."""
        self._tasks.watch(self._ledger.retry_waiting(), _ignore, self._on_failed)

    @Slot(object)
    def _on_queued(self, event: LedgerEvent) -> None:
        self._requests.pop(event.draft_id, None)

    @Slot(object)
    def _on_not_queued(self, failure: NotQueued) -> None:
        self._release(failure.new)

    @Slot(object)
    def _release(self, new: NewEvent) -> None:
        request = self._requests.pop(new.draft_id, None)
        if request is not None:
            self.released.emit(request)

    def _decide(
        self, event_id: int, decision: Decision, answer: Answer, then: Callable[[bool], None] | None = None
    ) -> None:
        self._follow_up(event_id, self._ledger.decide(event_id, decision), answer, then)

    def _follow_up(
        self, event_id: int, decided: Future[bool], answer: Answer, then: Callable[[bool], None] | None = None
    ) -> None:
        def on_decided(is_done: bool) -> None:
            if then is not None:
                then(is_done)
            said = partial(self._say, answer if is_done else Answer.TOO_LATE)
            self._tasks.watch(self._ledger.event(event_id), said, self._on_failed)

        self._tasks.watch(decided, on_decided, self._on_failed)

    def _say(self, answer: Answer, event: LedgerEvent) -> None:
        self.answered.emit(Answered(event, answer))

    def _edit(self, event: LedgerEvent, is_free: bool) -> None:
        if is_free:
            self.put_in_form(event)

    def _hand_over(self, event: LedgerEvent, draft: Draft) -> None:
        # The draft first: what it takes the place of is remembered with the source that was chosen for it.
        self.draft_made.emit(draft)
        if self._sources.get(event.source_id) is not None:
            self.source_wanted.emit(event.source_id)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)


_CANCELLED = Decision(state=EventState.CANCELLED, message="Cancelled by the operator.")
_CANCELLED_TO_EDIT = Decision(state=EventState.CANCELLED, message="Cancelled to be edited and sent again.")


def _ignore(_: object) -> None:
    return
