"""Moves an event from one state to the next, inside the caller's transaction."""

import sqlite3

from ilert_desktop.event import fold_key
from ilert_desktop.ledger.alert_rows import refresh_alerts
from ilert_desktop.ledger.records import SETTLED, Decision, LedgerEvent


def apply(connection: sqlite3.Connection, event: LedgerEvent, decision: Decision, now: int) -> None:
    """Write a decision to its event and to the alert's row; `now` is in milliseconds since 1970."""
    settled_at = now if decision.state in SETTLED else None
    connection.execute(
        "UPDATE event SET state = ?, not_before = ?, hold = ?, message = ?, settled_at = ? WHERE id = ?",
        (decision.state, decision.not_before, decision.hold, decision.message, settled_at, event.id),
    )
    refresh(connection, event)


def refresh(connection: sqlite3.Connection, event: LedgerEvent) -> None:
    """Bring the rows of the event's alerts up to date with it."""
    refresh_alerts(connection, event.source_id, fold_key(event.alert_key), event.id)
