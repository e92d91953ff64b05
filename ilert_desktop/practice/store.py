"""What practice holds, in SQLite: in memory, or in a file that survives a restart. All of practice's SQL is here."""

import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from filelock import FileLock, Timeout

from ilert_desktop.event import Comment, Priority, fold_key, from_json
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.state import (
    Alert,
    By,
    Decision,
    Effect,
    LogEntry,
    Named,
    Page,
    Reasons,
    Received,
    Status,
)
from ilert_desktop.practice.tables import open_tables

_LOCK_WAIT: Final = 3.0  # seconds; a program that is just closing gives its data up within two
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_ALERT: Final = (
    "SELECT alert.id, alert.status, alert.kept, log.event FROM alert JOIN log ON log.number = alert.opened_by"
)


class AlertQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts are asked for, newest first: at most `limit` after leaving out the first `start`.

    Empty `statuses` and `sources` (numbers) stand for all; `since` belongs to the time asked for, `until` does not.
    """

    statuses: frozenset[Status] = frozenset()
    sources: frozenset[int] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    start: int = 0
    limit: int = 100


class _Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of an alert beside its columns and the event that opened it."""

    source: Named
    policy: Named
    key: str
    priority: Priority
    reported: datetime
    accepted: datetime | None = None
    resolved: datetime | None = None
    comments: tuple[Comment, ...] = ()
    paged: tuple[Page, ...] = ()
    reasons: Reasons = Reasons()


class Store:
    """Alerts and their log, findable by source, alert key, status and time. Belongs to one thread.

    Args:
        path: the database; None keeps everything in memory. One program at a time can hold a file.

    Raises:
        PracticeFault: the file can't be used, or another program holds it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = None if path is None else _locked(path)
        try:
            self._database = open_tables(path)
        except PracticeFault:
            self._unlock()
            raise

    @property
    def next_id(self) -> int:
        """The number of the next alert; numbers rise by one from 1."""
        (highest,) = self._database.execute("SELECT max(id) FROM alert").fetchone()
        return (highest or 0) + 1

    def newest_match(self, source_id: int, alert_key: str, statuses: Collection[Status]) -> Alert | None:
        """The newest open alert of a source with this key whose status is one of `statuses`, or None.

        Keys are compared trimmed and without regard to case; an empty key matches nothing.
        """
        folded = fold_key(alert_key)
        if not folded:
            return None
        marks = ", ".join("?" * len(statuses))
        row = self._database.execute(
            f"{_ALERT} WHERE alert.source_id = ? AND key_fold = ? AND status <> 'RESOLVED' AND status IN ({marks})"
            " ORDER BY alert.id DESC LIMIT 1",
            (source_id, folded, *statuses),
        ).fetchone()
        return row and _alert_of(*row)

    def newest_opened(
        self, source_id: int, statuses: Collection[Status], since: datetime | None = None
    ) -> Alert | None:
        """The newest open alert of a source whose status is one of `statuses`, reported at `since` or later."""
        # One status at a time: then the index leads to the one alert, however many others are open.
        rows = [
            self._database.execute(
                f"{_ALERT} WHERE alert.source_id = ? AND status = ? AND status <> 'RESOLVED' AND reported_us >= ?"
                " ORDER BY reported_us DESC, alert.id DESC LIMIT 1",
                (source_id, status, _to_us(since or _EPOCH)),
            ).fetchone()
            for status in statuses
        ]
        found = [_alert_of(*row) for row in rows if row]
        return max(found, key=lambda alert: (alert.reported, alert.id), default=None)

    def apply(self, decision: Decision) -> None:
        """Let a decision take effect; all of it or, when it can't be written down, nothing.

        Raises:
            PracticeFault: the disk is full or gone.
        """
        try:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                number = self._append(decision)
                if decision.alert is not None:
                    self._put(decision.alert, number)
        except sqlite3.Error as error:
            raise PracticeFault("Practice can't write the event down", f"{error}; make room on the disk.") from error

    def alert(self, number: int) -> Alert | None:
        """The alert with this number, or None."""
        row = self._database.execute(f"{_ALERT} WHERE alert.id = ?", (number,)).fetchone()
        return row and _alert_of(*row)

    def alerts(self, query: AlertQuery | None = None) -> list[Alert]:
        """The alerts that a query asks for, the newest first; None asks for the newest hundred."""
        query = query or AlertQuery()
        conditions, values = _conditions(query)
        rows = self._database.execute(
            f"{_ALERT}{conditions} ORDER BY reported_us DESC, alert.id DESC LIMIT ? OFFSET ?",
            (*values, query.limit, query.start),
        )
        return [_alert_of(*row) for row in rows]

    def log(self, alert_id: int | None, *, start: int = 0, limit: int = -1) -> list[LogEntry]:
        """What happened to an alert, oldest first; None: the events that met no open alert."""
        rows = self._database.execute(
            "SELECT time_us, source_id, source_name, effect, by, reason, event FROM log"
            " WHERE alert_id IS ? ORDER BY number LIMIT ? OFFSET ?",
            (alert_id, limit, start),
        )
        return [_entry_of(*row) for row in rows]

    def close(self) -> None:
        """Give the database up."""
        self._database.close()
        self._unlock()

    def _append(self, decision: Decision) -> int:
        entry = decision.entry
        text = None if entry.received is None else bytes(entry.received.text)
        alert_id = None if decision.alert is None else decision.alert.id
        where = (entry.source.id, entry.source.name)
        cursor = self._database.execute(
            "INSERT INTO log (alert_id, time_us, source_id, source_name, effect, by, reason, event)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (alert_id, _to_us(entry.time), *where, entry.effect, entry.by, entry.reason, text),
        )
        return cursor.lastrowid or 0

    def _put(self, alert: Alert, number: int) -> None:
        kept = msgspec.json.encode(_Kept(**{name: getattr(alert, name) for name in _Kept.__struct_fields__}))
        columns = (alert.id, alert.source.id, fold_key(alert.key), alert.status, _to_us(alert.reported))
        self._database.execute(
            "INSERT INTO alert (id, source_id, key_fold, status, reported_us, opened_by, kept)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status, kept = excluded.kept",
            (*columns, number, kept),
        )

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()


def _locked(path: Path) -> FileLock:
    lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=_LOCK_WAIT, mode=0o600, thread_local=False)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise PracticeFault(
            "Practice is in use", "Another program on this computer holds its data; close that one first."
        ) from error
    except OSError as error:
        raise PracticeFault("Practice can't open its data", f"{error.strerror or error}: check {path}.") from error
    return lock


def _conditions(query: AlertQuery) -> tuple[str, tuple[object, ...]]:
    conditions: list[str] = []
    values: list[object] = []
    for column, wanted in (("status", query.statuses), ("alert.source_id", query.sources)):
        if wanted:
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values.extend(sorted(wanted))
    for operator, time in ((">=", query.since), ("<", query.until)):
        if time is not None:
            conditions.append(f"reported_us {operator} ?")
            values.append(_to_us(time))
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), tuple(values)


def _to_us(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND


def _alert_of(number: int, status: str, kept: bytes, event: bytes) -> Alert:
    rest = msgspec.json.decode(kept, type=_Kept)
    parts = {name: getattr(rest, name) for name in _Kept.__struct_fields__}
    return Alert(id=number, status=Status(status), received=_received(event), **parts)


def _entry_of(
    time_us: int, source_id: int, source_name: str, effect: str, by: str, reason: str, event: bytes | None
) -> LogEntry:
    return LogEntry(
        time=_EPOCH + time_us * _MICROSECOND,
        source=Named(source_id, source_name),
        effect=Effect(effect),
        by=By(by),
        received=None if event is None else _received(event),
        reason=reason,
    )


def _received(text: bytes) -> Received:
    return Received(from_json(text), msgspec.Raw(text))
