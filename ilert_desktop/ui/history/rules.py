"""What can be done for an alert from the history, and why not: pure functions of what the ledger knows."""

from enum import StrEnum
from typing import Final

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import AlertState, EventState, Hold, LedgerEvent
from ilert_desktop.ui.history.request import Subject


class Refusal(StrEnum):
    """Why an action is not offered."""

    NOTHING_CHOSEN = "nothing chosen"
    READING = "reading"
    PRESSED = "pressed"
    NO_KEY = "no key"
    SOURCE_GONE = "source gone"
    NOT_TAKEN_YET = "not taken yet"
    NEVER_TAKEN = "never taken"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    UNDER_WAY = "under way"
    RESOLVING = "resolving"
    RAISED_ELSEWHERE = "raised elsewhere"
    SEVERAL = "several chosen"
    NONE_POSSIBLE = "possible for none of several"


class Wish(StrEnum):
    """What can be asked for one event."""

    SEND_NOW = "send now"
    DROP = "drop"
    EDIT = "edit"


_BY_STATE: Final = {
    AlertState.QUEUED: Refusal.NOT_TAKEN_YET,
    AlertState.FAILED: Refusal.NEVER_TAKEN,
    AlertState.RESOLVED: Refusal.RESOLVED,
}


def refusal(subject: Subject, event_type: EventType, *, source_known: bool) -> Refusal | None:
    """Why ACCEPT, RESOLVE or COMMENT can't be sent for this alert, or None when it can."""
    alert = subject.alert
    if not alert.alert_key.strip():
        return Refusal.NO_KEY
    if not source_known:
        return Refusal.SOURCE_GONE
    why_not = _BY_STATE.get(alert.state)
    # What is over before it was sent is resolved behind its ALERT, or both are cancelled.
    is_over_early = why_not is Refusal.NOT_TAKEN_YET and event_type is EventType.RESOLVE
    # Who looked in ilert, found the alert there and answered "Don't send" goes on with it from here.
    may_be_there = why_not is Refusal.NEVER_TAKEN and any(record.event.doubtful for record in subject.records)
    if why_not is not None and not (is_over_early or may_be_there):
        return why_not
    return None if event_type is EventType.COMMENT else _said_already(subject, event_type)


def reuse_refusal(subject: Subject) -> Refusal | None:
    """Why an alert can't be used again, or None when it can."""
    return None if subject.newest_alert_event else Refusal.RAISED_ELSEWHERE


def confirm_refusal(subject: Subject, *, source_known: bool) -> Refusal | None:
    """Why there is nothing to look for in ilert, or None when there is."""
    if not subject.alert.alert_url and not source_known:
        return Refusal.SOURCE_GONE
    if any(_may_be_known(record.event) for record in subject.records):
        return None
    return Refusal.NEVER_TAKEN if subject.alert.state is AlertState.FAILED else Refusal.NOT_TAKEN_YET


def wishes_for(event: LedgerEvent) -> frozenset[Wish]:
    """What can be asked for an event as it stands."""
    match event.state:
        case EventState.QUEUED if not event.not_before:
            return frozenset({Wish.DROP, Wish.EDIT})
        case EventState.HELD if event.hold is Hold.SOURCE_MISSING:
            return frozenset({Wish.DROP, Wish.EDIT})
        case EventState.QUEUED | EventState.WAITING | EventState.HELD:
            # A queued one with a time can still be taken back: who does not want to wait for that need not.
            return frozenset({Wish.SEND_NOW, Wish.DROP, Wish.EDIT})
        case EventState.REJECTED:
            return frozenset({Wish.EDIT})
        case _:
            return frozenset()


def _may_be_known(event: LedgerEvent) -> bool:
    return event.state is EventState.TAKEN or event.hold is Hold.UNCERTAIN or event.doubtful


def _said_already(subject: Subject, event_type: EventType) -> Refusal | None:
    if subject.under_way(EventType.RESOLVE):
        return Refusal.RESOLVING
    if event_type is EventType.ACCEPT and subject.alert.state is AlertState.ACCEPTED:
        return Refusal.ACCEPTED
    if event_type is EventType.ACCEPT and subject.under_way(EventType.ACCEPT):
        return Refusal.UNDER_WAY
    return None
