"""What ilert does with an event, as pure rules: what is known, source, event and time in, a decision out.

Each rule names the sentence it comes from: "the specification" is ilert's "Creating alerts through events".
"""

from datetime import datetime
from typing import Final

import msgspec

from ilert_desktop.event import EventType, Priority
from ilert_desktop.practice.configuration import DEFAULT, Configuration, Joins, PracticeSource, PriorityRule
from ilert_desktop.practice.state import (
    OPEN_STATUSES,
    Alert,
    By,
    Decision,
    Effect,
    Known,
    LogEntry,
    Named,
    Received,
    Status,
)

_PENDING: Final = frozenset({Status.PENDING})
_EFFECTS: Final = {
    EventType.ALERT: Effect.APPENDED,
    EventType.ACCEPT: Effect.ACCEPTED,
    EventType.RESOLVE: Effect.RESOLVED,
    EventType.COMMENT: Effect.COMMENTED,
}


def decide(
    known: Known,
    source: PracticeSource,
    received: Received,
    time: datetime,
    configuration: Configuration = DEFAULT,
) -> Decision:
    """What one event does. Changes nothing: whoever holds what is known lets the decision take effect.

    Args:
        known: what is held so far.
        source: the source whose key the event carried.
        received: the event.
        time: when it came, with a time zone.
        configuration: policies, support hours and switches.
    """
    event_type = received.event.event_type
    alert = known.newest_match(source.id, received.event.alert_key, statuses_met(event_type, configuration.alert_joins))
    entry = LogEntry(time=time, source=Named(source.id, source.name), effect=Effect.NONE, received=received)
    if alert is not None:
        return _joined(alert, msgspec.structs.replace(entry, effect=_EFFECTS[event_type]))
    if event_type is EventType.ALERT:
        entry = msgspec.structs.replace(entry, effect=Effect.NEW_ALERT)
        return Decision(entry, _new_alert(known.next_id, source, entry, received, configuration))
    # Facts page, rule 3: with no open match "they are taken (202) and have no effect".
    return Decision(entry, None)


def accept(alert: Alert, time: datetime, by: By) -> Decision | None:
    """What accepting an alert by the API or on the page does; None when it is not PENDING any more."""
    if alert.status is not Status.PENDING:
        return None
    return _joined(alert, LogEntry(time=time, source=alert.source, effect=Effect.ACCEPTED, by=by))


def resolve(alert: Alert, time: datetime, by: By) -> Decision | None:
    """What resolving an alert by the API or on the page does; None when it is resolved already."""
    if alert.status is Status.RESOLVED:
        return None
    return _joined(alert, LogEntry(time=time, source=alert.source, effect=Effect.RESOLVED, by=by))


def statuses_met(event_type: EventType, joins: Joins = Joins.UNRESOLVED) -> frozenset[Status]:
    """The states of the alerts that an event of this type can meet.

    "ACCEPT finds the newest PENDING alert, RESOLVE the newest PENDING or ACCEPTED one, ALERT the newest unresolved
    one"; a COMMENT is for any open alert.
    """
    if event_type is EventType.ACCEPT:
        return _PENDING
    if event_type is EventType.ALERT and joins is Joins.UNACCEPTED:
        return _PENDING
    return OPEN_STATUSES


def _joined(alert: Alert, entry: LogEntry) -> Decision:
    match entry.effect:
        case Effect.ACCEPTED:
            changed = msgspec.structs.replace(alert, status=Status.ACCEPTED, accepted=entry.time)
        case Effect.RESOLVED:
            changed = msgspec.structs.replace(alert, status=Status.RESOLVED, resolved=entry.time)
        case Effect.COMMENTED:
            comments = entry.received.event.comments if entry.received else ()
            changed = msgspec.structs.replace(alert, comments=(*alert.comments, *comments))
        case _:
            # "the event is appended to that alert's log, no new alert, nobody is paged again"
            changed = alert
    return Decision(entry, changed)


def _new_alert(
    number: int, source: PracticeSource, entry: LogEntry, received: Received, configuration: Configuration
) -> Alert:
    event = received.event
    policy = configuration.policy_of(source)
    return Alert(
        id=number,
        source=entry.source,
        policy=Named(policy.id, policy.name),
        key=event.alert_key.strip(),
        status=Status.PENDING,
        priority=_priority(source, event.priority),
        reported=entry.time,
        received=received,
        comments=event.comments,
    )


def _priority(source: PracticeSource, asked_for: Priority | None) -> Priority:
    # The specification: the event overrides if the "Default priority of alert source is set to HIGH".
    default = Priority.LOW if source.priority is PriorityRule.LOW else Priority.HIGH
    return asked_for if asked_for and source.priority is PriorityRule.HIGH else default
