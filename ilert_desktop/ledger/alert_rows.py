"""Keeps the `alert` table, which the history reads, in step with the events of one key."""

import sqlite3

from ilert_desktop.event import EventType, from_json
from ilert_desktop.ledger.alert_state import Grouped, Step, group
from ilert_desktop.ledger.records import SETTLED, EventState


def refresh_alerts(connection: sqlite3.Connection, source_id: str, key_fold: str, event_id: int) -> None:
    """Work out anew which alerts the events of one key make, inside the caller's transaction.

    An event without a key is an alert of its own; `event_id` then says which.
    """
    if key_fold:
        rows = connection.execute(
            "SELECT * FROM event WHERE source_id = ? AND key_fold = ? ORDER BY id", (source_id, key_fold)
        ).fetchall()
    else:
        rows = connection.execute("SELECT * FROM event WHERE id = ?", (event_id,)).fetchall()
    by_id = {row["id"]: row for row in rows}
    alerts = group(Step(row["id"], EventType(row["event_type"]), EventState(row["state"])) for row in rows)
    for alert in alerts:
        _write(connection, alert, [by_id[number] for number in alert.event_ids])
    if key_fold:
        _remove_others(connection, source_id, key_fold, {alert.event_ids[0] for alert in alerts})


def _write(connection: sqlite3.Connection, alert: Grouped, rows: list[sqlite3.Row]) -> None:
    first, last = rows[0], rows[-1]
    shown = from_json(first["body"])
    pending = sum(1 for row in rows if EventState(row["state"]) not in SETTLED)
    connection.execute(
        "INSERT INTO alert (id, source_id, source_name, alert_key, key_fold, state, summary, priority, raised_at,"
        " last_at, last_type, last_state, pending) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET state = excluded.state, last_at = excluded.last_at,"
        " last_type = excluded.last_type, last_state = excluded.last_state, pending = excluded.pending",
        (
            first["id"],
            first["source_id"],
            first["source_name"],
            first["alert_key"],
            first["key_fold"],
            alert.state,
            shown.summary,
            shown.priority or "",
            first["created_at"],
            last["created_at"],
            last["event_type"],
            last["state"],
            pending,
        ),
    )
    connection.executemany(
        "UPDATE event SET alert_id = ? WHERE id = ? AND alert_id <> ?",
        [(first["id"], row["id"], first["id"]) for row in rows],
    )


def _remove_others(connection: sqlite3.Connection, source_id: str, key_fold: str, kept: set[int]) -> None:
    rows = connection.execute(
        "SELECT id FROM alert WHERE source_id = ? AND key_fold = ?", (source_id, key_fold)
    ).fetchall()
    connection.executemany("DELETE FROM alert WHERE id = ?", [(row["id"],) for row in rows if row["id"] not in kept])
