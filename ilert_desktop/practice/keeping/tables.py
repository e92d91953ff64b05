"""The tables of practice's database, and the connection to it."""

import sqlite3
from pathlib import Path
from typing import Final

from ilert_desktop.practice.faults import DamagedData, PracticeFault

_VERSION: Final = 1
_APPLICATION: Final = 0x696C5052  # "ilPR": tells practice's databases from those of other programs
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LOG_LIMIT: Final = 4 * 1024 * 1024  # bytes; a longer write-ahead log gives its room back to the disk
_TABLES: Final = """
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    alert_id INTEGER,
    time_us INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    effect TEXT NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL,
    event BLOB
) STRICT;
CREATE INDEX log_of_alert ON log (alert_id, number);

CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    key_fold TEXT NOT NULL,
    status TEXT NOT NULL,
    reported_us INTEGER NOT NULL,
    opened_by INTEGER NOT NULL REFERENCES log (number),
    words TEXT NOT NULL,
    kept BLOB NOT NULL
) STRICT;
CREATE INDEX alert_of_key ON alert (source_id, key_fold, status, id) WHERE status <> 'RESOLVED';
CREATE INDEX alert_of_source ON alert (source_id, status, reported_us, id) WHERE status <> 'RESOLVED';
CREATE INDEX alert_by_time ON alert (reported_us, id, status, source_id);
CREATE INDEX alert_by_words ON alert (reported_us, id, status, source_id, words);
CREATE INDEX alert_open_by_time ON alert (reported_us, id, status, source_id) WHERE status <> 'RESOLVED';
"""


def open_tables(path: Path | None) -> sqlite3.Connection:
    """A connection to the database at `path`, or to one in memory.

    Raises:
        DamagedData: the file is no database of practice, or damaged.
        PracticeFault: it can't be opened, or is of a newer version of the program.
    """
    try:
        connection = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    try:
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise _unusable(path, error) from error
    except PracticeFault:
        connection.close()
        raise
    return connection


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is damaged: another try would fail as well."""
    # Python's own errors, and those of old versions of SQLite, have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    is_new = _check(connection, path)
    # A commit survives the end of the program; only a power cut may take the last ones, which practice can stand.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT}")
    if is_new:
        connection.executescript(
            f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {_APPLICATION};"
            f" PRAGMA user_version = {_VERSION}; COMMIT;"
        )


def _check(connection: sqlite3.Connection, path: Path | None) -> bool:
    """Whether the database is new; nothing is written to one that is not practice's."""
    (parts,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not parts and not version:
        return True
    if application != _APPLICATION:
        raise _no_database(path, "it belongs to another program")
    if version > _VERSION:
        raise PracticeFault("Practice's data is of a newer version", "Start the newer version of ilert Desktop.")
    if connection.execute("SELECT count(*) FROM sqlite_schema WHERE name IN ('log', 'alert')").fetchone() != (2,):
        raise _no_database(path, "a table is missing")
    return False


def _unusable(path: Path | None, error: sqlite3.Error) -> PracticeFault:
    if is_damage(error):
        return _no_database(path, str(error))
    return PracticeFault(
        "Practice can't open its data", f"{error}: check {path}, and whether there is room on its disk."
    )


def _no_database(path: Path | None, reason: str) -> DamagedData:
    return DamagedData(
        "Practice can't read its data", f"{path} is damaged or no file of practice ({reason}): move it away."
    )
