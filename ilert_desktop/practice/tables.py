"""The tables of practice's database, and the connection to it."""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Final

from ilert_desktop.practice.faults import PracticeFault

_VERSION: Final = 1
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
    kept BLOB NOT NULL
) STRICT;
CREATE INDEX alert_of_key ON alert (source_id, key_fold, id) WHERE status <> 'RESOLVED';
CREATE INDEX alert_of_source ON alert (source_id, status, reported_us, id) WHERE status <> 'RESOLVED';
CREATE INDEX alert_by_time ON alert (reported_us, id);
CREATE INDEX alert_by_status ON alert (status, reported_us, id);
CREATE INDEX alert_by_source ON alert (source_id, reported_us, id);
"""


def open_tables(path: Path | None) -> sqlite3.Connection:
    """A connection to the database at `path`, readable by its owner only, or to one in memory.

    Raises:
        PracticeFault: the file can't be opened, is no database, or is of a newer version of the program.
    """
    if path is not None:
        _make_for_owner(path)
    connection = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
    try:
        # A commit survives the end of the program; only a power cut may take the last ones, which practice can stand.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _bring_up_to_date(connection)
    except sqlite3.Error as error:
        connection.close()
        raise PracticeFault("Practice can't open its data", f"{error}: {path} can't be used.") from error
    except PracticeFault:
        connection.close()
        raise
    return connection


def _make_for_owner(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with contextlib.suppress(NotImplementedError):
            path.chmod(0o600)
    except OSError as error:
        raise PracticeFault("Practice can't open its data", f"{error.strerror or error}: check {path}.") from error


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > _VERSION:
        raise PracticeFault("Practice's data is of a newer version", "Start the newer version of ilert Desktop.")
    if found == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
