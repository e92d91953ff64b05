"""Reads what the history shows out of the ledger, so that the newest question is the one that is answered."""

from functools import partial
from typing import Final

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import SETTLED, Alert, AlertState, Attempt, Counts, Elsewhere, EventState, LedgerEvent
from ilert_desktop.ui.history.request import EventRecord, Subject
from ilert_desktop.ui.tasks import Tasks

# What a row waits for takes a read of its own; beyond this many the rows say less about it.
_HEADS_READ: Final = 50

_Events = list[tuple[LedgerEvent, list[Attempt]]]


class Query(msgspec.Struct, frozen=True):
    """Which alerts are wanted."""

    shown: Shown
    search: str = ""


class Rows(msgspec.Struct, frozen=True):
    """The answer to a query; `cut` says that there are more than are shown, `outdated` that they are read again."""

    query: Query
    alerts: list[Alert]
    cut: bool
    outdated: bool = False


class HistoryReader(QObject):
    """Asks the ledger one query at a time; one that comes meanwhile waits, and takes the place of an older one.

    Args:
        rows_shown: how many alerts a query gives at most.

    Signals:
        rows_read: the answer to the newest query (`Rows`).
        counts_read: how many alerts each filter shows (`Counts`).
        head_read: an alert's id and its first event that is not settled, else its last one if that was cancelled
            (`LedgerEvent`), else None.
        subject_read: the alert asked for last (`Subject`), or None when there is no such alert.
        failed: the ledger could not be read (the exception).
    """

    rows_read = Signal(object)
    counts_read = Signal(object)
    head_read = Signal(int, object)
    subject_read = Signal(object)
    failed = Signal(object)

    def __init__(self, ledger: Ledger, tasks: Tasks, rows_shown: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._tasks = tasks
        self._rows_shown = rows_shown
        self._running: Query | None = None
        self._next: Query | None = None
        self._subject_id: int | None = None

    def ask(self, query: Query) -> None:
        """Read the alerts of `query` and the counts."""
        if self._running is None:
            self._start(query)
        else:
            self._next = query

    def read_subject(self, alert_id: int | None) -> None:
        """Read one alert and its events; None forgets what is being read."""
        self._subject_id = alert_id
        if alert_id is not None:
            self._tasks.watch(self._ledger.alert(alert_id), partial(self._on_subject_alert, alert_id), self._on_failed)

    def _start(self, query: Query) -> None:
        self._running, self._next = query, None
        self._tasks.watch(self._ledger.counts(), self._on_counts, self._on_failed)
        alerts = self._ledger.alerts(query.shown, query.search, self._rows_shown + 1)
        self._tasks.watch(alerts, self._on_rows, self._on_rows_failed)

    def _on_rows(self, alerts: list[Alert]) -> None:
        query, following = self._running, self._next
        self._running = None
        if query is not None and following in {None, query}:
            shown = alerts[: self._rows_shown]
            self.rows_read.emit(Rows(query, shown, len(alerts) > len(shown), following is not None))
            self._read_heads(shown)
        if following is not None:
            self._start(following)

    def _on_rows_failed(self, error: Exception) -> None:
        following, self._running = self._next, None
        self._on_failed(error)
        if following is not None:
            self._start(following)

    def _read_heads(self, alerts: list[Alert]) -> None:
        for alert in [alert for alert in alerts if _is_explained_by_an_event(alert)][:_HEADS_READ]:
            self._tasks.watch(self._ledger.events_of_alert(alert.id), partial(self._on_head, alert.id), self._on_failed)

    def _on_head(self, alert_id: int, events: _Events) -> None:
        unsettled = (event for event, _ in events if event.state not in SETTLED)
        cancelled = (event for event, _ in events[-1:] if event.state is EventState.CANCELLED)
        self.head_read.emit(alert_id, next(unsettled, next(cancelled, None)))

    def _on_counts(self, counts: Counts) -> None:
        self.counts_read.emit(counts)

    def _on_subject_alert(self, alert_id: int, alert: Alert | None) -> None:
        if alert_id != self._subject_id:
            return
        if alert is None:
            self.subject_read.emit(None)
            return
        events = self._ledger.events_of_alert(alert_id)
        self._tasks.watch(events, partial(self._on_subject_events, alert), self._on_failed)

    def _on_subject_events(self, alert: Alert, events: _Events) -> None:
        if alert.id != self._subject_id:
            return
        subject = Subject(alert, tuple(EventRecord(event, tuple(attempts)) for event, attempts in events))
        noted = self._ledger.elsewhere_of_alert(alert.id)
        self._tasks.watch(noted, partial(self._on_elsewhere, subject), self._on_failed)

    def _on_elsewhere(self, subject: Subject, noted: list[Elsewhere]) -> None:
        alert = subject.alert
        if alert.id != self._subject_id:
            return
        subject = replace(subject, elsewhere=tuple(noted))
        if alert.pending:
            paused = self._ledger.paused_until(alert.source_id)
            self._tasks.watch(paused, partial(self._on_paused, subject), self._on_failed)
        else:
            self.subject_read.emit(subject)

    def _on_paused(self, subject: Subject, until: int) -> None:
        if subject.alert.id == self._subject_id:
            self.subject_read.emit(replace(subject, paused_until=until))

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)


def _is_explained_by_an_event(alert: Alert) -> bool:
    is_cancelled = alert.state is AlertState.FAILED and alert.last_state is EventState.CANCELLED
    return bool(alert.pending) or is_cancelled
