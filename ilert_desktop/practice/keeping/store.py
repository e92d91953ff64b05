"""What practice holds, in SQLite: in memory, or in a file that survives a restart. Its tables are in `tables.py`."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from ilert_desktop.event import fold_key
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.keeping.database import Database
from ilert_desktop.practice.keeping.rows import EPOCH, alert_of, entry_of, kept_of, to_us, words_of
from ilert_desktop.practice.state import Alert, Decision, LogEntry, Status

_ALERT: Final = (
    "SELECT alert.id, alert.status, alert.kept, log.event FROM alert JOIN log ON log.number = alert.opened_by"
)
_OPEN_WITH_STATUS: Final = "alert.source_id = ? AND status = ? AND status <> 'RESOLVED'"
# The page is found in the index alone; only then its alerts are read.
_PAGE: Final = "SELECT id FROM alert INDEXED BY {}{} ORDER BY reported_us DESC, id DESC LIMIT ? OFFSET ?"
_HAS_TEXT: Final = "(instr(words, ?) OR id = ?)"


class AlertQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts are asked for, newest first: at most `limit` after leaving out the first `start`.

    Empty `statuses` and `sources` (numbers) stand for all; `since` belongs to the time asked for, `until` does not.
    `text` has to stand in the summary or the alert key (in their first 2,000 characters, without regard to case), or be
    the alert's number.
    """

    statuses: frozenset[Status] = frozenset()
    sources: frozenset[int] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    start: int = 0
    limit: int = 100


class Store:
    """Alerts and their log, findable by source, alert key, status and time. Belongs to one thread.

    Everything that reads raises `PracticeFault` where the file can't be read.

    Args:
        path: the database; None keeps everything in memory. One program at a time can hold a file.
        begun_anew: called when the file is damaged, after it was set aside under another name and the store has begun
            with an empty one. None: a damaged file stays where it is, and is a fault.

    Raises:
        DamagedData: the file is damaged or no database of practice, and stays where it is.
        PracticeFault: the file can't be used, or another program holds it.
    """

    def __init__(self, path: Path | None = None, begun_anew: Callable[[PracticeFault], object] | None = None) -> None:
        self._database = Database(path, begun_anew)

    @property
    def next_id(self) -> int:
        """The number of the next alert; numbers rise by one from 1."""
        ((highest,),) = self._database.rows("SELECT max(id) FROM alert")
        return (highest or 0) + 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened yet."""
        return not self._database.rows("SELECT 1 FROM log LIMIT 1")

    def newest_match(self, source_id: int, alert_key: str, statuses: Collection[Status]) -> Alert | None:
        """The newest open alert of a source with this key whose status is one of `statuses`, or None.

        Keys are compared trimmed and without regard to case; an empty key matches nothing.
        """
        folded = fold_key(alert_key)
        if not folded:
            return None
        condition = f"{_OPEN_WITH_STATUS} AND key_fold = ? ORDER BY alert.id DESC"
        found = self._first_of_each(source_id, statuses, condition, folded)
        return max(found, key=lambda alert: alert.id, default=None)

    def newest_opened(
        self, source_id: int, statuses: Collection[Status], since: datetime | None = None
    ) -> Alert | None:
        """The newest open alert of a source whose status is one of `statuses`, reported at `since` or later."""
        condition = f"{_OPEN_WITH_STATUS} AND reported_us >= ? ORDER BY reported_us DESC, alert.id DESC"
        found = self._first_of_each(source_id, statuses, condition, to_us(since or EPOCH))
        return max(found, key=lambda alert: (alert.reported, alert.id), default=None)

    def apply(self, decision: Decision) -> None:
        """Let a decision take effect; all of it or, when it can't be written down, nothing.

        Raises:
            PracticeFault: the disk is full or gone.
        """
        with self._database.transaction():
            number = self._append(decision)
            if decision.alert is not None:
                self._put(decision.alert, number)

    def together(self) -> AbstractContextManager[None]:
        """What is applied in this block takes effect as one: all of it or, when the block raises, nothing.

        Raises:
            PracticeFault: the disk is full or gone.
        """
        return self._database.transaction()

    def alert(self, number: int) -> Alert | None:
        """The alert with this number, or None."""
        found = self._alerts(f"{_ALERT} WHERE alert.id = ?", (number,))
        return found[0] if found else None

    def alerts(self, query: AlertQuery | None = None) -> list[Alert]:
        """The alerts that a query asks for, the newest first; None asks for the newest hundred."""
        found = self._alerts(*page_query(query or AlertQuery()))
        return sorted(found, key=lambda alert: (alert.reported, alert.id), reverse=True)

    def log(self, alert_id: int | None, *, start: int = 0, limit: int = -1) -> list[LogEntry]:
        """What happened to an alert, oldest first; None: the events that met no open alert."""
        rows = self._database.rows(
            "SELECT time_us, source_id, source_name, effect, by, reason, event FROM log"
            " WHERE alert_id IS ? ORDER BY number LIMIT ? OFFSET ?",
            (alert_id, limit, start),
        )
        try:
            return [entry_of(*row) for row in rows]
        except ValueError as error:
            raise self._database.damage(str(error)) from error

    def log_size(self, alert_id: int | None) -> int:
        """How many entries `log` has."""
        ((size,),) = self._database.rows("SELECT count(*) FROM log WHERE alert_id IS ?", (alert_id,))
        return int(size)

    def counts(self) -> tuple[int, int]:
        """How many alerts are open, and how many are closed."""
        ((known, closed),) = self._database.rows("SELECT count(*), coalesce(sum(status = 'RESOLVED'), 0) FROM alert")
        return known - closed, closed

    def close(self) -> None:
        """Give the database up."""
        self._database.close()

    def _first_of_each(
        self, source_id: int, statuses: Collection[Status], condition: str, value: object
    ) -> list[Alert]:
        # One status at a time: then the index leads to the one alert, however many others are open.
        found: list[Alert] = []
        for status in statuses:
            found += self._alerts(f"{_ALERT} WHERE {condition} LIMIT 1", (source_id, status, value))
        return found

    def _alerts(self, sql: str, values: tuple[object, ...]) -> list[Alert]:
        try:
            return [alert_of(*row) for row in self._database.rows(sql, values)]
        except ValueError as error:
            raise self._database.damage(str(error)) from error

    def _append(self, decision: Decision) -> int:
        entry = decision.entry
        text = None if entry.received is None else bytes(entry.received.text)
        alert_id = None if decision.alert is None else decision.alert.id
        where = (entry.source.id, entry.source.name)
        return self._database.write(
            "INSERT INTO log (alert_id, time_us, source_id, source_name, effect, by, reason, event)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (alert_id, to_us(entry.time), *where, entry.effect, entry.by, entry.reason, text),
        )

    def _put(self, alert: Alert, number: int) -> None:
        columns = (alert.id, alert.source.id, fold_key(alert.key), alert.status, to_us(alert.reported))
        self._database.write(
            "INSERT INTO alert (id, source_id, key_fold, status, reported_us, opened_by, words, kept)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status, kept = excluded.kept",
            (*columns, number, words_of(alert), kept_of(alert)),
        )


def page_query(query: AlertQuery) -> tuple[str, tuple[object, ...]]:
    """The SQL that reads what a query asks for, in any order, and its values."""
    conditions: list[str] = []
    values: list[object] = []
    for column, wanted in (("status", query.statuses), ("source_id", query.sources)):
        if wanted:
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values.extend(sorted(wanted))
    for operator, time in ((">=", query.since), ("<", query.until)):
        if time is not None:
            conditions.append(f"reported_us {operator} ?")
            values.append(to_us(time))
    if query.text:
        conditions.append(_HAS_TEXT)
        values.extend((fold_key(query.text), query.text.removeprefix("#")))
    index = "alert_by_words" if query.text else "alert_by_time"
    if query.statuses and Status.RESOLVED not in query.statuses and not query.text:
        index = "alert_open_by_time"
        conditions.append("status <> 'RESOLVED'")
    page = _PAGE.format(index, f" WHERE {' AND '.join(conditions)}" if conditions else "")
    return f"{_ALERT} WHERE alert.id IN ({page})", (*values, query.limit, query.start)
