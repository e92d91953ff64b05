"""Reads the rows of a damaged table through SQLite, around what it can't read."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

Row = dict[str, Any]

# A text that is no UTF-8 raises it, too.
UNREADABLE: Final = sqlite3.DatabaseError
# These say nothing about the file: what can't be read now must not be given up.
_PASSING: Final = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_INTERRUPT}
)
# After these nothing can be read at all: no database, or no such table in it.
_HOPELESS: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_LOOKED_BEYOND: Final = 2000


def readable_rows(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    """The rows of a table with a primary key `id`, in its order, but those on pages that can't be read.

    After a failure the next ids are asked for one by one, until one can be read again.

    Raises:
        sqlite3.Error: something else than damage keeps it from being read, such as the lock of another program.
    """
    last = 0
    end = highest_id(connection, table)
    while True:
        try:
            rows = connection.execute(f"SELECT * FROM {table} NOT INDEXED WHERE id > ? ORDER BY id", (last,))  # noqa: S608
            for row in rows:
                if _is_in_order(row["id"], last, end):
                    last = row["id"]
                    yield dict(row)
        except UNREADABLE as error:
            _raise_passing(error)
            if getattr(error, "sqlite_errorcode", None) in _HOPELESS:
                return
            found = _next_readable(connection, table, last, end or last + _LOOKED_BEYOND)
            if found is None:
                return
            last = found["id"]
            yield found
        else:
            return


def highest_id(connection: sqlite3.Connection, table: str) -> int:
    """The highest id that a table ever gave, 0 when that can't be read."""
    try:
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    except UNREADABLE as error:
        _raise_passing(error)
        return 0
    return row["seq"] if row and isinstance(row["seq"], int) else 0


def all_rows(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    """The rows of any table, up to the first that can't be read."""
    try:
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - a name out of the schema
            yield dict(row)
    except UNREADABLE as error:
        _raise_passing(error)


def _is_in_order(number: Any, last: int, end: int) -> bool:
    return isinstance(number, int) and last < number and (not end or number <= end)


def _next_readable(connection: sqlite3.Connection, table: str, last: int, end: int) -> Row | None:
    for number in range(last + 1, end + 1):
        try:
            row = connection.execute(f"SELECT * FROM {table} NOT INDEXED WHERE id = ?", (number,)).fetchone()  # noqa: S608
        except UNREADABLE as error:
            _raise_passing(error)
            continue
        if row is not None and row["id"] == number:
            return dict(row)
    return None


def _raise_passing(error: sqlite3.DatabaseError) -> None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _PASSING:
        raise error
