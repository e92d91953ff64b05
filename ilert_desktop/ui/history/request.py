"""What the history knows of the chosen alert, and what it asks the window to send for it."""

import hashlib

import msgspec

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import SETTLED, Alert, Attempt, Elsewhere, LedgerEvent


class EventRecord(msgspec.Struct, frozen=True):
    """One event of an alert with its attempts, oldest first."""

    event: LedgerEvent
    attempts: tuple[Attempt, ...]


class Subject(msgspec.Struct, frozen=True):
    """The alert that actions are about, with its events and what was done to it elsewhere, oldest first.

    `paused_until` is until when ilert wants nothing with the key of its source (milliseconds since 1970), else 0.
    """

    alert: Alert
    records: tuple[EventRecord, ...]
    paused_until: int = 0
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def last_event_id(self) -> int:
        """The newest event that is known of; 0 when none is."""
        return self.records[-1].event.id if self.records else 0

    @property
    def newest_alert_event(self) -> LedgerEvent | None:
        """The ALERT that was written down last, or None for an alert that was raised elsewhere."""
        events = (record.event for record in reversed(self.records))
        return next((event for event in events if event.event_type is EventType.ALERT), None)

    def is_behind_another(self, event: LedgerEvent) -> bool:
        """Whether an earlier event is not settled, so that this one waits for it; without a key none waits."""
        earlier = (record.event for record in self.records if record.event.id < event.id)
        return bool(event.alert_key.strip()) and any(other.state not in SETTLED for other in earlier)

    def under_way(self, event_type: EventType) -> bool:
        """Whether an event of this type is written down and not settled."""
        return any(r.event.event_type is event_type and r.event.state not in SETTLED for r in self.records)


class HistoryRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An event that the operator wants sent for an alert: ACCEPT, RESOLVE, or COMMENT with `text`.

    `summary` is the typed one, else the alert's; it can be empty. `draft_id` is the same for two presses that saw
    the same events, so that the ledger refuses the second one.
    """

    alert: Alert
    event_type: EventType
    draft_id: str
    summary: str = ""
    text: str = ""


class BulkRequest(msgspec.Struct, frozen=True):
    """ACCEPT or RESOLVE for several alerts at once, one job."""

    alerts: tuple[Alert, ...]
    event_type: EventType


def is_asked_from_history(draft_id: str) -> bool:
    """Whether a draft's id was made here, and not for something composed in the form."""
    return draft_id.partition("-")[0] in list(EventType)


def request_for(subject: Subject, event_type: EventType, *, summary: str = "", text: str = "") -> HistoryRequest:
    """The request for one press; `summary` is what was typed in place of the alert's."""
    draft_id = _draft_id(subject.alert.id, subject.last_event_id, event_type)
    if text:
        draft_id += "-" + hashlib.sha256(text.encode()).hexdigest()[:16]
    return HistoryRequest(
        alert=subject.alert,
        event_type=event_type,
        draft_id=draft_id,
        summary=summary.strip() or subject.alert.summary,
        text=text,
    )


def row_request(alert: Alert, event_type: EventType) -> HistoryRequest:
    """The request that `request_for` gives for one press without typing, from the alert's row alone."""
    draft_id = _draft_id(alert.id, alert.last_event_id, event_type)
    return HistoryRequest(alert=alert, event_type=event_type, draft_id=draft_id, summary=alert.summary)


def _draft_id(alert_id: int, last_event_id: int, event_type: EventType) -> str:
    return f"{event_type}-{alert_id}-{last_event_id}"
