"""What ilert does with an event, as pure rules: state, source, event and time in, a decision out.

Each rule names the sentence it comes from: "the specification" is ilert's "Creating alerts through events".
Which alert an event meets is `_alert_to_join`, and what a new alert gets is `_new_alert`; further rules of a source
(grouping, support hours, routing keys) belong into these two.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from ilert_desktop.event import EventType, Priority
from ilert_desktop.practice.sources import PracticeSource
from ilert_desktop.practice.state import Alert, Decision, Effect, LogEntry, Received, State, Status


class Joins(StrEnum):
    """Which alert with the same key an ALERT joins instead of opening a new one.

    The specification says "Used to identify other open (unresolved, unaccepted) alerts and append additional
    events". UNRESOLVED is how ilert's schema reads it: an accepted alert still takes the event. UNACCEPTED reads
    the words to the letter: an ALERT after an ACCEPT opens a new alert and pages again.
    """

    UNRESOLVED = "unresolved"
    UNACCEPTED = "unaccepted"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The switches of the engine."""

    alert_joins: Joins = Joins.UNRESOLVED


DEFAULT_RULES: Final = Rules()
_OPEN: Final = frozenset({Status.PENDING, Status.ACCEPTED})
_PENDING: Final = frozenset({Status.PENDING})
_EFFECTS: Final = {
    EventType.ALERT: Effect.APPENDED,
    EventType.ACCEPT: Effect.ACCEPTED,
    EventType.RESOLVE: Effect.RESOLVED,
    EventType.COMMENT: Effect.COMMENTED,
}


def decide(
    state: State, source: PracticeSource, received: Received, time: datetime, rules: Rules = DEFAULT_RULES
) -> Decision:
    """What one event does. Changes nothing; `state.apply(decision)` lets it take effect.

    Args:
        state: what is held so far.
        source: the source whose key the event carried.
        received: the event.
        time: when it came, with a time zone.
        rules: the switches.
    """
    alert = _alert_to_join(state, source, received, rules)
    if alert is not None:
        return _joined(alert, LogEntry(time, received, _EFFECTS[received.event.event_type]))
    if received.event.event_type is EventType.ALERT:
        entry = LogEntry(time, received, Effect.NEW_ALERT)
        return Decision(entry, _new_alert(state.next_id, source, entry))
    # Facts page, rule 3: with no open match "they are taken (202) and have no effect".
    return Decision(LogEntry(time, received, Effect.NONE), None)


def statuses_met(event_type: EventType, rules: Rules = DEFAULT_RULES) -> frozenset[Status]:
    """The states of the alerts that an event of this type can meet.

    "ACCEPT finds the newest PENDING alert, RESOLVE the newest PENDING or ACCEPTED one, ALERT the newest unresolved
    one"; a COMMENT is for any open alert.
    """
    if event_type is EventType.ACCEPT:
        return _PENDING
    if event_type is EventType.ALERT and rules.alert_joins is Joins.UNACCEPTED:
        return _PENDING
    return _OPEN


def _alert_to_join(state: State, source: PracticeSource, received: Received, rules: Rules) -> Alert | None:
    # "The platform will always search for the last open matching alert with alertKey when processing new incoming
    # events." An event without a key matches nothing: "a new alert every time".
    event = received.event
    return state.newest_match(source, event.alert_key, statuses_met(event.event_type, rules))


def _joined(alert: Alert, entry: LogEntry) -> Decision:
    log = (*alert.log, entry)
    match entry.effect:
        case Effect.ACCEPTED:
            changed = msgspec.structs.replace(alert, log=log, status=Status.ACCEPTED)
        case Effect.RESOLVED:
            changed = msgspec.structs.replace(alert, log=log, status=Status.RESOLVED, resolved=entry.time)
        case Effect.COMMENTED:
            comments = (*alert.comments, *entry.received.event.comments)
            changed = msgspec.structs.replace(alert, log=log, comments=comments)
        case _:
            # "the event is appended to that alert's log, no new alert, nobody is paged again"
            changed = msgspec.structs.replace(alert, log=log)
    return Decision(entry, changed)


def _new_alert(number: int, source: PracticeSource, entry: LogEntry) -> Alert:
    event = entry.received.event
    return Alert(
        id=number,
        source=source,
        key=event.alert_key.strip(),
        status=Status.PENDING,
        priority=_priority(source, event.priority),
        reported=entry.time,
        comments=event.comments,
        log=(entry,),
    )


def _priority(source: PracticeSource, asked_for: Priority | None) -> Priority:
    # The specification: the event overrides if the "Default priority of alert source is set to HIGH".
    return asked_for if asked_for and source.priority is Priority.HIGH else source.priority
