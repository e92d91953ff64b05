"""Writes down that an alert was accepted or resolved elsewhere: its row shows it, and no event is sent.

Times are milliseconds since 1970.
"""

import sqlite3

from ilert_desktop.event import EventType, fold_key
from ilert_desktop.ledger.alert_rows import refresh_alerts
from ilert_desktop.ledger.alert_state import OPEN_FOR
from ilert_desktop.ledger.records import Place
from ilert_desktop.ledger.transaction import transaction


def note_by_key(
    connection: sqlite3.Connection, source_id: str, alert_key: str, done: EventType, place: Place, now: int
) -> bool:
    """Note it of the newest alert of a source with this key that it changes; False when there is none.

    One transaction on the writer's connection.
    """
    states = sorted(OPEN_FOR[done])
    marks = ", ".join("?" * len(states))
    with transaction(connection):
        row = connection.execute(
            "SELECT id FROM alert WHERE source_id = ? AND key_fold = ? AND key_fold <> ''"  # noqa: S608 - only marks
            f" AND state IN ({marks}) ORDER BY id DESC LIMIT 1",
            (source_id, fold_key(alert_key), *states),
        ).fetchone()
        return row is not None and _note(connection, row["id"], done, place, now)


def _note(connection: sqlite3.Connection, alert_id: int, done: EventType, place: Place, now: int) -> bool:
    # After the last event that was taken: an ALERT that still waits will open a new alert where this one is over.
    event = connection.execute(
        "SELECT id, source_id, key_fold FROM event WHERE alert_id = ? AND state = 'taken' ORDER BY id DESC LIMIT 1",
        (alert_id,),
    ).fetchone()
    if event is None:
        return False
    connection.execute(
        "INSERT INTO elsewhere (event_id, done, place, at) VALUES (?, ?, ?, ?)", (event["id"], done, place, now)
    )
    refresh_alerts(connection, event["source_id"], event["key_fold"], event["id"])
    return True
