"""From a press to a committed event: each draft once, and nothing twice without asking."""

from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from ilert_desktop.ledger.errors import AlreadyQueued, HeldBefore, NeverTaken, RepeatedEvent
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Behind, LedgerEvent, NewEvent
from ilert_desktop.ui.tasks import Tasks


class Repeat(msgspec.Struct, frozen=True):
    """An event that was just sent in the same words; `earlier_at` is when (milliseconds since 1970)."""

    new: NewEvent
    earlier_at: int


class Blocked(msgspec.Struct, frozen=True):
    """An event that was not queued because `before`, an earlier one of its alert, needs the operator first.

    `before` is held; or (`is_never_taken`) it is an ALERT that ilert has certainly not taken, and the new event is its
    RESOLVE.
    """

    new: NewEvent
    before: LedgerEvent
    is_never_taken: bool
    allow_repeat: bool


class NotQueued(msgspec.Struct, frozen=True):
    """An event that could not be written down, and why."""

    new: NewEvent
    title: str
    sentence: str


class SendFlow(QObject):
    """Hands events to the ledger.

    Signals:
        queued: a `LedgerEvent` is committed: from here on it is delivered, or the operator is told.
        repeat_found: a `Repeat`: ask before `send(new, allow_repeat=True)`.
        blocked: a `Blocked`: ask before `send` with another `behind`, or `give_up`.
        given_up: a `NewEvent` that is not to be sent after all.
        already_queued: a `NewEvent` whose draft is written down already: nothing was queued, and nothing need be.
        failed: a `NotQueued`.
    """

    queued = Signal(object)
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

    def send(self, new: NewEvent, *, allow_repeat: bool = False, behind: Behind = Behind.ASK) -> None:
        """Write `new` down; a second call for the same draft does nothing."""
        if new.draft_id in self._under_way:
            return
        self._under_way.add(new.draft_id)
        future = self._ledger.enqueue(new, allow_repeat=allow_repeat, behind=behind)
        failed = partial(self._on_failed, new, allow_repeat=allow_repeat)
        self._tasks.watch(future, partial(self._on_queued, new), failed)

    def give_up(self, new: NewEvent) -> None:
        """The operator does not want an event sent that was not queued."""
        self.given_up.emit(new)

    def _on_queued(self, new: NewEvent, event: LedgerEvent) -> None:
        self._under_way.discard(new.draft_id)
        self.queued.emit(event)

    def _on_failed(self, new: NewEvent, error: Exception, *, allow_repeat: bool) -> None:
        self._under_way.discard(new.draft_id)
        match error:
            case AlreadyQueued():
                self.already_queued.emit(new)
            case RepeatedEvent():
                self.repeat_found.emit(Repeat(new, error.earlier_at))
            case HeldBefore():
                self.blocked.emit(Blocked(new, error.before, is_never_taken=False, allow_repeat=allow_repeat))
            case NeverTaken():
                self.blocked.emit(Blocked(new, error.alert_event, is_never_taken=True, allow_repeat=allow_repeat))
            case _:
                title = getattr(error, "title", "The event was not queued")
                self.failed.emit(NotQueued(new, title, getattr(error, "sentence", str(error))))
