"""What practice knows: alerts, the log of what happened to them, and what the rules made of one event."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from ilert_desktop.event import Comment, Event, Priority


class Status(StrEnum):
    """The state of an alert, in ilert's words."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    RESOLVED = "RESOLVED"


OPEN_STATUSES: frozenset[Status] = frozenset({Status.PENDING, Status.ACCEPTED})


class Effect(StrEnum):
    """What an event did; practice answers it as `responseCode`."""

    NEW_ALERT = "NEW_ALERT"
    APPENDED = "EVENT_APPENDED"
    ACCEPTED = "ALERT_ACCEPTED"
    RESOLVED = "ALERT_RESOLVED"
    COMMENTED = "ALERT_COMMENTED"
    NONE = "NO_OPEN_ALERT"


class By(StrEnum):
    """What brought a change about: an event of a source, the API for alerts, or practice's page."""

    EVENT = "EVENT"
    API = "API"
    PAGE = "PAGE"


class Named(msgspec.Struct, frozen=True):
    """The number and the name of a source or an escalation policy, as they were at the time."""

    id: int
    name: str


class Received(msgspec.Struct, frozen=True):
    """An event as it came in: as a model, and as its JSON text without the key, every number as it was written."""

    event: Event
    text: msgspec.Raw


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened: when, what it did, and why in a sentence; `received` is None unless `by` is EVENT."""

    time: datetime
    source: Named
    effect: Effect
    by: By = By.EVENT
    received: Received | None = None
    reason: str = ""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would be paged: `after_minutes` after the alert was opened, unless it was accepted by then."""

    name: str
    by: tuple[str, ...]
    after_minutes: int


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """Why an alert was opened, has its priority and its policy, and pages whom it pages.

    A line each, what it is first and why after a colon: "priority LOW: the source's default is LOW, so …".
    """

    opened: str = ""
    priority: str = ""
    policy: str = ""
    paged: str = ""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One alert; a change makes a new one with the same `id`. A higher `id` is a newer alert.

    `key` is the alert key as it was given, trimmed; empty when the event that opened the alert had none. `paged` is
    empty for a LOW alert, which nobody is paged for.
    """

    id: int
    source: Named
    policy: Named
    key: str
    status: Status
    priority: Priority
    reported: datetime
    accepted: datetime | None = None
    resolved: datetime | None = None
    received: Received
    comments: tuple[Comment, ...] = ()
    paged: tuple[Page, ...] = ()
    reasons: Reasons = Reasons()

    @property
    def opened_by(self) -> Event:
        """The event that opened the alert; its summary, details, images and so on are the alert's."""
        return self.received.event


class Decision(msgspec.Struct, frozen=True):
    """What the rules made of one event: the entry for the log, and the alert as it is from now on.

    `alert` is None when the event met no open alert; the entry is kept all the same.
    """

    entry: LogEntry
    alert: Alert | None


class Known(Protocol):
    """What the rules ask of what is held so far."""

    @property
    def next_id(self) -> int:
        """The number of the next alert."""

    def newest_match(self, source_id: int, alert_key: str, statuses: Collection[Status]) -> Alert | None:
        """The newest open alert of a source with this key whose status is one of `statuses`, or None.

        Keys are compared trimmed and without regard to case; an empty key matches nothing.
        """

    def newest_opened(
        self, source_id: int, statuses: Collection[Status], since: datetime | None = None
    ) -> Alert | None:
        """The newest open alert of a source whose status is one of `statuses`, reported at `since` or later."""
