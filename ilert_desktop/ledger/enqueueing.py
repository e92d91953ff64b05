"""Writes events down: each draft once, nothing twice in a minute unasked, and in order behind what waits already.

Each function is one transaction on the writer's connection; times are milliseconds since 1970.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from ilert_desktop.event import Event, EventType, fold_key, to_json
from ilert_desktop.ledger.alert_rows import refresh_alerts
from ilert_desktop.ledger.errors import AlreadyQueued, HeldBefore, NeverTaken, RepeatedEvent
from ilert_desktop.ledger.reads import UNSETTLED, event_by_id, event_of
from ilert_desktop.ledger.records import AlertState, Behind, Decision, EventState, LedgerEvent, NewEvent
from ilert_desktop.ledger.settling import apply
from ilert_desktop.ledger.transaction import transaction

REPEAT_WINDOW_MS: Final = 60_000
_SUPERSEDED: Final = Decision(state=EventState.CANCELLED, message="Superseded: a later event was sent instead.")
_BOTH: Final = Decision(
    state=EventState.CANCELLED, message="Cancelled: the alert was to be resolved before it was taken."
)


def enqueue(
    connection: sqlite3.Connection,
    news: Sequence[NewEvent],
    now: int,
    *,
    allow_repeat: bool,
    behind: Behind,
    instead_of: Collection[int] | None = None,
) -> list[LedgerEvent]:
    """Write events down, all of them or none. Of a bulk job, a draft that was enqueued before is left out.

    A running undo wait of an event that one of them follows ends: it is sent first, at once.

    Raises:
        AlreadyQueued: a draft that belongs to no job was enqueued before.
        RepeatedEvent: the same event went to the same source within 60 s, and `allow_repeat` is not set.
        NeverTaken: with `Behind.ASK`, a RESOLVE for an alert that ilert has certainly not taken.
        HeldBefore: with `Behind.ASK`, the event that one of them would wait for needs an answer. With
            `Behind.INSTEAD` that event is cancelled. Where `instead_of` names events, these are, however the
            others are treated: what the operator has not read about is not cancelled, but asked about.
    """
    marked = [(new, fingerprint_of(new.source_id, new.event, minted=new.minted)) for new in news]
    with transaction(connection):
        marked = [pair for pair in marked if not pair[0].job or _known(connection, pair[0]) is None]
        for new, fingerprint in marked:
            _refuse_twice(connection, new, fingerprint, now, allow_repeat=allow_repeat)
            _queue_behind(connection, new, now, behind, instead_of)
        written = []
        for new, fingerprint in marked:
            event_id = _insert(connection, new, fingerprint, now)
            refresh_alerts(connection, new.source_id, fold_key(new.event.alert_key), event_id)
            written.append(event_id)
        return [event_by_id(connection, event_id) for event_id in written]


def cancel_untaken(connection: sqlite3.Connection, source_id: str, alert_key: str, now: int) -> bool:
    """Cancel everything of an alert that ilert has certainly not taken; False when it may have been by now."""
    with transaction(connection):
        waiting = _unsettled(connection, source_id, alert_key)
        if not _is_certainly_untaken(connection, waiting):
            return False
        for event in waiting:
            apply(connection, event, _BOTH, now)
        return True


def _refuse_twice(
    connection: sqlite3.Connection, new: NewEvent, fingerprint: bytes, now: int, *, allow_repeat: bool
) -> None:
    known = _known(connection, new)
    if known is not None:
        raise AlreadyQueued(known)
    if not allow_repeat and (row := _repeated(connection, fingerprint, now)):
        raise RepeatedEvent(row["id"], row["created_at"])


def _known(connection: sqlite3.Connection, new: NewEvent) -> int | None:
    """The id of the event that the same draft became before, or None."""
    row = connection.execute("SELECT id FROM event WHERE draft_id = ?", (new.draft_id,)).fetchone()
    return row["id"] if row else None


def _queue_behind(
    connection: sqlite3.Connection, new: NewEvent, now: int, behind: Behind, instead_of: Collection[int] | None
) -> None:
    waiting = _unsettled(connection, new.source_id, new.event.alert_key)
    if not waiting:
        return
    head = waiting[0]
    is_resolve = new.event.event_type is EventType.RESOLVE
    if behind is Behind.ASK and is_resolve and _is_certainly_untaken(connection, waiting):
        raise NeverTaken(head)
    if head.state is EventState.HELD:
        is_superseded = behind is Behind.INSTEAD if instead_of is None else head.id in instead_of
        if is_superseded:
            apply(connection, head, _SUPERSEDED, now)
        elif behind is not Behind.WAIT:
            raise HeldBefore(head)
    # Whoever sends the next event does not want to take this one back any more.
    connection.executemany(
        "UPDATE event SET not_before = ? WHERE id = ? AND state = ? AND not_before > ?",
        [(now, event.id, EventState.QUEUED, now) for event in waiting],
    )
    if not new.job:
        # An interactive event must not stand in a bulk job's queue because of what is before it.
        connection.executemany("UPDATE event SET is_bulk = 0 WHERE id = ?", [(event.id,) for event in waiting])


def _unsettled(connection: sqlite3.Connection, source_id: str, alert_key: str) -> list[LedgerEvent]:
    """What of an alert is not settled, in order; nothing waits for an event without a key."""
    key_fold = fold_key(alert_key)
    if not key_fold:
        return []
    rows = connection.execute(
        f"SELECT * FROM event INDEXED BY event_unsettled WHERE {UNSETTLED} AND source_id = ? AND key_fold = ?"  # noqa: S608
        " ORDER BY id",
        (source_id, key_fold),
    )
    return [event_of(row) for row in rows]


def _is_certainly_untaken(connection: sqlite3.Connection, waiting: Sequence[LedgerEvent]) -> bool:
    """Whether `waiting`, one alert's unsettled events, begin with its ALERT and no attempt can have reached ilert."""
    if not waiting or waiting[0].event_type is not EventType.ALERT:
        return False
    if any(event.doubtful for event in waiting):
        return False  # also of one whose attempts were lost with a damaged ledger
    alert_ids = {event.alert_id for event in waiting}
    for alert_id in alert_ids:
        alert = connection.execute("SELECT state FROM alert WHERE id = ?", (alert_id,)).fetchone()
        if alert["state"] != AlertState.QUEUED:
            return False
        reached = connection.execute(
            "SELECT 1 FROM attempt JOIN event ON event.id = attempt.event_id WHERE event.alert_id = ?"
            " AND (attempt.ended_at IS NULL OR attempt.outcome IN ('taken', 'uncertain')) LIMIT 1",
            (alert_id,),
        ).fetchone()
        if reached:
            return False
    return True


def _insert(connection: sqlite3.Connection, new: NewEvent, fingerprint: bytes, now: int) -> int:
    cursor = connection.execute(
        "INSERT INTO event (draft_id, alert_id, source_id, source_name, event_type, alert_key, key_fold, minted,"
        " body, fingerprint, created_at, state, not_before, job, is_bulk, waits_since)"
        " VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            now + new.undo_ms if new.undo_ms else 0,
            new.job,
            bool(new.job),
            now,
        ),
    )
    assert cursor.lastrowid is not None  # noqa: S101 - an INSERT that did not raise has a row id
    return cursor.lastrowid


def _repeated(connection: sqlite3.Connection, fingerprint: bytes, now: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT id, created_at FROM event WHERE fingerprint = ? AND created_at BETWEEN ? AND ?"
        " AND state NOT IN ('rejected', 'cancelled') ORDER BY id DESC LIMIT 1",
        (fingerprint, now - REPEAT_WINDOW_MS, now),
    ).fetchone()
    return row


def fingerprint_of(source_id: str, event: Event, *, minted: bool) -> bytes:
    """What makes two events the same to a person: source and content, without a key the program minted."""
    said = msgspec.structs.replace(event, alert_key="") if minted else event
    return hashlib.sha256(source_id.encode() + b"\0" + to_json(said)).digest()
