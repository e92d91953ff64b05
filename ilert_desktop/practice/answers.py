"""What practice answers, in ilert's shapes."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from ilert_desktop.event import Comment, Image, Link, Priority, Service
from ilert_desktop.practice.request import Refusal
from ilert_desktop.practice.state import Alert, By, Decision, Effect, LogEntry, Named, Status


class _Taken(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    response_code: Effect
    alert_key: str = ""


class _Refused(msgspec.Struct, frozen=True):
    status: int
    message: str
    code: str


class _LogEntryView(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    timestamp: datetime
    effect: Effect
    by: By
    reason: str = ""
    # The event as it came, without its key.
    event: msgspec.Raw | None = None


class _AlertView(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    id: int
    summary: str
    details: str
    report_time: datetime
    resolved_on: datetime | None
    status: Status
    alert_source: Named
    escalation_policy: Named
    priority: Priority
    alert_key: str | None
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    responders: tuple[str, ...]
    severity: int | None
    labels: dict[str, str]
    services: tuple[Service, ...]
    comments: tuple[Comment, ...]
    routing_key: str | None
    custom_details: msgspec.Raw | None


def taken(decision: Decision, alert_key: str) -> bytes:
    """The body of a 202."""
    return msgspec.json.encode(_Taken(decision.entry.effect, alert_key.strip()))


def refused(refusal: Refusal) -> bytes:
    """The body of every error: `{status, message, code}`."""
    return msgspec.json.encode(_Refused(refusal.status, refusal.message, refusal.code))


def alert_list(alerts: Sequence[Alert]) -> bytes:
    """The body of `GET /api/alerts`."""
    return msgspec.json.encode([_view(alert) for alert in alerts])


def one_alert(alert: Alert) -> bytes:
    """The body of `GET /api/alerts/{id}`."""
    return msgspec.json.encode(_view(alert))


def log_entries(entries: Sequence[LogEntry]) -> bytes:
    """The body of `GET /api/alerts/{id}/log-entries`."""
    return msgspec.json.encode([_entry_view(entry) for entry in entries])


def _entry_view(entry: LogEntry) -> _LogEntryView:
    event = None if entry.received is None else entry.received.text
    return _LogEntryView(entry.time, entry.effect, entry.by, entry.reason, event)


def _view(alert: Alert) -> _AlertView:
    event = alert.opened_by
    return _AlertView(
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
        responders=(),
        severity=event.severity,
        labels=event.labels,
        services=event.services,
        comments=alert.comments,
        routing_key=event.routing_key or None,
        custom_details=event.custom_details if bytes(event.custom_details) else None,
    )
