"""What changes the ledger. Each function is one transaction on the writer's connection; times are milliseconds."""

import hashlib
import sqlite3
from collections.abc import Callable
from typing import Final

import msgspec

from ilert_desktop.event import fold_key, from_json, to_json
from ilert_desktop.ledger.alert_rows import refresh_alerts
from ilert_desktop.ledger.errors import AlreadyQueued, RepeatedEvent
from ilert_desktop.ledger.late_note import with_original_time
from ilert_desktop.ledger.reads import attempt_of, event_by_id, event_of
from ilert_desktop.ledger.records import (
    SETTLED,
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NewEvent,
    OutcomeKind,
)
from ilert_desktop.ledger.transaction import transaction

REPEAT_WINDOW_MS: Final = 60_000
_QUESTIONS: Final = frozenset({Hold.UNCERTAIN, Hold.STALE})


def enqueue(connection: sqlite3.Connection, new: NewEvent, now: int, *, allow_repeat: bool) -> LedgerEvent:
    """Write an event down.

    Raises:
        AlreadyQueued: the draft was enqueued before.
        RepeatedEvent: the same event went to the same source within 60 s, and `allow_repeat` is not set.
    """
    fingerprint = _fingerprint(new)
    with transaction(connection):
        row = connection.execute("SELECT id FROM event WHERE draft_id = ?", (new.draft_id,)).fetchone()
        if row:
            raise AlreadyQueued(row["id"])
        if not allow_repeat and (row := _repeated(connection, fingerprint, now)):
            raise RepeatedEvent(row["id"], row["created_at"])
        event_id = _insert(connection, new, fingerprint, now)
        refresh_alerts(connection, new.source_id, fold_key(new.event.alert_key), event_id)
        return event_by_id(connection, event_id)


def begin_attempt(connection: sqlite3.Connection, event_id: int, now: int) -> Attempt | None:
    """Write down that an attempt starts; None when the event was cancelled or taken up in the meantime."""
    with transaction(connection):
        event = event_by_id(connection, event_id)
        if event.state not in {EventState.QUEUED, EventState.WAITING}:
            return None
        cursor = connection.execute(
            "INSERT INTO attempt (event_id, source_id, started_at) VALUES (?, ?, ?)", (event_id, event.source_id, now)
        )
        connection.execute(
            "UPDATE event SET state = ?, tries = tries + 1, message = '',"
            " first_attempt_at = coalesce(first_attempt_at, ?) WHERE id = ?",
            (EventState.SENDING, now, event_id),
        )
        _refresh(connection, event)
        row = connection.execute("SELECT * FROM attempt WHERE id = ?", (cursor.lastrowid,)).fetchone()
        return attempt_of(row)


def finish_attempt(connection: sqlite3.Connection, attempt: Attempt, end: AttemptEnd, decision: Decision) -> None:
    """Write down how an attempt ended and what becomes of its event, in one transaction."""
    with transaction(connection):
        connection.execute(
            "UPDATE attempt SET ended_at = ?, outcome = ?, status = ?, answer = ?, correlation_id = ?, error = ?"
            " WHERE id = ?",
            (end.at, end.outcome, end.status, end.answer, end.correlation_id, end.error, attempt.id),
        )
        event = event_by_id(connection, attempt.event_id)
        if end.outcome is OutcomeKind.UNCERTAIN:
            connection.execute("UPDATE event SET doubtful = 1 WHERE id = ?", (event.id,))
        _decide(connection, event, decision, end.at)
        if end.alert_url:
            connection.execute(
                "UPDATE alert SET alert_url = ? WHERE id = (SELECT alert_id FROM event WHERE id = ?)",
                (end.alert_url, event.id),
            )


def decide(connection: sqlite3.Connection, event_id: int, decision: Decision, now: int) -> bool:
    """Move an event that is not under way and not settled; False when it is either by now.

    Queueing an event that was held as uncertain or stale is the operator's answer: it is noted as approved, and a
    stale one carries from then on when it was raised.
    """
    with transaction(connection):
        event = event_by_id(connection, event_id)
        if event.state in SETTLED or event.state is EventState.SENDING:
            return False
        if event.hold in _QUESTIONS and decision.state is EventState.QUEUED:
            _approve(connection, event, now)
        _decide(connection, event, decision, now)
        return True


def retry_waiting(connection: sqlite3.Connection, now: int) -> int:
    """Make everything that waits for its next try due now; how many events that were."""
    with transaction(connection):
        return connection.execute(
            "UPDATE event INDEXED BY event_unsettled SET not_before = ?"
            " WHERE state NOT IN ('taken', 'rejected', 'cancelled') AND state = ? AND not_before > ?",
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
            _decide(connection, event, Decision(state=EventState.QUEUED), now)
        return len(events)


def recover(
    connection: sqlite3.Connection, now: int, conclude: Callable[[LedgerEvent], tuple[AttemptEnd, Decision]]
) -> int:
    """End every attempt that a stopped program left open, as `conclude` says; how many that were."""
    rows = connection.execute("SELECT * FROM attempt WHERE ended_at IS NULL ORDER BY id").fetchall()
    for row in rows:
        end, decision = conclude(event_by_id(connection, row["event_id"]))
        finish_attempt(connection, attempt_of(row), msgspec.structs.replace(end, at=now), decision)
    return len(rows)


def _insert(connection: sqlite3.Connection, new: NewEvent, fingerprint: bytes, now: int) -> int:
    cursor = connection.execute(
        "INSERT INTO event (draft_id, alert_id, source_id, source_name, event_type, alert_key, key_fold, minted,"
        " body, fingerprint, created_at, state) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.draft_id,
            new.source_id,
            new.source_name,
            new.event.event_type,
            new.event.alert_key,
            fold_key(new.event.alert_key),
            new.minted,
            to_json(new.event),
            fingerprint,
            now,
            EventState.QUEUED,
        ),
    )
    assert cursor.lastrowid is not None  # noqa: S101 - an INSERT that did not raise has a row id
    return cursor.lastrowid


def _approve(connection: sqlite3.Connection, event: LedgerEvent, now: int) -> None:
    body = event.body
    if event.hold is Hold.STALE:
        body = to_json(with_original_time(from_json(body), event.created_at))
    connection.execute("UPDATE event SET approved_at = ?, body = ? WHERE id = ?", (now, body, event.id))


def _decide(connection: sqlite3.Connection, event: LedgerEvent, decision: Decision, now: int) -> None:
    settled_at = now if decision.state in SETTLED else None
    connection.execute(
        "UPDATE event SET state = ?, not_before = ?, hold = ?, message = ?, settled_at = ? WHERE id = ?",
        (decision.state, decision.not_before, decision.hold, decision.message, settled_at, event.id),
    )
    _refresh(connection, event)


def _refresh(connection: sqlite3.Connection, event: LedgerEvent) -> None:
    refresh_alerts(connection, event.source_id, fold_key(event.alert_key), event.id)


def _repeated(connection: sqlite3.Connection, fingerprint: bytes, now: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT id, created_at FROM event WHERE fingerprint = ? AND created_at BETWEEN ? AND ?"
        " AND state NOT IN ('rejected', 'cancelled') ORDER BY id DESC LIMIT 1",
        (fingerprint, now - REPEAT_WINDOW_MS, now),
    ).fetchone()
    return row


def _fingerprint(new: NewEvent) -> bytes:
    """What makes two events the same to a person: source and content, without a key the program minted."""
    event = msgspec.structs.replace(new.event, alert_key="") if new.minted else new.event
    return hashlib.sha256(new.source_id.encode() + b"\0" + to_json(event)).digest()
