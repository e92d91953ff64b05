"""The connection to practice's database; what goes wrong with it is a `PracticeFault`, and damage need not last."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ilert_desktop.practice.faults import DamagedData, PracticeFault
from ilert_desktop.practice.keeping.data_file import keep_to_owner, locked, set_aside
from ilert_desktop.practice.keeping.tables import is_damage, open_tables

_log: Final = logging.getLogger(__name__)


class Database:
    """A file, or memory where `path` is None, for as long as it is not closed. Belongs to one thread.

    Args:
        path: as `Store` has it.
        begun_anew: likewise.

    Raises:
        DamagedData: the file is damaged or no database of practice, and stays where it is.
        PracticeFault: the file can't be used, or another program holds it.
    """

    def __init__(self, path: Path | None, begun_anew: Callable[[PracticeFault], object] | None) -> None:
        self._path = path
        self._begun_anew = begun_anew
        self._lock = None if path is None else locked(path)
        try:
            self._connection = self._opened()
        except PracticeFault:
            self._unlock()
            raise

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        """What a query gives.

        Raises:
            PracticeFault: it can't be read.
        """
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._fault(error, "Practice can't read its data", "check the disk") from error

    def write(self, sql: str, values: tuple[object, ...]) -> int:
        """Change something in a `transaction`; the number of the row that was added last."""
        return self._connection.execute(sql, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in the block is, or nothing; one in another is part of that.

        Raises:
            PracticeFault: it can't be written.
        """
        if self._connection.in_transaction:
            yield
            return
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.Error as error:
            raise self._fault(error, "Practice can't write the event down", "make room on the disk") from error

    def damage(self, reason: str) -> PracticeFault:
        """The fault for something that can't be right; where the file may be replaced, it is empty from now on."""
        fault = DamagedData("Practice's data is damaged", f"{reason}: move {self._path} away.")
        if self._begun_anew is None or self._path is None or self._connection.in_transaction:
            return fault
        self._connection.close()
        self._connection = self._begin_anew(fault)
        return PracticeFault("Practice's data was damaged", "It has begun anew; send it once more.")

    def close(self) -> None:
        """Give the file up."""
        self._connection.close()
        self._unlock()

    def _opened(self) -> sqlite3.Connection:
        try:
            connection = open_tables(self._path)
        except DamagedData as damage:
            connection = self._begin_anew(damage)
        try:
            if self._path is not None:
                keep_to_owner(self._path)
        except PracticeFault:
            connection.close()
            raise
        return connection

    def _fault(self, error: sqlite3.Error, title: str, advice: str) -> PracticeFault:
        return self.damage(str(error)) if is_damage(error) else PracticeFault(title, f"{error}; {advice}.")

    def _begin_anew(self, damage: DamagedData) -> sqlite3.Connection:
        if self._path is None or self._begun_anew is None:
            raise damage
        aside = set_aside(self._path, datetime.now(UTC))
        notice = PracticeFault(
            "Practice has begun anew", f"Its data was damaged; nobody was paged. The old file is kept as {aside}."
        )
        _log.warning("%s (%s)", notice, damage)
        fresh = open_tables(self._path)
        self._begun_anew(notice)
        return fresh

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()
