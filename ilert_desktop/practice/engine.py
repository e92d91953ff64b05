"""What ilert does with an event, as pure rules: what is known, source, event and time in, a decision out.

Each rule names the sentence it comes from: "the specification" is ilert's "Creating alerts through events".
"""

from datetime import datetime
from typing import Final

import msgspec

from ilert_desktop.event import EventType
from ilert_desktop.practice.configuration import DEFAULT, Configuration, Joins, PracticeSource
from ilert_desktop.practice.rules import log_words
from ilert_desktop.practice.rules.escalation import pages_of, policy_of
from ilert_desktop.practice.rules.grouping import grouped_into
from ilert_desktop.practice.rules.priorities import priority_of
from ilert_desktop.practice.state import (
    OPEN_STATUSES,
    Alert,
    By,
    Decision,
    Effect,
    Known,
    LogEntry,
    Named,
    Reasons,
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
    known: Known, source: PracticeSource, received: Received, time: datetime, configuration: Configuration = DEFAULT
) -> Decision:
    """What one event does. Changes nothing: whoever holds what is known lets the decision take effect.

    An alert that has the event's own key goes first; only then the source's grouping counts, and only for an ALERT:
    the other types need a key, and find alerts by nothing else.

    Args:
        known: what is held so far.
        source: the source whose key the event carried.
        received: the event.
        time: when it came, with a time zone.
        configuration: policies, support hours and switches.
    """
    event = received.event
    entry = LogEntry(time=time, source=Named(source.id, source.name), effect=Effect.NONE, received=received)
    met = statuses_met(event.event_type, configuration.alert_joins)
    alert = known.newest_match(source.id, event.alert_key, met)
    if alert is not None:
        return _joined(alert, _with(entry, _EFFECTS[event.event_type], log_words.matched(alert, event)))
    # It has this key and is open, but not for this event: the reason says so.
    nearest = known.newest_match(source.id, event.alert_key, OPEN_STATUSES)
    if event.event_type is EventType.ALERT:
        return _grouped_or_new(known, source, received, entry, nearest, configuration)
    # Facts page, rule 3: with no open match "they are taken (202) and have no effect".
    return Decision(_with(entry, Effect.NONE, log_words.unmatched(source, event, nearest)), None)


def accept(alert: Alert, time: datetime, by: By) -> Decision | None:
    """What accepting an alert by the API or on the page does; None when it is not PENDING any more."""
    return _acted(alert, time, by, Effect.ACCEPTED) if alert.status is Status.PENDING else None


def resolve(alert: Alert, time: datetime, by: By) -> Decision | None:
    """What resolving an alert by the API or on the page does; None when it is resolved already."""
    return None if alert.status is Status.RESOLVED else _acted(alert, time, by, Effect.RESOLVED)


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


def _grouped_or_new(
    known: Known,
    source: PracticeSource,
    received: Received,
    entry: LogEntry,
    nearest: Alert | None,
    configuration: Configuration,
) -> Decision:
    # Facts page, rule 2: "a new alert every time, unless the source's grouping option catches it"
    event = received.event
    alert = grouped_into(known, source, entry.time, statuses_met(EventType.ALERT, configuration.alert_joins))
    if alert is not None:
        return _joined(alert, _with(entry, Effect.APPENDED, log_words.grouped(alert, source, event)))
    opened = log_words.opened(source, event, nearest)
    entry = _with(entry, Effect.NEW_ALERT, f"{opened[0].upper()}{opened[1:]}.")
    return Decision(entry, _new_alert(known.next_id, source, entry, received, opened, configuration))


def _with(entry: LogEntry, effect: Effect, reason: str) -> LogEntry:
    return msgspec.structs.replace(entry, effect=effect, reason=reason)


def _acted(alert: Alert, time: datetime, by: By, effect: Effect) -> Decision:
    reason = log_words.acted(effect, by)
    return _joined(alert, LogEntry(time=time, source=alert.source, effect=effect, by=by, reason=reason))


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
    number: int,
    source: PracticeSource,
    entry: LogEntry,
    received: Received,
    opened: str,
    configuration: Configuration,
) -> Alert:
    event = received.event
    priority, why_priority = priority_of(source, received, entry.time, configuration)
    policy, why_policy = policy_of(source, event.routing_key, configuration)
    paged, why_paged = pages_of(policy, priority, configuration.people)
    return Alert(
        id=number,
        source=entry.source,
        policy=Named(policy.id, policy.name),
        key=event.alert_key.strip(),
        status=Status.PENDING,
        priority=priority,
        reported=entry.time,
        received=received,
        comments=event.comments,
        paged=paged,
        reasons=Reasons(opened=opened, priority=why_priority, policy=why_policy, paged=why_paged),
    )
