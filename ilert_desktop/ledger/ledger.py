"""The ledger: every event is written down here before anything else happens to it."""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from sqlite3 import Connection, OperationalError
from typing import TypeVar

from ilert_desktop.event import EventType
from ilert_desktop.ledger import elsewhere_notes, enqueueing, outbox_reads, reads, writes
from ilert_desktop.ledger.clock_jump import follow_clock
from ilert_desktop.ledger.lane import ReadingLane, WritingLane
from ilert_desktop.ledger.mending import Identity
from ilert_desktop.ledger.reading import LedgerReading
from ilert_desktop.ledger.records import (
    Attempt,
    AttemptEnd,
    Behind,
    Decision,
    DueEvent,
    Hold,
    LedgerEvent,
    NewEvent,
    NotBefore,
    Pace,
    Place,
)
from ilert_desktop.ledger.set_aside import DamageNote, damage_notes, note_told
from ilert_desktop.steady_clock import Steady, steady_now

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


def now_ms() -> int:
    """The time now, in milliseconds since 1970 in UTC."""
    return time.time_ns() // 1_000_000


class Ledger(LedgerReading):
    """Events, attempts and alerts in one SQLite file. Every method returns a future; none blocks its caller.

    Writes run in one thread, reads in another, so that a long search delays no sending. `subscribe` tells who
    watches, on the writer's thread, that something was committed. Futures raise `LedgerProblem`. `opened` ends when
    the database is created or up to date, or tells why it can't be; later calls try again.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], int] = now_ms,
        steady: Callable[[], Steady] = steady_now,
        make_folder: Callable[[], None] = lambda: None,
    ) -> None:
        self._steady = steady
        self._path = path
        self._watchers: list[Callable[[], None]] = []
        self._data_version: int | None = None
        self._writer = WritingLane(
            path, make_folder=make_folder, release=self._release_reader, told=self._tell_watchers
        )
        super().__init__(ReadingLane(path, name="ledger-reader", writer=self._writer), clock)
        self.opened: Future[None] = self._writer.run(lambda _: None)

    def close(self) -> None:
        """Finish what was handed in and close the file."""
        self._reader.close()
        self._writer.close()

    def subscribe(self, watcher: Callable[[], None]) -> None:
        """Call `watcher()` on the writer's thread after each commit; it must be quick and must not raise."""
        self._watchers.append(watcher)

    def enqueue(
        self, new: NewEvent, *, allow_repeat: bool = False, behind: Behind = Behind.WAIT
    ) -> Future[LedgerEvent]:
        """Commit an event of no job to the outbox; raises what `enqueueing.enqueue` says."""
        write = partial(enqueueing.enqueue, news=(new,), now=self._clock(), allow_repeat=allow_repeat, behind=behind)
        return self._write(lambda connection: write(connection)[0])

    def enqueue_together(
        self,
        news: Sequence[NewEvent],
        *,
        allow_repeat: bool = False,
        behind: Behind = Behind.WAIT,
        instead_of: Collection[int] | None = None,
    ) -> Future[list[LedgerEvent]]:
        """Commit several events, all or none (of a job, without what is known); raises as `enqueueing.enqueue`."""
        return self._write(
            partial(
                enqueueing.enqueue,
                news=tuple(news),
                now=self._clock(),
                allow_repeat=allow_repeat,
                behind=behind,
                instead_of=instead_of,
            )
        )

    def cancel_untaken(self, source_id: str, alert_key: str) -> Future[bool]:
        """Cancel everything of an alert that ilert has certainly not taken; False when it may have been by now."""
        return self._write(
            partial(enqueueing.cancel_untaken, source_id=source_id, alert_key=alert_key, now=self._clock())
        )

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

    def decide(self, event_id: int, decision: Decision) -> Future[bool]:
        """Move an event that is neither under way nor settled (retry now, cancel, hold); False when it is either."""
        return self._write(partial(writes.decide, event_id=event_id, decision=decision, now=self._clock()))

    def send_now(self, event_id: int, *, seen: Hold | None) -> Future[bool]:
        """Queue an event that the operator saw waiting, or held for `seen`.

        False when it is under way or settled by now, or asks another question since.
        """
        return self._write(partial(writes.send_now, event_id=event_id, seen=seen, now=self._clock()))

    def retry_waiting(self) -> Future[int]:
        """Make everything that waits for its next try due now; how many events that were."""
        return self._write(partial(writes.retry_waiting, now=self._clock()))

    def release_source(self, source_id: str, holds: frozenset[Hold]) -> Future[int]:
        """Queue again what a source's events are held for; how many that were."""
        return self._write(partial(writes.release_source, source_id=source_id, holds=holds, now=self._clock()))

    def recover(
        self, conclude: Callable[[LedgerEvent], tuple[AttemptEnd, Decision]], in_flight: Collection[int] = ()
    ) -> Future[int]:
        """End the attempts that a stopped program left open; only for the process that drains the outbox.

        `in_flight` are the ids of the events that it is sending itself. Watchers are told only if there were any.
        """
        end = partial(writes.recover, now=self._clock(), conclude=conclude, in_flight=in_flight)
        return self._write(end, is_change=bool)

    def note_elsewhere(self, source_id: str, alert_key: str, done: EventType, place: Place) -> Future[bool]:
        """Commit that the newest open alert of a source with this key was accepted or resolved (`done`) elsewhere.

        No event is sent for it. False when none is known here that this changes.
        """
        note = partial(elsewhere_notes.note_by_key, source_id=source_id, alert_key=alert_key)
        return self._write(partial(note, done=done, place=place, now=self._clock()), is_change=bool)

    def cancel_job(self, job: str) -> Future[int]:
        """Cancel what of a bulk job is neither settled nor under way; how many events that were."""
        return self._write(partial(writes.cancel_job, job=job, now=self._clock()))

    def due(self) -> Future[list[DueEvent]]:
        """What may be sent now, interactive events first, then the oldest; follows a clock that was set."""
        return self._writer.run(partial(_due, now=self._clock(), steady=self._steady()))

    def salt(self) -> Future[str]:
        """What makes the marks of keys in this ledger unlike those in any other."""
        return self._writer.run(reads.salt)

    def changed_elsewhere(self) -> Future[bool]:
        """Whether another process has committed something since this was last asked; yes when asked first."""
        return self._writer.run(self._look)

    def event(self, event_id: int) -> Future[LedgerEvent]:
        """One event as it stands."""
        return self._writer.run(partial(reads.event_by_id, event_id=event_id))

    def next_due(self) -> Future[int | None]:
        """When the next event becomes due (milliseconds since 1970), None when nothing waits."""
        return self._writer.run(partial(outbox_reads.next_due, now=self._clock()))

    def damage_notes(self) -> Future[list[DamageNote]]:
        """What the operator was not told yet of ledgers that were damaged and set aside, oldest first."""
        return self._reader.submit(partial(damage_notes, self._path, untold=True))

    def note_told(self, note: DamageNote) -> Future[None]:
        """Remember that the operator has read `note`."""
        return self._reader.submit(partial(note_told, note))

    def mend(self, file: Identity) -> Future[bool]:
        """Set the ledger aside that a check found damaged, unless another file stands in its place by now."""
        return self._writer.mend(file, None)

    def _look(self, connection: Connection) -> bool:
        # On the writer's connection, to which only other processes are "another connection".
        before, self._data_version = self._data_version, reads.data_version(connection)
        return before != self._data_version

    def _release_reader(self) -> None:
        self._reader.release()

    def _write(
        self, work: Callable[[Connection], _Result], *, is_change: Callable[[_Result], bool] = lambda _: True
    ) -> Future[_Result]:
        """Run `work`; the watchers are told unless `is_change(result)` says that it changed nothing."""
        return self._writer.run(partial(self._write_and_tell, work, is_change, self._clock(), self._steady()))

    def _write_and_tell(
        self,
        work: Callable[[Connection], _Result],
        is_change: Callable[[_Result], bool],
        now: int,
        steady: Steady,
        connection: Connection,
    ) -> _Result:
        # First: what is written now counts by the clock as it is now.
        _follow(connection, now, steady)
        result = work(connection)
        if is_change(result):
            self._tell_watchers()
        return result

    def _tell_watchers(self) -> None:
        for watcher in self._watchers:
            watcher()


def _has_begun(result: Attempt | NotBefore | None) -> bool:
    return result.is_noted if isinstance(result, NotBefore) else result is not None


def _follow(connection: Connection, now: int, steady: Steady) -> None:
    # On a full disk this is put off; what is due can be read all the same.
    with suppress(OperationalError):
        follow_clock(connection, now, steady)


def _due(connection: Connection, now: int, steady: Steady) -> list[DueEvent]:
    _follow(connection, now, steady)
    return outbox_reads.due(connection, now)
