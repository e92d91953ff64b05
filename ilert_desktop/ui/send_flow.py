"""From a press to a committed event: each draft once, and nothing twice without asking."""

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from ilert_desktop.ledger.errors import AlreadyQueued, HeldBefore, NeverTaken, RepeatedEvent
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Behind, LedgerEvent, NewEvent
from ilert_desktop.ui.tasks import Tasks


class Repeat(msgspec.Struct, frozen=True):
    """An event that was just sent in the same words to `source_name`, at `earlier_at` (milliseconds since 1970).

    `beside` are the events for other sources that are queued together with it.
    """

    new: NewEvent
    earlier_at: int
    source_name: str
    beside: tuple[NewEvent, ...] = ()


class Blocked(msgspec.Struct, frozen=True):
    """An event that was not queued because `before`, an earlier one of its alert, needs the operator first.

    `before` is held; or (`is_never_taken`) it is an ALERT that ilert has certainly not taken, and the new event is its
    RESOLVE. `instead_of` are held events that are not to be sent any more, by earlier answers. `beside` are the events
    for other sources that are queued together with `new`; `before` may be before one of them.
    """

    new: NewEvent
    before: LedgerEvent
    is_never_taken: bool
    allow_repeat: bool
    beside: tuple[NewEvent, ...] = ()
    instead_of: frozenset[int] = frozenset()

    def elsewhere(self) -> list[NewEvent]:
        """Those of the new events that go to other sources than `before`."""
        return [new for new in (self.new, *self.beside) if new.source_id != self.before.source_id]


class NotQueued(msgspec.Struct, frozen=True):
    """An event that could not be written down, and why."""

    new: NewEvent
    title: str
    sentence: str


class SendFlow(QObject):
    """Hands events to the ledger.

    Signals:
        queued: a `LedgerEvent` is committed: from here on it is delivered, or the operator is told.
        queued_together: the list of several that were committed at once, each of them told by `queued` before.
        repeat_found: a `Repeat`: ask before `send(new, allow_repeat=True)`.
        blocked: a `Blocked`: ask before `send` with another `behind`, or `give_up`.
        given_up: a `NewEvent` that is not to be sent after all.
        already_queued: a `NewEvent` whose draft is written down already: nothing was queued, and nothing need be.
        failed: a `NotQueued`.
    """

    queued = Signal(object)
    queued_together = Signal(object)
    repeat_found = Signal(object)
    blocked = Signal(object)
    given_up = Signal(object)
    already_queued = Signal(object)
    failed = Signal(object)

    def __init__(self, ledger: Ledger, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._tasks = tasks
        self._under_way: set[str] = set()

    def is_under_way(self, draft_id: str) -> bool:
        """Whether this draft was handed over and its commit has not been reported yet."""
        return draft_id in self._under_way

    def send(
        self,
        new: NewEvent,
        *,
        beside: Sequence[NewEvent] = (),
        allow_repeat: bool = False,
        behind: Behind = Behind.ASK,
        instead_of: frozenset[int] = frozenset(),
    ) -> None:
        """Write `new` and what goes `beside` it to other sources down, all or none; once for each draft."""
        if new.draft_id in self._under_way:
            return
        self._under_way.add(new.draft_id)
        future = self._ledger.enqueue_together(
            (new, *beside), allow_repeat=allow_repeat, behind=behind, instead_of=instead_of
        )
        failed = partial(self._on_failed, new, tuple(beside), instead_of, allow_repeat=allow_repeat)
        self._tasks.watch(future, partial(self._on_queued, new), failed)

    def give_up(self, new: NewEvent) -> None:
        """The operator does not want an event sent that was not queued."""
        self.given_up.emit(new)

    def _on_queued(self, new: NewEvent, events: list[LedgerEvent]) -> None:
        self._under_way.discard(new.draft_id)
        # The chosen source's last: what the window points to is where it points last.
        for event in reversed(events):
            self.queued.emit(event)
        if len(events) > 1:
            self.queued_together.emit(events)

    def _on_failed(
        self,
        new: NewEvent,
        beside: tuple[NewEvent, ...],
        instead_of: frozenset[int],
        error: Exception,
        *,
        allow_repeat: bool,
    ) -> None:
        self._under_way.discard(new.draft_id)
        match error:
            case AlreadyQueued():
                self.already_queued.emit(new)
            case RepeatedEvent():
                repeated = partial(self._on_repeated, new, beside, error.earlier_at)
                failed = partial(self._fail, new)
                self._tasks.watch(self._ledger.event(error.event_id), repeated, failed)
            case HeldBefore():
                self.blocked.emit(Blocked(new, error.before, False, allow_repeat, beside, instead_of))
            case NeverTaken():
                self.blocked.emit(Blocked(new, error.alert_event, True, allow_repeat, beside, instead_of))
            case _:
                self._fail(new, error)

    def _on_repeated(self, new: NewEvent, beside: tuple[NewEvent, ...], earlier_at: int, earlier: LedgerEvent) -> None:
        self.repeat_found.emit(Repeat(new, earlier_at, earlier.source_name, beside))

    def _fail(self, new: NewEvent, error: Exception) -> None:
        title = getattr(error, "title", "The event was not queued")
        self.failed.emit(NotQueued(new, title, getattr(error, "sentence", str(error))))
