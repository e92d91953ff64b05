"""What changes an event on its way: each function is one transaction on the writer's connection.

Times are milliseconds since 1970.
"""

import sqlite3
from collections.abc import Callable, Collection
from typing import Final

import msgspec

from ilert_desktop.event import EventType, from_json, to_json
from ilert_desktop.ledger.late_note import with_original_time
from ilert_desktop.ledger.pacing import not_before, pause_key
from ilert_desktop.ledger.reads import UNSETTLED, attempt_of, event_by_id, event_of
from ilert_desktop.ledger.records import (
    SETTLED,
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NotBefore,
    OutcomeKind,
    Pace,
)
from ilert_desktop.ledger.settling import apply, refresh
from ilert_desktop.ledger.transaction import transaction
from ilert_desktop.steady_clock import Steady

_QUESTIONS: Final = frozenset({Hold.UNCERTAIN, Hold.STALE})
# The stale limit of a source of which nothing else was set.
_OLD_NEWS_MS: Final = 30 * 60_000
_JOB_CANCELLED: Final = Decision(state=EventState.CANCELLED, message="Cancelled with the rest of its job.")


def begin_attempt(
    connection: sqlite3.Connection, event_id: int, pace: Pace, now: int, steady: Steady
) -> Attempt | NotBefore | None:
    """Write down that an attempt starts, if pacing lets it.

    Pacing is asked in the same transaction, so that no two attempts can take the same place. None when the event was
    cancelled or taken up in the meantime.
    """
    with transaction(connection):
        event = event_by_id(connection, event_id)
        if event.state not in {EventState.QUEUED, EventState.WAITING}:
            return None
        later = not_before(connection, pace, is_bulk=event.is_bulk, now=now, steady=steady)
        if later is not None:
            if event.state is not EventState.WAITING or event.not_before == later.at:
                return later
            # The operator is shown when the next try really is.
            connection.execute("UPDATE event SET not_before = ? WHERE id = ?", (later.at, event_id))
            return NotBefore(later.at, is_noted=True)
        cursor = connection.execute(
            "INSERT INTO attempt (event_id, source_id, started_at, key_mark, host, boot, boot_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (event_id, event.source_id, now, pace.key_mark, pace.host, steady.boot, steady.ms),
        )
        connection.execute(
            "UPDATE event SET state = ?, tries = tries + 1, message = '',"
            " first_attempt_at = coalesce(first_attempt_at, ?) WHERE id = ?",
            (EventState.SENDING, now, event_id),
        )
        refresh(connection, event)
        row = connection.execute("SELECT * FROM attempt WHERE id = ?", (cursor.lastrowid,)).fetchone()
        return attempt_of(row)


def finish_attempt(connection: sqlite3.Connection, attempt: Attempt, end: AttemptEnd, decision: Decision) -> None:
    """Write down how an attempt ended and what becomes of its event, in one transaction.

    An attempt that another program has concluded meanwhile (`recover`) changes nothing any more, unless ilert has taken
    the event and nothing else became of it since.
    """
    with transaction(connection):
        if _is_too_late(connection, attempt, decision):
            return
        connection.execute(
            "UPDATE attempt SET ended_at = ?, outcome = ?, status = ?, answer = ?, correlation_id = ?, error = ?"
            " WHERE id = ?",
            (end.at, end.outcome, end.status, end.answer, end.correlation_id, end.error, attempt.id),
        )
        event = event_by_id(connection, attempt.event_id)
        if end.pause_until:
            row = connection.execute("SELECT key_mark FROM attempt WHERE id = ?", (attempt.id,)).fetchone()
            pause_key(connection, row["key_mark"], end.pause_until)
        if end.outcome is OutcomeKind.UNCERTAIN:
            connection.execute("UPDATE event SET doubtful = 1 WHERE id = ?", (event.id,))
        apply(connection, event, decision, end.at)
        if end.alert_url:
            connection.execute(
                "UPDATE alert SET alert_url = ? WHERE id = (SELECT alert_id FROM event WHERE id = ?)",
                (end.alert_url, event.id),
            )


def decide(connection: sqlite3.Connection, event_id: int, decision: Decision, now: int) -> bool:
    """Move an event that is not under way and not settled; False when it is either by now.

    Queueing an event that was held as uncertain or stale is the operator's answer: it is noted as approved, and a
    stale one, or an ALERT whose answer took as long, carries from then on when it was raised.
    """
    with transaction(connection):
        return _move(connection, event_by_id(connection, event_id), decision, now)


def send_now(connection: sqlite3.Connection, event_id: int, seen: Hold | None, now: int) -> bool:
    """Queue an event that the operator saw waiting, or held for `seen`; False when it is under way or settled by now.

    Also when it asks another question since: nobody has answered that.
    """
    with transaction(connection):
        event = event_by_id(connection, event_id)
        if event.hold in _QUESTIONS and event.hold is not seen:
            return False
        return _move(connection, event, Decision(state=EventState.QUEUED), now)


def retry_waiting(connection: sqlite3.Connection, now: int) -> int:
    """Make everything that waits for its next try due now; how many events that were."""
    with transaction(connection):
        return connection.execute(
            f"UPDATE event INDEXED BY event_unsettled SET not_before = ? WHERE {UNSETTLED} AND state = ?"  # noqa: S608
            " AND not_before > ?",
            (now, EventState.WAITING, now),
        ).rowcount


def release_source(connection: sqlite3.Connection, source_id: str, holds: frozenset[Hold], now: int) -> int:
    """Queue again what is held at a source for one of `holds` (a key was stored, say); how many that were."""
    with transaction(connection):
        rows = connection.execute(
            "SELECT * FROM event WHERE source_id = ? AND state = ?", (source_id, EventState.HELD)
        ).fetchall()
        events = [event for event in map(event_of, rows) if event.hold in holds]
        for event in events:
            apply(connection, event, Decision(state=EventState.QUEUED), now)
        return len(events)


def recover(
    connection: sqlite3.Connection,
    now: int,
    conclude: Callable[[LedgerEvent], tuple[AttemptEnd, Decision]],
    in_flight: Collection[int] = (),
) -> int:
    """End every attempt that a stopped program left open, as `conclude` says; how many that were.

    Not those of the events `in_flight`, which this program is sending.
    """
    rows = connection.execute("SELECT * FROM attempt WHERE ended_at IS NULL ORDER BY id").fetchall()
    left = [row for row in rows if row["event_id"] not in in_flight]
    for row in left:
        end, decision = conclude(event_by_id(connection, row["event_id"]))
        finish_attempt(connection, attempt_of(row), msgspec.structs.replace(end, at=now), decision)
    return len(left)


def cancel_job(connection: sqlite3.Connection, job: str, now: int) -> int:
    """Cancel what of a bulk job is neither settled nor under way; how many events that were."""
    with transaction(connection):
        rows = connection.execute(
            f"SELECT * FROM event WHERE job = ? AND job <> '' AND {UNSETTLED} AND state <> ?",  # noqa: S608
            (job, EventState.SENDING),
        ).fetchall()
        for row in rows:
            apply(connection, event_of(row), _JOB_CANCELLED, now)
        return len(rows)


def _move(connection: sqlite3.Connection, event: LedgerEvent, decision: Decision, now: int) -> bool:
    if event.state in SETTLED or event.state is EventState.SENDING:
        return False
    if event.hold in _QUESTIONS and decision.state is EventState.QUEUED:
        _approve(connection, event, now)
    apply(connection, event, decision, now)
    return True


def _is_too_late(connection: sqlite3.Connection, attempt: Attempt, decision: Decision) -> bool:
    is_open = connection.execute("SELECT 1 FROM attempt WHERE id = ? AND ended_at IS NULL", (attempt.id,)).fetchone()
    if is_open:
        return False
    event = event_by_id(connection, attempt.event_id)
    return decision.state is not EventState.TAKEN or event.state in SETTLED or event.state is EventState.SENDING


def _approve(connection: sqlite3.Connection, event: LedgerEvent, now: int) -> None:
    body = event.body
    is_old = event.event_type is EventType.ALERT and now - event.created_at >= _OLD_NEWS_MS
    if event.hold is Hold.STALE or is_old:
        body = to_json(with_original_time(from_json(body), event.created_at, is_doubtful=event.doubtful))
    connection.execute("UPDATE event SET approved_at = ?, body = ? WHERE id = ?", (now, body, event.id))
