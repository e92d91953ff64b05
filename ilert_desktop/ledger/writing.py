"""How the ledger is written to: one thread, one commit after another, and whoever watches is told."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from sqlite3 import Connection, OperationalError
from typing import TypeVar

from ilert_desktop.ledger import reads
from ilert_desktop.ledger.clock_jump import follow_clock
from ilert_desktop.ledger.lane import ReadingLane, WritingLane
from ilert_desktop.ledger.reading import LedgerReading
from ilert_desktop.steady_clock import Steady, steady_now

_Result = TypeVar("_Result")


def now_ms() -> int:
    """The time now, in milliseconds since 1970 in UTC."""
    return time.time_ns() // 1_000_000


class LedgerWriting(LedgerReading):
    """The lanes of a `Ledger`, and what every write of it goes through."""

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

    def changed_elsewhere(self) -> Future[bool]:
        """Whether another process has committed something since this was last asked; yes when asked first."""
        return self._writer.run(self._look)

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
        follow(connection, now, steady)
        result = work(connection)
        if is_change(result):
            self._tell_watchers()
        return result

    def _tell_watchers(self) -> None:
        for watcher in self._watchers:
            watcher()


def follow(connection: Connection, now: int, steady: Steady) -> None:
    """Have the waits in the database follow a clock that was set."""
    # On a full disk this is put off; what is due can be read all the same.
    with suppress(OperationalError):
        follow_clock(connection, now, steady)
