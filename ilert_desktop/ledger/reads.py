"""What is read out of the ledger. Times are milliseconds since 1970 in UTC."""

import sqlite3
from enum import StrEnum
from typing import Final

from ilert_desktop.event import EventType, fold_key
from ilert_desktop.ledger.errors import EventGone
from ilert_desktop.ledger.records import (
    Alert,
    AlertState,
    Attempt,
    Counts,
    Elsewhere,
    EventState,
    Hold,
    LedgerEvent,
    OutcomeKind,
    Place,
)

UNSETTLED: Final = "state NOT IN ('taken', 'rejected', 'cancelled')"
_OUTBOX: Final = f"""
SELECT count(*) AS unsettled,
       count(*) FILTER (WHERE state = 'waiting') AS waiting,
       count(*) FILTER (WHERE state = 'held') AS held,
       min(not_before) FILTER (WHERE state = 'waiting') AS next_try
FROM event INDEXED BY event_unsettled WHERE {UNSETTLED}
"""  # noqa: S608 - the condition is this module's own text


_ALERTS: Final = (
    "SELECT alert.*, (SELECT max(event.id) FROM event WHERE event.alert_id = alert.id) AS last_event_id FROM alert"
)


class Shown(StrEnum):
    """The filters of the history."""

    OPEN = "open"
    OUTBOX = "outbox"
    FAILED = "failed"
    ALL = "all"


_WHERE: Final = {
    Shown.OPEN: "state IN ('open', 'accepted')",
    Shown.OUTBOX: "pending > 0",
    Shown.FAILED: "(last_state IN ('rejected', 'held') OR (state = 'failed' AND last_state <> 'cancelled'))",
    Shown.ALL: "1",
}

# No word holds a line break, so none matches across two fields.
_HOLDS_WORD: Final = "instr(casefold(summary || char(10) || alert_key || char(10) || source_name), ?)"


def alerts(connection: sqlite3.Connection, shown: Shown, search: str, limit: int) -> list[Alert]:
    """The newest `limit` alerts under a filter whose summary, key or source holds every word of `search`."""
    words = search.casefold().split()
    conditions = [_WHERE[shown], *[_HOLDS_WORD] * len(words)]
    rows = connection.execute(
        f"{_ALERTS} WHERE {' AND '.join(conditions)} ORDER BY last_at DESC, id DESC LIMIT ?",
        (*words, limit),
    )
    return [_alert_of(row) for row in rows]


def alert_by_id(connection: sqlite3.Connection, alert_id: int) -> Alert | None:
    """One alert, or None when there is none with this id."""
    row = connection.execute(f"{_ALERTS} WHERE id = ?", (alert_id,)).fetchone()
    return _alert_of(row) if row else None


def summary_of(connection: sqlite3.Connection, source_id: str, alert_key: str) -> str:
    """The summary of the newest alert of a source with this key, empty when none is known here."""
    row = connection.execute(
        "SELECT summary FROM alert WHERE source_id = ? AND key_fold = ? ORDER BY id DESC LIMIT 1",
        (source_id, fold_key(alert_key)),
    ).fetchone()
    return str(row["summary"]) if row else ""


def open_alert(connection: sqlite3.Connection, source_id: str, alert_key: str) -> Alert | None:
    """The newest alert of a source with this key that is open or accepted, as far as it is known here, or None."""
    row = connection.execute(
        f"{_ALERTS} WHERE source_id = ? AND key_fold = ? AND key_fold <> '' AND state IN ('open', 'accepted')"
        " ORDER BY id DESC LIMIT 1",
        (source_id, fold_key(alert_key)),
    ).fetchone()
    return _alert_of(row) if row else None


def open_with_key(connection: sqlite3.Connection, alert_key: str) -> list[Alert]:
    """The alerts of any source with this key that are open or accepted, as far as it is known here, newest first."""
    rows = connection.execute(
        f"{_ALERTS} WHERE key_fold = ? AND key_fold <> '' AND state IN ('open', 'accepted') ORDER BY id DESC",
        (fold_key(alert_key),),
    )
    return [_alert_of(row) for row in rows]


def counts(connection: sqlite3.Connection) -> Counts:
    """What the filters and the status bar say."""
    columns = ", ".join(f"count(*) FILTER (WHERE {where}) AS '{name}'" for name, where in _WHERE.items())
    row = connection.execute(f"SELECT {columns} FROM alert").fetchone()  # noqa: S608
    outbox = connection.execute(_OUTBOX).fetchone()
    return Counts(**dict(row), **dict(outbox))


def events_of_alert(connection: sqlite3.Connection, alert_id: int) -> list[tuple[LedgerEvent, list[Attempt]]]:
    """The events of an alert, oldest first, each with its attempts in order."""
    rows = connection.execute("SELECT * FROM event WHERE alert_id = ? ORDER BY id", (alert_id,)).fetchall()
    return [(event_of(row), attempts_of(connection, row["id"])) for row in rows]


def attempts_of(connection: sqlite3.Connection, event_id: int) -> list[Attempt]:
    """The attempts of an event, oldest first."""
    rows = connection.execute("SELECT * FROM attempt WHERE event_id = ? ORDER BY id", (event_id,))
    return [attempt_of(row) for row in rows]


def event_by_id(connection: sqlite3.Connection, event_id: int) -> LedgerEvent:
    """One event.

    Raises:
        EventGone: there is none with this id (any more).
    """
    row = connection.execute("SELECT * FROM event WHERE id = ?", (event_id,)).fetchone()
    if row is None:
        raise EventGone
    return event_of(row)


def salt(connection: sqlite3.Connection) -> str:
    """The random text that the marks of keys are made with."""
    return str(connection.execute("SELECT value FROM meta WHERE name = 'salt'").fetchone()["value"])


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection has committed something (SQLite's own)."""
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


def event_of(row: sqlite3.Row) -> LedgerEvent:
    """A row of the `event` table as a value."""
    values = {name: row[name] for name in LedgerEvent.__struct_fields__}
    return LedgerEvent(
        **values
        | {
            "event_type": EventType(row["event_type"]),
            "state": EventState(row["state"]),
            "hold": Hold(row["hold"]) if row["hold"] else None,
            "minted": bool(row["minted"]),
            "doubtful": bool(row["doubtful"]),
            "is_bulk": bool(row["is_bulk"]),
        }
    )


def attempt_of(row: sqlite3.Row) -> Attempt:
    """A row of the `attempt` table as a value."""
    values = {name: row[name] for name in Attempt.__struct_fields__}
    return Attempt(**values | {"outcome": OutcomeKind(row["outcome"]) if row["outcome"] else None})


def elsewhere_of_alert(connection: sqlite3.Connection, alert_id: int) -> list[Elsewhere]:
    """What was done elsewhere to an alert, oldest first."""
    rows = connection.execute(
        "SELECT event_id, done, place, at FROM elsewhere WHERE event_id IN (SELECT id FROM event WHERE alert_id = ?)"
        " ORDER BY id",
        (alert_id,),
    )
    return [elsewhere_of(row) for row in rows]


def elsewhere_of(row: sqlite3.Row) -> Elsewhere:
    """A row of the `elsewhere` table as a value."""
    return Elsewhere(event_id=row["event_id"], done=EventType(row["done"]), place=Place(row["place"]), at=row["at"])


def _alert_of(row: sqlite3.Row) -> Alert:
    values = {name: row[name] for name in Alert.__struct_fields__}
    return Alert(
        **values
        | {
            "state": AlertState(row["state"]),
            "last_type": EventType(row["last_type"]),
            "last_state": EventState(row["last_state"]),
            "elsewhere": Place(row["elsewhere"]) if row["elsewhere"] else None,
        }
    )
