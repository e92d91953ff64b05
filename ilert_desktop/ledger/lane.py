"""A thread with a database connection of its own: work goes in as a function, its result comes out as a future."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from ilert_desktop.ledger.errors import converted
from ilert_desktop.ledger.schema import open_database

_Result = TypeVar("_Result")
_CLOSING_BUSY_MS: Final = 100


class Lane:
    """Runs functions one after another on one thread, each with the same SQLite connection.

    SQLite connections belong to the thread that opened them, so this one is opened there, with the first work,
    and not before `after`, the lane that creates the file, has opened its own. When that fails, the next work tries
    again.
    """

    def __init__(self, path: Path, *, name: str, read_only: bool, after: "Lane | None" = None) -> None:
        self._path = path
        self._read_only = read_only
        self._after = after
        self._connection: sqlite3.Connection | None = None
        self._is_closing = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def run(self, work: Callable[[sqlite3.Connection], _Result]) -> Future[_Result]:
        """Run `work(connection)`; the future raises `LedgerProblem` where SQLite failed."""
        return self._executor.submit(self._run, work)

    def close(self) -> None:
        """Finish what was handed in, then close the connection; takes nothing afterwards.

        While another program holds the database, each piece of work now waits 0.1 s for it instead of 1.5 s.
        """
        self._is_closing = True
        self._executor.submit(self._close)
        self._executor.shutdown(wait=True)

    def _run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        with converted():
            if self._connection is None:
                if self._after is not None:
                    self._after.run(lambda _: None).result()
                self._connection = open_database(self._path, read_only=self._read_only)
            if self._is_closing:
                self._connection.execute(f"PRAGMA busy_timeout = {_CLOSING_BUSY_MS}")
            return work(self._connection)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
