"""From a press to a committed event: each draft once, and nothing twice without asking."""

from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from ilert_desktop.ledger.errors import AlreadyQueued, RepeatedEvent
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import LedgerEvent, NewEvent
from ilert_desktop.ui.tasks import Tasks


class Repeat(msgspec.Struct, frozen=True):
    """An event that was just sent in the same words; `earlier_at` is when (milliseconds since 1970)."""

    new: NewEvent
    earlier_at: int


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
        already_queued: a `NewEvent` whose draft is written down already: nothing was queued, and nothing need be.
        failed: a `NotQueued`.
    """

    queued = Signal(object)
    repeat_found = Signal(object)
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

    def send(self, new: NewEvent, *, allow_repeat: bool = False) -> None:
        """Write `new` down; a second call for the same draft does nothing."""
        if new.draft_id in self._under_way:
            return
        self._under_way.add(new.draft_id)
        future = self._ledger.enqueue(new, allow_repeat=allow_repeat)
        self._tasks.watch(future, partial(self._on_queued, new), partial(self._on_failed, new))

    def _on_queued(self, new: NewEvent, event: LedgerEvent) -> None:
        self._under_way.discard(new.draft_id)
        self.queued.emit(event)

    def _on_failed(self, new: NewEvent, error: Exception) -> None:
        self._under_way.discard(new.draft_id)
        if isinstance(error, AlreadyQueued):
            self.already_queued.emit(new)
            return
        if isinstance(error, RepeatedEvent):
            self.repeat_found.emit(Repeat(new, error.earlier_at))
            return
        title = getattr(error, "title", "The event was not queued")
        self.failed.emit(NotQueued(new, title, getattr(error, "sentence", str(error))))
