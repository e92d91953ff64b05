"""What `--json` prints. Fields are added, never changed or removed, as long as `version` stays the same."""

from datetime import UTC, datetime

import msgspec

from ilert_desktop.event import from_json
from ilert_desktop.ledger.records import Alert, EventState, LedgerEvent

VERSION = 1


class AlertForm(msgspec.Struct, frozen=True, kw_only=True):
    """One alert of the history."""

    id: int
    source: str
    source_id: str
    alert_key: str
    state: str
    summary: str
    priority: str | None
    raised_at: str
    last_at: str
    last_type: str
    last_state: str
    pending: int
    url: str | None
    elsewhere: str | None


class EventForm(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the outbox."""

    id: int
    source: str
    source_id: str
    type: str
    alert_key: str
    summary: str
    state: str
    hold: str | None
    message: str
    tries: int
    created_at: str
    next_try_at: str | None
    bulk: bool


class SourceForm(msgspec.Struct, frozen=True, kw_only=True):
    """One source; `key` says where its key is kept."""

    id: str
    name: str
    endpoint: str
    chosen: bool
    live: bool
    key: str


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What `history --json` prints, the newest alert first."""

    version: int = VERSION
    alerts: list[AlertForm]


class Outbox(msgspec.Struct, frozen=True, kw_only=True):
    """What `outbox --json` prints, the oldest event first."""

    version: int = VERSION
    events: list[EventForm]


class SourceBook(msgspec.Struct, frozen=True, kw_only=True):
    """What `sources list --json` prints, in the window's order."""

    version: int = VERSION
    sources: list[SourceForm]


def alert_form(alert: Alert) -> AlertForm:
    """An alert as it is printed."""
    return AlertForm(
        id=alert.id,
        source=alert.source_name,
        source_id=alert.source_id,
        alert_key=alert.alert_key,
        state=alert.state,
        summary=alert.summary,
        priority=alert.priority or None,
        raised_at=moment(alert.raised_at),
        last_at=moment(alert.last_at),
        last_type=alert.last_type,
        last_state=alert.last_state,
        pending=alert.pending,
        url=alert.alert_url or None,
        elsewhere=alert.elsewhere,
    )


def event_form(event: LedgerEvent) -> EventForm:
    """An event as it is printed."""
    waits = event.state in {EventState.WAITING, EventState.QUEUED} and event.not_before > 0
    return EventForm(
        id=event.id,
        source=event.source_name,
        source_id=event.source_id,
        type=event.event_type,
        alert_key=event.alert_key,
        summary=from_json(event.body).summary,
        state=event.state,
        hold=event.hold,
        message=event.message,
        tries=event.tries,
        created_at=moment(event.created_at),
        next_try_at=moment(event.not_before) if waits else None,
        bulk=bool(event.job),
    )


def moment(milliseconds: int) -> str:
    """A time as RFC 3339 in UTC, with milliseconds."""
    when = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def local_time(milliseconds: int) -> str:
    """A time as people here read it."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone():%Y-%m-%d %H:%M:%S}"
