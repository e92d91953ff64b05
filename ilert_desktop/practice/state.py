"""What practice holds: alerts, and for each alert every event that reached it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import msgspec

from ilert_desktop.event import Comment, Event, Priority, fold_key
from ilert_desktop.practice.sources import PracticeSource


class Status(StrEnum):
    """The state of an alert, in ilert's words."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    RESOLVED = "RESOLVED"


class Effect(StrEnum):
    """What an event did; practice answers it as `responseCode`."""

    NEW_ALERT = "NEW_ALERT"
    APPENDED = "EVENT_APPENDED"
    ACCEPTED = "ALERT_ACCEPTED"
    RESOLVED = "ALERT_RESOLVED"
    COMMENTED = "ALERT_COMMENTED"
    NONE = "NO_OPEN_ALERT"


class Received(msgspec.Struct, frozen=True):
    """An event as it came in: as a model, and as its JSON text without the key, every number as it was written."""

    event: Event
    text: msgspec.Raw


class LogEntry(msgspec.Struct, frozen=True):
    """One event in a log: when it came, what it was, and what it did."""

    time: datetime
    received: Received
    effect: Effect


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One alert; a change makes a new one with the same `id`. A higher `id` is a newer alert.

    `key` is the alert key as it was given, trimmed; empty when the event that opened the alert had none.
    """

    id: int
    source: PracticeSource
    key: str
    status: Status
    priority: Priority
    reported: datetime
    resolved: datetime | None = None
    comments: tuple[Comment, ...] = ()
    log: tuple[LogEntry, ...]

    @property
    def opened_by(self) -> Event:
        """The event that opened the alert; its summary, details, images and so on are the alert's."""
        return self.log[0].received.event


class Decision(msgspec.Struct, frozen=True):
    """What the rules made of one event: the entry for the log, and the alert as it is from now on.

    `alert` is None when the event met no open alert; the entry is kept all the same.
    """

    entry: LogEntry
    alert: Alert | None


class State:
    """All alerts, with the unresolved ones findable by source and alert key. `apply` is its only change."""

    def __init__(self) -> None:
        self._alerts: dict[int, Alert] = {}
        self._unresolved: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        self._without_effect: list[LogEntry] = []

    @property
    def next_id(self) -> int:
        """The number of the next alert; numbers rise by one from 1."""
        return len(self._alerts) + 1

    @property
    def without_effect(self) -> tuple[LogEntry, ...]:
        """The events that met no open alert, in the order in which they came."""
        return tuple(self._without_effect)

    def newest_first(self) -> list[Alert]:
        """Every alert, the newest first."""
        return list(reversed(self._alerts.values()))

    def newest_match(self, source: PracticeSource, alert_key: str, statuses: Collection[Status]) -> Alert | None:
        """The newest unresolved alert of `source` with this key whose status is one of `statuses`, or None.

        Keys are compared trimmed and without regard to case; an empty key matches nothing.
        """
        folded = fold_key(alert_key)
        numbers = self._unresolved.get((source.id, folded), []) if folded else []
        newest_first = (self._alerts[number] for number in reversed(numbers))
        return next((alert for alert in newest_first if alert.status in statuses), None)

    def apply(self, decision: Decision) -> None:
        """Let a decision take effect."""
        alert = decision.alert
        if alert is None:
            self._without_effect.append(decision.entry)
            return
        is_new = alert.id not in self._alerts
        self._alerts[alert.id] = alert
        if folded := fold_key(alert.key):
            self._index(alert, folded, is_new=is_new)

    def _index(self, alert: Alert, folded: str, *, is_new: bool) -> None:
        place = (alert.source.id, folded)
        if is_new:
            self._unresolved[place].append(alert.id)
        elif alert.status is Status.RESOLVED:
            self._unresolved[place].remove(alert.id)
            if not self._unresolved[place]:
                del self._unresolved[place]
