"""What is read of the outbox: what is due, what is held, how a job stands. Times are milliseconds since 1970 in UTC."""

import sqlite3
from typing import Final

from ilert_desktop.event import EventType, fold_key
from ilert_desktop.ledger.reads import UNSETTLED, event_of
from ilert_desktop.ledger.records import DueEvent, JobProgress, LedgerEvent

# No wait is longer than what ilert may ask for with `Retry-After`: more is a clock that was set back.
LONGEST_WAIT_MS: Final = 3_660_000

# Without `INDEXED BY` SQLite would go through every event there ever was, for the order of their ids.
DUE: Final = f"""
SELECT id, source_id, is_bulk FROM event AS mine INDEXED BY event_unsettled
WHERE {UNSETTLED} AND state IN ('queued', 'waiting') AND not_before NOT BETWEEN ?1 + 1 AND ?1 + {LONGEST_WAIT_MS}
  AND (key_fold = '' OR NOT EXISTS (
    SELECT 1 FROM event AS before INDEXED BY event_unsettled
    WHERE {UNSETTLED} AND before.source_id = mine.source_id AND before.key_fold = mine.key_fold
      AND before.id < mine.id))
ORDER BY is_bulk, id
"""  # noqa: S608 - the condition is the ledger's own text
NEXT_DUE: Final = f"""
SELECT min(not_before) AS at FROM event INDEXED BY event_unsettled
WHERE {UNSETTLED} AND state IN ('queued', 'waiting') AND not_before > ?1
"""  # noqa: S608 - as above
OUTBOX: Final = f"SELECT * FROM event INDEXED BY event_unsettled WHERE {UNSETTLED} ORDER BY id"  # noqa: S608 - as above
HELD: Final = f"""
SELECT * FROM event INDEXED BY event_unsettled WHERE {UNSETTLED} AND state = 'held' ORDER BY id
"""  # noqa: S608 - as above
UNDO_WAITS: Final = f"""
SELECT * FROM event INDEXED BY event_unsettled WHERE {UNSETTLED} AND state = 'queued' AND not_before > ? ORDER BY id
"""  # noqa: S608 - as above
# A key that was paused a moment ago has an attempt of the source among its newest ones.
PAUSED: Final = f"""
SELECT max(until) AS until FROM key_pause WHERE until BETWEEN ?1 + 1 AND ?1 + {LONGEST_WAIT_MS} AND EXISTS (
  SELECT 1 FROM (SELECT source_id FROM attempt WHERE attempt.key_mark = key_pause.key_mark ORDER BY id DESC LIMIT 200)
  WHERE source_id = ?2)
"""  # noqa: S608 - a number of this module
_FIRST: Final = f"""
SELECT * FROM event INDEXED BY event_unsettled
WHERE {UNSETTLED} AND source_id = ? AND key_fold = ? ORDER BY id LIMIT 1
"""  # noqa: S608 - as above
_JOB: Final = """
SELECT count(*) AS total,
       count(*) FILTER (WHERE state = 'taken') AS taken,
       count(*) FILTER (WHERE state = 'rejected') AS rejected,
       count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
       count(*) FILTER (WHERE state = 'held') AS held,
       min(event_type) AS event_type
FROM event WHERE job = ? AND job <> ''
"""
_TO_SEND: Final = f"""
SELECT source_id, count(*) AS events FROM event INDEXED BY event_unsettled
WHERE {UNSETTLED} AND job = ? AND state <> 'held' GROUP BY source_id
"""  # noqa: S608 - the condition is the ledger's own text
_HELD_KEYS: Final = f"""
SELECT alert_key FROM event INDEXED BY event_unsettled WHERE {UNSETTLED} AND job = ? AND state = 'held'
ORDER BY id LIMIT 3
"""  # noqa: S608 - as above


def due(connection: sqlite3.Connection, now: int) -> list[DueEvent]:
    """What may be sent now, interactive events first, then the oldest.

    That is what is queued or waiting, its time has come, and nothing of its alert is before it. Events without a key
    wait for nobody.
    """
    rows = connection.execute(DUE, (now,))
    return [DueEvent(row["id"], row["source_id"], bool(row["is_bulk"])) for row in rows]


def next_due(connection: sqlite3.Connection, now: int) -> int | None:
    """When the next event that is not due yet becomes due, or None."""
    row = connection.execute(NEXT_DUE, (now,)).fetchone()
    return row["at"] if row["at"] is not None else None


def outbox(connection: sqlite3.Connection) -> list[LedgerEvent]:
    """Every event that is not settled, oldest first."""
    return [event_of(row) for row in connection.execute(OUTBOX)]


def held(connection: sqlite3.Connection) -> list[LedgerEvent]:
    """Every event that is held until the operator answers, oldest first."""
    return [event_of(row) for row in connection.execute(HELD)]


def undo_waits(connection: sqlite3.Connection, now: int) -> list[LedgerEvent]:
    """The events that can still be taken back before they are sent, oldest first."""
    return [event_of(row) for row in connection.execute(UNDO_WAITS, (now,))]


def paused_until(connection: sqlite3.Connection, source_id: str, now: int) -> int:
    """Until when the key that a source last sent with is paused, 0 when it is not."""
    return connection.execute(PAUSED, (now, source_id)).fetchone()["until"] or 0


def first_of_alert(connection: sqlite3.Connection, source_id: str, alert_key: str) -> LedgerEvent | None:
    """The event of an alert that the others wait for: its first one that is not settled; None without a key."""
    row = connection.execute(_FIRST, (source_id, fold_key(alert_key))).fetchone() if alert_key.strip() else None
    return event_of(row) if row else None


def job(connection: sqlite3.Connection, job_id: str) -> JobProgress:
    """How far a bulk job has come; all zero for one that is not known."""
    counts = dict(connection.execute(_JOB, (job_id,)).fetchone())
    event_type = counts.pop("event_type")
    return JobProgress(
        job=job_id,
        event_type=EventType(event_type) if event_type else None,
        to_send={row["source_id"]: row["events"] for row in connection.execute(_TO_SEND, (job_id,))},
        held_keys=tuple(row["alert_key"] for row in connection.execute(_HELD_KEYS, (job_id,))),
        **counts,
    )


def unfinished_jobs(connection: sqlite3.Connection) -> list[str]:
    """The bulk jobs that have events in the outbox, the oldest first."""
    rows = connection.execute(
        f"SELECT job, min(id) AS first FROM event INDEXED BY event_unsettled WHERE {UNSETTLED} AND job <> ''"  # noqa: S608
        " GROUP BY job ORDER BY first"
    )
    return [row["job"] for row in rows]
