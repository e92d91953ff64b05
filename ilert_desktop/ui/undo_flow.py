"""Takes events back before they are sent: the waits as the ledger has them, and the operator's answer to each."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.event import fold_key
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import TAKEN_BACK, Decision, EventState, LedgerEvent
from ilert_desktop.ledger.writing import now_ms
from ilert_desktop.ui.history_flow import Answer, Answered
from ilert_desktop.ui.tasks import Tasks
from ilert_desktop.ui.undo_bar import UndoBar

_TAKEN_BACK: Final = Decision(state=EventState.CANCELLED, message=TAKEN_BACK)


class UndoFlow(QObject):
    """Keeps the undo bar in step with the ledger. Events of bulk jobs have a line of their own elsewhere.

    Signals:
        answered: an `Answered`: taken back, sent at once, or too late for either.
        undone: a `LedgerEvent` that was taken back.
        ended: a `LedgerEvent` whose wait was ended by an event that came after it.
        failed: an exception with `title` and `sentence`.
    """

    answered = Signal(object)
    undone = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, ledger: Ledger, tasks: Tasks, bar: UndoBar, parent: QObject) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._tasks = tasks
        self._bar = bar
        # Also those whose wait was ended meanwhile: until then nobody has said why.
        self._known: dict[int, LedgerEvent] = {}
        # What is being read while the answer is written down may still show the wait.
        self._answered: set[int] = set()
        bar.undo_requested.connect(self.undo)
        bar.send_requested.connect(self.send_now)

    @property
    def waits(self) -> list[LedgerEvent]:
        """What can be taken back now, oldest first, as far as it was read."""
        now = now_ms()
        return [event for event in self._known.values() if event.not_before > now]

    @Slot()
    def refresh(self) -> None:
        """Read the waits again."""
        # That the ledger can't be read is said by who counts the outbox, once.
        self._tasks.watch(self._ledger.undo_waits(), self._on_read, _ignore)

    @Slot(int)
    def undo(self, event_id: int) -> None:
        """Take an event back."""
        self._decide(event_id, self._ledger.decide(event_id, _TAKEN_BACK), Answer.TAKEN_BACK)

    @Slot()
    def undo_newest(self) -> None:
        """Take back the event that was sent last."""
        newest = self._bar.newest()
        if newest is not None:
            self.undo(newest)

    @Slot(int)
    def send_now(self, event_id: int) -> None:
        """Send an event without waiting any longer."""
        self._decide(event_id, self._ledger.send_now(event_id, seen=None), Answer.SENT_NOW)

    @Slot()
    def send_all_now(self) -> None:
        """Send everything that could be taken back, without waiting any longer."""
        for event in self.waits:
            self.send_now(event.id)

    @Slot(object)
    def on_queued(self, event: LedgerEvent) -> None:
        """Another event is committed: it has ended the wait of an earlier one of its alert."""
        key = (event.source_id, fold_key(event.alert_key))
        for wait in self.waits:
            if wait.id < event.id and (wait.source_id, fold_key(wait.alert_key)) == key and key[1]:
                del self._known[wait.id]
                self.ended.emit(wait)

    def _on_read(self, waits: list[LedgerEvent]) -> None:
        waits = [event for event in waits if not event.job and event.id not in self._answered]
        now = now_ms()
        self._known = {number: event for number, event in self._known.items() if event.not_before > now}
        self._known.update((event.id, event) for event in waits)
        self._bar.set_waits(waits)

    def _decide(self, event_id: int, decided: Future[bool], answer: Answer) -> None:
        self._bar.set_pressed(event_id, True)
        self._tasks.watch(decided, partial(self._on_decided, event_id, answer), partial(self._on_undecided, event_id))

    def _on_decided(self, event_id: int, answer: Answer, is_done: bool) -> None:
        self._known.pop(event_id, None)
        self._answered.add(event_id)
        self._bar.end(event_id)
        said = partial(self._say, answer if is_done else Answer.TOO_LATE)
        self._tasks.watch(self._ledger.event(event_id), said, self._on_failed)

    def _say(self, answer: Answer, event: LedgerEvent) -> None:
        self.answered.emit(Answered(event, answer))
        if answer is Answer.TAKEN_BACK:
            self.undone.emit(event)

    def _on_undecided(self, event_id: int, error: Exception) -> None:
        self._bar.set_pressed(event_id, False)
        self.failed.emit(error)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)


def _ignore(_: object) -> None:
    return
