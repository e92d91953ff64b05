"""A program that is killed: ledger and delivery of one folder, doing what it is told until it dies or is done."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.errors import AlreadyQueued
from ilert_desktop.ledger.records import Decision, EventState, LedgerEvent, NewEvent
from ilert_desktop.steady_clock import Steady
from tests.faults.steps import Steps, die
from tests.rig.ledgers import NOON, Clock, done
from tests.rig.outbox import Outbox
from tests.rig.waiting import wait_until

# What the program said it has done: a file survives a kill.
SAID: Final = "said.txt"
_PATIENCE: Final = 60.0  # seconds; a limit against hanging


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to do, by the name of a method of `Victim`, mostly with the event called `name`.

    `reach` waits for one of `states`, `gone` until it is settled; `drain` goes on until nothing but questions is left,
    `look` until delivery has looked at the outbox once more.
    """

    do: str
    name: str = ""
    event_type: EventType = EventType.ALERT
    key: str = ""
    undo_ms: int = 0
    states: tuple[EventState, ...] = ()
    size: int = 0


class Task(msgspec.Struct, frozen=True):
    """A program's life. Its clock shows `offset` ms after noon at `zero` (`time.monotonic`) and runs `speed` times as
    fast; it kills itself at the `die_at`-th of its steps. Making the ledger's file counts as steps if `counts_opening`
    says so. `largest_file` (bytes) has the kernel end it in the middle of a write beyond; `pages_in_log` has SQLite
    move pages from its log into the database more often than it would.
    """

    folder: str
    url: str
    orders: tuple[Order, ...]
    offset: int = 0
    zero: float = 0.0
    speed: float = 0.0
    die_at: int | None = None
    per_minute: int = 6000
    largest_file: int | None = None
    counts_opening: bool = False
    pages_in_log: int | None = None


class RunningClock(Clock):
    """A clock that runs faster than real ones, or stands still; two programs with the same `zero` agree.

    Whoever asks for the steady time gets that of the moment for which its thread asked last: between two looks at
    real clocks no second passes, here it would.
    """

    def __init__(self, zero: float, offset: int, speed: float) -> None:
        super().__init__()
        self._zero, self._offset, self._speed = zero, offset, speed
        self._seen = threading.local()

    def __call__(self) -> int:
        """The time."""
        self._seen.ms = self._offset + int((time.monotonic() - self._zero) * 1000 * self._speed)
        return NOON + int(self._seen.ms)

    def steady(self) -> Steady:
        """The clock that nobody sets."""
        return Steady(self.boot, self._seen.ms, is_machine=True)


class Victim:
    """Lives through one task."""

    def __init__(self, task: Task) -> None:
        self._task = task
        steps = Steps(Path(task.folder), task.die_at)
        steps.follow()
        steps.count = task.counts_opening
        self._folder = Path(task.folder)
        self._said = os.open(self._folder / SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        clock = RunningClock(task.zero, task.offset, task.speed)
        self._outbox = Outbox(self._folder, clock=clock)
        self._outbox.source(task.url, per_minute=task.per_minute, stale_minutes=10**6)
        done(self._outbox.book.ledger.opened)
        if task.pages_in_log is not None:
            sql = f"PRAGMA wal_autocheckpoint = {task.pages_in_log}"
            done(self._outbox.book.ledger._writer.run(lambda connection: connection.execute(sql).close()))
        steps.count = True

    def live(self) -> None:
        """Follow every order, then end."""
        for order in self._task.orders:
            getattr(self, f"_{order.do}")(order)
        self._outbox.close()

    def _enqueue(self, order: Order) -> None:
        event = Event(event_type=order.event_type, summary=order.name, alert_key=order.key, details="x" * order.size)
        new = NewEvent(
            draft_id=order.name, source_id="s1", source_name="Production", event=event, undo_ms=order.undo_ms
        )
        # It may have been committed before the program died, and could not say so.
        with suppress(AlreadyQueued):
            done(self._outbox.book.ledger.enqueue(new))
        self._say(f"queued {order.name}")

    def _start(self, _: Order) -> None:
        self._outbox.delivery.start()
        if self._task.speed:
            # Delivery waits by real time; here a second passes faster.
            threading.Thread(target=self._tick, daemon=True).start()

    def _tick(self) -> None:
        never = threading.Event()
        while not never.wait(0.01):
            self._outbox.delivery.nudge()

    def _cancel(self, order: Order) -> None:
        event = self._found(order.name)
        assert event is not None
        if done(self._outbox.book.ledger.decide(event.id, Decision(state=EventState.CANCELLED))):
            self._say(f"cancelled {order.name}")

    def _reach(self, order: Order) -> None:
        def reached() -> bool:
            event = self._found(order.name)
            return event is not None and event.state in order.states

        wait_until(reached, timeout=_PATIENCE, what=f"{order.name} in {order.states}")

    def _gone(self, order: Order) -> None:
        wait_until(lambda: self._found(order.name) is None, timeout=_PATIENCE, what=f"{order.name} settled")

    def _drain(self, _: Order) -> None:
        def drained() -> bool:
            # Nothing is sent any more when every alert's first event is a question.
            left = done(self._outbox.book.ledger.outbox())
            asked = {event.alert_key for event in left if event.state is EventState.HELD and event.alert_key}
            return all(event.state is EventState.HELD or event.alert_key in asked for event in left)

        wait_until(drained, timeout=_PATIENCE, what="an outbox with nothing but questions in it")

    def _look(self, _: Order) -> None:
        looks = Looks(self._outbox)

        def has_looked() -> bool:
            self._outbox.delivery.nudge()
            # The first may have begun before.
            return looks.count > 1

        wait_until(has_looked, timeout=_PATIENCE, what="a look at the outbox")

    def _rest(self, _: Order) -> None:
        threading.Event().wait()

    def _die(self, _: Order) -> None:
        die()

    def _found(self, name: str) -> LedgerEvent | None:
        left = done(self._outbox.book.ledger.outbox())
        return next((event for event in left if event.draft_id == name), None)

    def _say(self, text: str) -> None:
        os.write(self._said, f"{text}\n".encode())


class Looks:
    """Counts the times that delivery has asked what is due, and what is due later, which comes after."""

    def __init__(self, outbox: Outbox) -> None:
        self.count = 0
        ledger = outbox.book.ledger
        ask = ledger.next_due

        def next_due() -> Any:
            self.count += 1
            return ask()

        ledger.next_due = next_due  # type: ignore[method-assign]
