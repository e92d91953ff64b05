"""Tells whether a ledger is damaged: what SQLite finds, and what it can't know of the rows' content."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import AlertState, EventState, Hold, OutcomeKind

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def _texts(kinds: type[EventType | EventState | Hold | OutcomeKind | AlertState]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)


# What no row that this program wrote is like. A bit that flips inside a text is none of SQLite's business.
_ODD_ROWS: Final = {
    "event": f"event_type NOT IN ({_texts(EventType)}) OR state NOT IN ({_texts(EventState)})"
    f" OR hold NOT IN ({_texts(Hold)}) OR NOT json_valid(CAST(body AS TEXT))",
    "attempt": f"outcome NOT IN ({_texts(OutcomeKind)})",
    "alert": f"state NOT IN ({_texts(AlertState)}) OR last_type NOT IN ({_texts(EventType)})"
    f" OR last_state NOT IN ({_texts(EventState)})",
}


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says that the file is damaged, or no database at all."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.DatabaseError) and code is not None and code & 0xFF in _DAMAGED


def may_be_damage(error: BaseException) -> bool:
    """Whether it takes a look at the file to know: damage, or a row that makes no sense or is no text."""
    if isinstance(error, sqlite3.DatabaseError) and not hasattr(error, "sqlite_errorcode"):
        return True  # no word of SQLite's: a text in the file is no UTF-8, or the log is broken
    # What the operator typed can't be encoded; what is read can't be decoded or understood.
    return is_damage(error) or (isinstance(error, ValueError) and not isinstance(error, UnicodeEncodeError))


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing: neither the database nor, at its end, the write-ahead log."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, timeout=1.5)
    connection.row_factory = sqlite3.Row
    return connection


def find_damage(
    path: Path, *, texts_too: bool = False, opened: Callable[[sqlite3.Connection], object] = lambda _: None
) -> str:
    """What is wrong with the ledger at `path`, empty when nothing is.

    Args:
        path: the database; it is only read, on a connection of its own.
        texts_too: decode every text, too; this takes the interpreter's time.
        opened: is called with the connection, which another thread may interrupt.

    Raises:
        sqlite3.Error: it can't be found out (locked, interrupted, …).
        OSError: there is no such file.
    """
    path.stat()
    try:
        with closing(open_to_look(path)) as connection:
            opened(connection)
            return _look(connection, texts_too=texts_too)
    except sqlite3.DatabaseError as error:
        if not may_be_damage(error):
            raise
        return str(error)


def _look(connection: sqlite3.Connection, *, texts_too: bool) -> str:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        return str(found)
    tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not set(_ODD_ROWS) <= tables:
        return "a table is missing" if tables else ""
    for table, condition in _ODD_ROWS.items():
        if connection.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone():  # noqa: S608 - own text
            return f"a row of {table} holds what no version of this program writes"
        if texts_too:
            for _ in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - own text
                pass
    return ""
