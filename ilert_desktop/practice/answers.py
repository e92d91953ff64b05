"""What practice answers, in ilert's shapes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import msgspec

from ilert_desktop.event import Comment, Image, Link, Priority, Service
from ilert_desktop.practice.request import Refusal
from ilert_desktop.practice.state import Alert, By, Decision, Effect, LogEntry, Named, Status

# With a time zone, which the schema of the API promises by it.
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Taken(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What became of an event. ilert may answer `{}`: these fields are there for whoever looks."""

    response_code: Effect
    alert_key: str = ""


class Refused(msgspec.Struct, frozen=True):
    """An error: the HTTP status once more, a sentence for people and a word for programs."""

    status: int
    message: str
    code: str


class LogEntryView(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One thing that happened to an alert; `event` is the event that did it, as it came, without its key."""

    timestamp: _Instant
    effect: Effect
    by: By
    reason: str = ""
    event: msgspec.Raw | None = None


class Responder(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody who would be paged, how, and how long after the alert was opened unless it is accepted by then."""

    name: str
    by: tuple[str, ...]
    after_minutes: int


class AlertView(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """An alert in ilert's words; what an event left out is null or empty."""

    id: int
    summary: str
    details: str
    report_time: _Instant
    resolved_on: _Instant | None
    status: Status
    alert_source: Named
    escalation_policy: Named
    priority: Priority
    alert_key: str | None
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    responders: tuple[Responder, ...]
    severity: int | None
    labels: dict[str, str]
    services: tuple[Service, ...]
    comments: tuple[Comment, ...]
    routing_key: str | None
    custom_details: msgspec.Raw | None


def taken(decision: Decision, alert_key: str) -> bytes:
    """The body of a 202."""
    return msgspec.json.encode(Taken(decision.entry.effect, alert_key.strip()))


def refused(refusal: Refusal) -> bytes:
    """The body of every error: `{status, message, code}`."""
    return msgspec.json.encode(Refused(refusal.status, refusal.message, refusal.code))


def alert_list(alerts: Sequence[Alert]) -> bytes:
    """The body of `GET /api/alerts`."""
    return msgspec.json.encode([_view(alert) for alert in alerts])


def one_alert(alert: Alert) -> bytes:
    """The body of `GET /api/alerts/{id}`."""
    return msgspec.json.encode(_view(alert))


def log_entries(entries: Sequence[LogEntry]) -> bytes:
    """The body of `GET /api/alerts/{id}/log-entries`."""
    return msgspec.json.encode([_entry_view(entry) for entry in entries])


def _entry_view(entry: LogEntry) -> LogEntryView:
    event = None if entry.received is None else entry.received.text
    return LogEntryView(entry.time, entry.effect, entry.by, entry.reason, event)


def _view(alert: Alert) -> AlertView:
    event = alert.opened_by
    return AlertView(
        id=alert.id,
        summary=event.summary,
        details=event.details,
        report_time=alert.reported.astimezone(UTC),
        resolved_on=alert.resolved and alert.resolved.astimezone(UTC),
        status=alert.status,
        alert_source=alert.source,
        escalation_policy=alert.policy,
        priority=alert.priority,
        alert_key=alert.key or None,
        images=event.images,
        links=event.links,
        responders=tuple(Responder(page.name, page.by, page.after_minutes) for page in alert.paged),
        severity=event.severity,
        labels=event.labels,
        services=event.services,
        comments=alert.comments,
        routing_key=event.routing_key or None,
        custom_details=event.custom_details if bytes(event.custom_details) else None,
    )
