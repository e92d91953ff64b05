"""The tables, in numbered steps: `PRAGMA user_version` says which steps a database has seen."""

import sqlite3
import time
from pathlib import Path
from typing import Final

from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.transaction import transaction

_FIRST: Final = """
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id TEXT NOT NULL UNIQUE,
    alert_id INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    source_name TEXT NOT NULL,
    event_type TEXT NOT NULL,
    alert_key TEXT NOT NULL,
    key_fold TEXT NOT NULL,
    minted INTEGER NOT NULL,
    body BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    hold TEXT,
    message TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    first_attempt_at INTEGER,
    settled_at INTEGER,
    doubtful INTEGER NOT NULL DEFAULT 0,
    approved_at INTEGER
) STRICT;
CREATE INDEX event_unsettled ON event (source_id, key_fold, id)
    WHERE state NOT IN ('taken', 'rejected', 'cancelled');
CREATE INDEX event_of_key ON event (source_id, key_fold, id);
CREATE INDEX event_of_alert ON event (alert_id, id);
CREATE INDEX event_fingerprint ON event (fingerprint, created_at);

CREATE TABLE attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id INTEGER NOT NULL REFERENCES event (id),
    source_id TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    status INTEGER,
    answer TEXT NOT NULL DEFAULT '',
    correlation_id TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attempt_of_event ON attempt (event_id, id);
CREATE INDEX attempt_pace ON attempt (source_id, started_at);
CREATE INDEX attempt_open ON attempt (id) WHERE ended_at IS NULL;

CREATE TABLE alert (
    id INTEGER PRIMARY KEY REFERENCES event (id),
    source_id TEXT NOT NULL,
    source_name TEXT NOT NULL,
    alert_key TEXT NOT NULL,
    key_fold TEXT NOT NULL,
    state TEXT NOT NULL,
    summary TEXT NOT NULL,
    priority TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    last_type TEXT NOT NULL,
    last_state TEXT NOT NULL,
    pending INTEGER NOT NULL,
    alert_url TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX alert_of_key ON alert (source_id, key_fold);
CREATE INDEX alert_newest ON alert (last_at DESC, id DESC);
"""

# Pacing counts for a key and for a host, by order and by a clock that nobody sets; earlier attempts belong to no key.
_SECOND: Final = """
ALTER TABLE event ADD COLUMN job TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN is_bulk INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN waits_since INTEGER NOT NULL DEFAULT 0;
UPDATE event SET waits_since = created_at;
CREATE INDEX event_of_job ON event (job, id) WHERE job <> '';
ALTER TABLE attempt ADD COLUMN key_mark TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN boot TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN boot_ms INTEGER NOT NULL DEFAULT 0;
DROP INDEX attempt_pace;
CREATE INDEX attempt_of_key ON attempt (key_mark, id);
CREATE INDEX attempt_at_host ON attempt (host, id);
CREATE TABLE key_pause (
    key_mark TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT;
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO meta (name, value) VALUES ('salt', lower(hex(randomblob(32))))
"""

# Without a reference to the event: when a damaged ledger is rescued, what was noted is there before the events are.
_THIRD: Final = """
CREATE TABLE elsewhere (
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL,
    done TEXT NOT NULL,
    place TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX elsewhere_of_event ON elsewhere (event_id, id);
ALTER TABLE alert ADD COLUMN elsewhere TEXT NOT NULL DEFAULT ''
"""

STEPS: Final = (_FIRST, _SECOND, _THIRD)
# Writes of other programs take milliseconds; more than this would hold up the end of this one.
BUSY_SECONDS: Final = 1.5


def open_database(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open (and, unless `read_only`, create or bring up to date) the ledger at `path`.

    WAL with `synchronous=FULL`: a committed event survives a power cut. Waits `BUSY_SECONDS` for the lock of another
    program.

    Raises:
        LedgerProblem: the database was written by a newer version of this program.
        sqlite3.Error: it can't be opened; the caller converts.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        # SQLite's own LIKE and lower() know upper and lower case in ASCII only.
        connection.create_function("casefold", 1, str.casefold, deterministic=True)
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            path.chmod(0o600)
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            _bring_up_to_date(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # For this pragma SQLite does not wait by itself when another program changes the mode just now.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    if _version(connection) == len(STEPS):
        return
    with transaction(connection):
        # Asked again under the lock: another program may have been faster.
        version = _version(connection)
        if version > len(STEPS):
            raise LedgerProblem(
                "The history is from a newer version",
                "It was left untouched. Install the newest ilert Desktop to go on.",
            )
        for step in STEPS[version:]:
            # `executescript` would commit first.
            for statement in step.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
