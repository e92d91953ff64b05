"""Saves what can be read of a damaged ledger into a fresh one.

Three places are read. What SQLite reads of the damaged file is as it was, and goes on as it was. What stands on
pages that SQLite can't reach any more, and what only the newest backup still has, may be an older version of the
event: it may have been sent since. Where such an event is not settled it is held, and the operator is asked.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from ilert_desktop.event import fold_key
from ilert_desktop.ledger.alert_rows import refresh_alerts
from ilert_desktop.ledger.damage import open_to_look
from ilert_desktop.ledger.raw_rows import raw_rows
from ilert_desktop.ledger.readable import Row, all_rows, highest_id, readable_rows
from ilert_desktop.ledger.records import EventState, Hold
from ilert_desktop.ledger.rescued_rows import (
    ASK,
    as_attempt,
    as_event,
    attempt_makes_sense,
    held,
    is_exact,
    is_settled,
    makes_sense,
    progress,
)
from ilert_desktop.ledger.transaction import transaction

# Ids of events that can't be read must not be given to others: an attempt may be under way for one of them.
_GAP: Final = 1000
_OWN_WAY: Final = frozenset({"event", "attempt", "alert"})


class Rescued(msgspec.Struct, frozen=True):
    """How many events were rescued, how many of them are held for the operator, and how many could not be read.

    Unless it `is_counted`, more may be lost: how many events there were could not be read either. `missing` is how
    many ids up to the last one given belong to no event; it is what the next rescue subtracts.
    """

    events: int
    held: int
    lost: int
    missing: int
    is_counted: bool = True


class RescueStopped(Exception):  # noqa: N818 - named for what happened
    """The program ends; the damaged file is as it was, and the next start begins anew."""


class Rescue:
    """Fills a fresh ledger from a damaged one.

    Args:
        into: a connection to the fresh ledger, which has no events.
        stopped: asked between rows; when it says True, `RescueStopped` is raised.
    """

    def __init__(self, into: sqlite3.Connection, stopped: Callable[[], bool]) -> None:
        self._into = into
        self._stopped = stopped
        self._columns = {table: _columns(into, table) for table in ("event", "attempt")}
        self._doubtful: dict[int, Row] = {}
        self._attempts: dict[int, Row] = {}
        self._urls: dict[int, str] = {}
        self._highest = 0
        self._is_counted = False

    def run(self, damaged: Path, log: Path, backup: Path | None, *, is_log_whole: bool, missing_before: int) -> Rescued:
        """Read the damaged file, its log and the newest backup, and write what was found, all in one transaction.

        Raises:
            sqlite3.Error: the fresh ledger can't be written, or the damaged one is locked.
            OSError: a file can't be read.
            RescueStopped: the program ends.
        """
        with transaction(self._into):
            if damaged.is_file() and damaged.stat().st_size:
                self._take_readable(damaged, is_current=is_log_whole)
            self._take_raw(damaged, log)
            if backup is not None:
                self._take_readable(backup, is_current=False)
            for event in self._doubtful.values():
                self._insert_event(event)
            for attempt in self._attempts.values():
                self._insert_attempt(attempt)
            _hold_unended(self._into)
            self._rebuild_alerts()
            return self._count(missing_before)

    def _take_readable(self, path: Path, *, is_current: bool) -> None:
        """Take what SQLite reads; unless it `is_current`, the events may have been sent since."""
        with closing(open_to_look(path)) as source:
            highest = highest_id(source, "event")
            self._highest = max(self._highest, highest)
            self._is_counted |= is_current and highest > 0
            for event in readable_rows(source, "event"):
                self._take_event(event, is_current=is_current)
            for attempt in readable_rows(source, "attempt"):
                self._take_attempt(attempt, is_current=is_current)
            for alert in readable_rows(source, "alert"):
                if isinstance(alert["alert_url"], str) and alert["alert_url"]:
                    self._urls.setdefault(alert["id"], alert["alert_url"])
            self._copy_others(source)

    def _take_raw(self, damaged: Path, log: Path) -> None:
        for raw in raw_rows(damaged, log):
            event = as_event(raw, self._columns["event"])
            attempt = as_attempt(raw, self._columns["attempt"])
            if event is not None and (not self._is_counted or event["id"] <= self._highest):
                self._take_event(event, is_current=False)
            elif attempt is not None:
                self._take_attempt(attempt, is_current=False)

    def _take_event(self, event: Row, *, is_current: bool) -> None:
        self._look_up()
        if self._has("event", event["id"]) or not makes_sense(event):
            return
        if is_current:
            self._insert_event(event if is_settled(event) or is_exact(event) else held(event))
            return
        other = self._doubtful.get(event["id"])
        if other is None or progress(event) > progress(other):
            self._doubtful[event["id"]] = held(event)

    def _take_attempt(self, attempt: Row, *, is_current: bool) -> None:
        self._look_up()
        if not attempt_makes_sense(attempt):
            return
        if is_current:
            self._insert_attempt(attempt)
        elif attempt["ended_at"] is not None and not self._has("attempt", attempt["id"]):
            # One without an end may have got it since.
            self._attempts.setdefault(attempt["id"], attempt)

    def _has(self, table: str, number: int) -> bool:
        found = self._into.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,))  # noqa: S608 - own tables
        return found.fetchone() is not None

    def _insert_event(self, event: Row) -> None:
        self._insert("event", {**event, "alert_id": 0, "key_fold": fold_key(event["alert_key"])})

    def _insert_attempt(self, attempt: Row) -> None:
        event = self._into.execute("SELECT state FROM event WHERE id = ?", (attempt["event_id"],)).fetchone()
        if event is not None and (attempt["ended_at"] is not None or event["state"] == EventState.SENDING):
            self._insert("attempt", attempt)

    def _insert(self, table: str, row: Row) -> None:
        """Insert a row, unless no version of this program can have written it: then it is left out."""
        how = "IGNORE" if table in _OWN_WAY else "REPLACE"
        names = [name for name in self._columns[table] if name in row]
        marks = ", ".join("?" * len(names))
        try:
            self._into.execute(
                f"INSERT OR {how} INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - own columns
                [row[name] for name in names],
            )
        except (sqlite3.IntegrityError, OverflowError):
            return

    def _copy_others(self, source: sqlite3.Connection) -> None:
        """Copy the small tables as they are, out of the damaged file if they can be read, else out of the backup."""
        names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for (table,) in self._into.execute(names).fetchall():
            if table not in self._columns and table not in _OWN_WAY:
                rows = list(all_rows(source, table))
                if rows:
                    self._columns[table] = _columns(self._into, table)
                for row in rows:
                    self._insert(table, row)

    def _rebuild_alerts(self) -> None:
        keyed = "SELECT source_id, key_fold, min(id) AS id FROM event WHERE key_fold <> '' GROUP BY source_id, key_fold"
        lone = "SELECT source_id, key_fold, id FROM event WHERE key_fold = ''"
        for row in self._into.execute(f"{keyed} UNION ALL {lone}").fetchall():
            self._look_up()
            refresh_alerts(self._into, row["source_id"], row["key_fold"], row["id"])
        urls = [(url, number) for number, url in self._urls.items()]
        self._into.executemany("UPDATE alert SET alert_url = ? WHERE id = ?", urls)

    def _count(self, missing_before: int) -> Rescued:
        row = self._into.execute(
            "SELECT count(*) AS events, coalesce(max(id), 0) AS last,"
            " count(*) FILTER (WHERE state = ? AND message = ?) AS held FROM event",
            (EventState.HELD, ASK),
        ).fetchone()
        highest = max(self._highest, row["last"])
        # Without the damaged file's own count nobody knows what came behind the last event that was found.
        given = highest if self._is_counted else highest + _GAP
        _continue_after(self._into, given)
        lost = max(0, highest - row["events"] - missing_before)
        missing = given - row["events"]
        return Rescued(row["events"], row["held"], lost, missing, is_counted=self._is_counted)

    def _look_up(self) -> None:
        if self._stopped():
            raise RescueStopped


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]


def _hold_unended(connection: sqlite3.Connection) -> None:
    """Hold events that are being sent without an attempt: they would stay so for ever."""
    connection.execute(
        "UPDATE event SET state = ?, hold = ?, message = ?, doubtful = 1 WHERE state = ?"
        " AND NOT EXISTS (SELECT 1 FROM attempt WHERE event_id = event.id AND ended_at IS NULL)",
        (EventState.HELD, Hold.UNCERTAIN, ASK, EventState.SENDING),
    )


def _continue_after(connection: sqlite3.Connection, event_id: int) -> None:
    """Have the next event get a higher id than `event_id`."""
    changed = connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'event'", (event_id,)).rowcount
    if not changed:
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?)", (event_id,))
