"""What the ledger does for the one program that drains the outbox."""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from functools import partial
from sqlite3 import Connection

from ilert_desktop.ledger import outbox_reads, reads, writes
from ilert_desktop.ledger.records import Attempt, AttemptEnd, Decision, DueEvent, LedgerEvent, NotBefore, Pace
from ilert_desktop.ledger.writing import LedgerWriting, follow
from ilert_desktop.steady_clock import Steady


class LedgerDraining(LedgerWriting):
    """The half of a `Ledger` that sending needs: what is due, and what became of it."""

    def due(self) -> Future[list[DueEvent]]:
        """What may be sent now, interactive events first, then the oldest; follows a clock that was set."""
        return self._writer.run(partial(_due, now=self._clock(), steady=self._steady()))

    def next_due(self) -> Future[int | None]:
        """When the next event becomes due (milliseconds since 1970), None when nothing waits."""
        return self._writer.run(partial(outbox_reads.next_due, now=self._clock()))

    def begin_attempt(self, event_id: int, pace: Pace) -> Future[Attempt | NotBefore | None]:
        """Commit that an attempt starts, before its request does.

        `NotBefore` when pacing has it wait, None when the event may not go any more.
        """
        moment, steady = self._clock(), self._steady()
        begin = partial(writes.begin_attempt, event_id=event_id, pace=pace, now=moment, steady=steady)
        return self._write(begin, is_change=_has_begun)

    def finish_attempt(self, attempt: Attempt, end: AttemptEnd, decision: Decision) -> Future[None]:
        """Commit how an attempt ended and what becomes of its event."""
        return self._write(partial(writes.finish_attempt, attempt=attempt, end=end, decision=decision))

    def recover(
        self, conclude: Callable[[LedgerEvent], tuple[AttemptEnd, Decision]], in_flight: Collection[int] = ()
    ) -> Future[int]:
        """End the attempts that a stopped program left open; only for the process that drains the outbox.

        `in_flight` are the ids of the events that it is sending itself. Watchers are told only if there were any.
        """
        end = partial(writes.recover, now=self._clock(), conclude=conclude, in_flight=in_flight)
        return self._write(end, is_change=bool)

    def salt(self) -> Future[str]:
        """What makes the marks of keys in this ledger unlike those in any other."""
        return self._writer.run(reads.salt)


def _has_begun(result: Attempt | NotBefore | None) -> bool:
    return result.is_noted if isinstance(result, NotBefore) else result is not None


def _due(connection: Connection, now: int, steady: Steady) -> list[DueEvent]:
    follow(connection, now, steady)
    return outbox_reads.due(connection, now)
