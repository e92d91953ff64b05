"""Keeps the `alert` table, which the history reads, in step with the events of one key."""

import sqlite3
from typing import Final

from ilert_desktop.event import EventType, from_json
from ilert_desktop.ledger.alert_state import Grouped, Step, group
from ilert_desktop.ledger.reads import elsewhere_of
from ilert_desktop.ledger.records import SETTLED, Elsewhere, EventState

# Without the body, which can be large: only the one that is shown is read.
_COLUMNS: Final = "id, source_id, source_name, event_type, alert_key, key_fold, created_at, state"
# Written with what the partial index of unsettled events has, so that none of the settled ones is looked at.
_FIRST_TO_CHANGE: Final = """
SELECT min(id) AS first FROM (
  SELECT CASE alert_id WHEN 0 THEN (SELECT max(id) FROM alert WHERE source_id = ?1 AND key_fold = ?2)
         ELSE alert_id END AS id FROM event WHERE id = ?3
  UNION ALL
  SELECT alert_id FROM event INDEXED BY event_unsettled
  WHERE source_id = ?1 AND key_fold = ?2 AND alert_id > 0 AND state NOT IN ('taken', 'rejected', 'cancelled'))
"""


def refresh_alerts(connection: sqlite3.Connection, source_id: str, key_fold: str, event_id: int) -> None:
    """Work out anew which alerts the events of one key make, inside the caller's transaction.

    `event_id` is the event that was written or changed. Alerts before the first one that this can change are left as
    they are: a key may have thousands that are over. An event without a key is an alert of its own.
    """
    if key_fold:
        start = _first_to_change(connection, source_id, key_fold, event_id)
        condition, values = "source_id = ? AND key_fold = ? AND id >= ?", (source_id, key_fold, start)
    else:
        start = event_id
        condition, values = "id = ?", (event_id,)  # type: ignore[assignment]
    rows = connection.execute(f"SELECT {_COLUMNS} FROM event WHERE {condition} ORDER BY id", values).fetchall()  # noqa: S608
    by_id = {row["id"]: row for row in rows}
    steps = (Step(row["id"], EventType(row["event_type"]), EventState(row["state"])) for row in rows)
    alerts = group(steps, _noted(connection, condition, values))
    for alert in alerts:
        _write(connection, alert, [by_id[number] for number in alert.event_ids])
    if key_fold:
        _remove_others(connection, source_id, key_fold, start, {alert.event_ids[0] for alert in alerts})


def _noted(connection: sqlite3.Connection, condition: str, values: tuple[object, ...]) -> dict[int, list[Elsewhere]]:
    noted: dict[int, list[Elsewhere]] = {}
    rows = connection.execute(
        "SELECT event_id, done, place, at FROM elsewhere WHERE event_id IN"  # noqa: S608 - own conditions
        f" (SELECT id FROM event WHERE {condition}) ORDER BY id",
        values,
    )
    for row in rows:
        noted.setdefault(row["event_id"], []).append(elsewhere_of(row))
    return noted


def _first_to_change(connection: sqlite3.Connection, source_id: str, key_fold: str, event_id: int) -> int:
    """The first event of the alert that holds the earliest event that is not settled, or was changed.

    Where an alert begins depends on the one before it, and that of settled events is as it will always be. An event
    that was just written has no alert yet, and may belong to the newest one.
    """
    first = connection.execute(_FIRST_TO_CHANGE, (source_id, key_fold, event_id)).fetchone()["first"]
    return int(first or 0)


def _write(connection: sqlite3.Connection, alert: Grouped, rows: list[sqlite3.Row]) -> None:
    first, last, opener = rows[0], rows[-1], _opener(rows)
    body = connection.execute("SELECT body FROM event WHERE id = ?", (opener["id"],)).fetchone()["body"]
    shown = from_json(body)
    pending = sum(1 for row in rows if EventState(row["state"]) not in SETTLED)
    connection.execute(
        "INSERT INTO alert (id, source_id, source_name, alert_key, key_fold, state, summary, priority, raised_at,"
        " last_at, last_type, last_state, pending, elsewhere) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET state = excluded.state, summary = excluded.summary,"
        " priority = excluded.priority, raised_at = excluded.raised_at, last_at = excluded.last_at,"
        " last_type = excluded.last_type, last_state = excluded.last_state, pending = excluded.pending,"
        " elsewhere = excluded.elsewhere",
        (
            first["id"],
            first["source_id"],
            first["source_name"],
            opener["alert_key"],
            first["key_fold"],
            alert.state,
            shown.summary,
            shown.priority or "",
            opener["created_at"],
            last["created_at"],
            last["event_type"],
            last["state"],
            pending,
            alert.elsewhere or "",
        ),
    )
    connection.executemany(
        "UPDATE event SET alert_id = ? WHERE id = ? AND alert_id <> ?",
        [(first["id"], row["id"], first["id"]) for row in rows],
    )


def _opener(rows: list[sqlite3.Row]) -> sqlite3.Row:
    """The event that the alert is shown by: the ALERT that opened it, else the newest ALERT, else its first event.

    An ALERT that was rejected, corrected and sent again must not lend its mistakes to the RESOLVE.
    """
    raised = [row for row in rows if row["event_type"] == EventType.ALERT]
    taken = [row for row in raised if row["state"] == EventState.TAKEN]
    return (taken or raised[-1:] or rows)[0]


def _remove_others(connection: sqlite3.Connection, source_id: str, key_fold: str, start: int, kept: set[int]) -> None:
    rows = connection.execute(
        "SELECT id FROM alert WHERE source_id = ? AND key_fold = ? AND id >= ?", (source_id, key_fold, start)
    ).fetchall()
    connection.executemany("DELETE FROM alert WHERE id = ?", [(row["id"],) for row in rows if row["id"] not in kept])
