"""A thread with a database connection of its own: work goes in as a function, its result comes out as a future."""

import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final, TypeVar

from ilert_desktop.ledger.damage import is_damage, may_be_damage
from ilert_desktop.ledger.errors import LedgerProblem, converted
from ilert_desktop.ledger.gate import Gate
from ilert_desktop.ledger.log_check import LogBroken, is_log_broken
from ilert_desktop.ledger.mending import WAIT_SECONDS, Identity, Mender, identity_of, log_of
from ilert_desktop.ledger.schema import open_database

_Result = TypeVar("_Result")
_CLOSING_BUSY_MS: Final = 100


class Lane:
    """Runs functions one after another on one thread, each with the same SQLite connection.

    SQLite connections belong to the thread that opened them, so this one is opened there, with the first work. When
    that fails, what was handed in before fails as well, and the next work tries again. When another file stands in
    the place of the one that is open, that one is opened. When the file turns out to be damaged it is mended, and the
    work is done once more.
    """

    def __init__(self, path: Path, *, name: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._file: Identity | None = None
        self._unopened: tuple[float, LedgerProblem] | None = None
        self._is_closing = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def run(self, work: Callable[[sqlite3.Connection], _Result]) -> Future[_Result]:
        """Run `work(connection)`; the future raises `LedgerProblem` where SQLite failed."""
        return self._executor.submit(self._run, work, time.monotonic())

    def submit(self, work: Callable[[], _Result]) -> Future[_Result]:
        """Run `work()`, which needs no database; the future raises `LedgerProblem` where a file failed."""
        return self._executor.submit(_converting, work)

    def release(self) -> None:
        """Close the connection as soon as what was handed in is finished; the next work opens it again."""
        if not self._is_closing:
            self._executor.submit(self._close)

    def close(self) -> None:
        """Finish what was handed in, then close the connection; takes nothing afterwards.

        While another program holds the database, each piece of work now waits 0.1 s for it instead of 1.5 s.
        """
        self._is_closing = True
        self._executor.submit(self._close)
        self._executor.shutdown(wait=True)

    def _run(self, work: Callable[[sqlite3.Connection], _Result], handed_in: float) -> _Result:
        if self._unopened is not None and handed_in <= self._unopened[0]:
            # It would wait as long for the same lock, and all of them together would hold up the program's end.
            raise self._unopened[1]
        try:
            with converted():
                return self._done(work)
        except LedgerProblem as problem:
            if self._connection is None:
                self._unopened = (time.monotonic(), problem)
            raise

    def _done(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        try:
            return self._do(work)
        except (sqlite3.DatabaseError, ValueError) as error:
            if not may_be_damage(error) or not self._mended(error):
                raise
        return self._do(work)

    def _do(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        if self._connection is None or identity_of(self._path) != self._file:
            self._close()
            self._prepare()
        with self._guarded():
            connection = self._current()
            if self._is_closing:
                connection.execute(f"PRAGMA busy_timeout = {_CLOSING_BUSY_MS}")
            return work(connection)

    def _current(self) -> sqlite3.Connection:
        """The connection to the file that stands at the path now."""
        if self._connection is None or identity_of(self._path) != self._file:
            self._close()
            self._file = identity_of(self._path)
            self._connection = self._open()
            self._file = identity_of(self._path)
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _prepare(self) -> None:
        raise NotImplementedError

    def _open(self) -> sqlite3.Connection:
        raise NotImplementedError

    def _guarded(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _mended(self, error: Exception) -> bool:
        """Have the file mended after `error`; False when it is not damaged and the error is something else."""
        raise NotImplementedError


class WritingLane(Lane):
    """The lane that creates the file, changes it and mends it.

    Args:
        path: of the ledger.
        make_folder: makes the ledger's folder unless it is there; may raise `OSError`.
        release: called before a damaged file is exchanged: other lanes are to close it.
        told: called when a damaged file was exchanged.
    """

    def __init__(
        self,
        path: Path,
        *,
        make_folder: Callable[[], None],
        release: Callable[[], object],
        told: Callable[[], None],
    ) -> None:
        super().__init__(path, name="ledger-writer")
        self._gate = Gate(path)
        self._mender = Mender(
            path,
            self._gate,
            make_folder=make_folder,
            release=release,
            told=told,
            stopped=lambda: self._is_closing,
        )
        self._whole_log: Identity | None = None
        self._false_alarms = 0

    def mend(self, file: Identity | None, error: Exception | None) -> Future[bool]:
        """Set `file` aside if it is damaged; whether another file stands there now.

        `error` is what made somebody think so, None when it is known for sure.
        """
        return self.submit(lambda: self._mended_file(file, error))

    def close(self) -> None:
        """Finish what was handed in and close the file; see `Lane.close`."""
        super().close()
        self._gate.close()

    def _do(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        result = super()._do(work)
        self._false_alarms = 0
        return result

    def _prepare(self) -> None:
        self._mender.prepare()

    def _guarded(self) -> AbstractContextManager[None]:
        return self._gate.shared(WAIT_SECONDS)

    def _open(self) -> sqlite3.Connection:
        if self._whole_log != self._file or self._file is None:
            # Once only: it can't be told from a log that another program writes just now.
            self._whole_log = self._file
            if is_log_broken(self._path, log_of(self._path)):
                raise LogBroken("commits in the log can't be read")
        return open_database(self._path)

    def _mended(self, error: Exception) -> bool:
        return self._mended_file(self._file, error)

    def _mended_file(self, file: Identity | None, error: Exception | None) -> bool:
        if os.name == "nt":
            self._close()  # what is open can't be renamed there
        # What SQLite meets again and again although its own check finds nothing is damaged all the same.
        is_sure = error is None or (is_damage(error) and self._false_alarms > 0)
        if self._mender.mend(file, is_sure=is_sure):
            # Not before: SQLite would write the log into the damaged file. One that was renamed it leaves alone.
            self._close()
            self._false_alarms = 0
            return True
        self._close()
        self._false_alarms += 1
        return isinstance(error, LogBroken)


class ReadingLane(Lane):
    """A lane that only reads; it opens the file after the writer has, and has it mended there."""

    def __init__(self, path: Path, *, name: str, writer: WritingLane) -> None:
        super().__init__(path, name=name)
        self._writer = writer

    def _prepare(self) -> None:
        self._writer.run(lambda _: None).result()

    def _guarded(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _open(self) -> sqlite3.Connection:
        return open_database(self._path, read_only=True)

    def _mended(self, error: Exception) -> bool:
        file = self._file
        self._close()
        return self._writer.mend(file, error).result()


def _converting(work: Callable[[], _Result]) -> _Result:
    with converted():
        return work()
