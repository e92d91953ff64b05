"""Which alert each event belongs to, and that alert's state: a pure function of the events of one key, in order.

The rules are those of the specification: an alert is open from the ALERT taken until a RESOLVE is taken; a later
ALERT with the same key opens a new one. An event that is still under way counts as if it will be taken when later
events are assigned; when it is rejected after all, calling this again puts them where they belong.
What was done elsewhere counts where it was noted: after an event that was taken, before the next one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import SETTLED, AlertState, Elsewhere, EventState, Place

# In which states an alert can be accepted or resolved elsewhere.
OPEN_FOR: Final = {
    EventType.ACCEPT: frozenset({AlertState.OPEN, AlertState.ELSEWHERE}),
    EventType.RESOLVE: frozenset({AlertState.OPEN, AlertState.ACCEPTED, AlertState.ELSEWHERE}),
}


class Step(msgspec.Struct, frozen=True):
    """One event of a key, as far as it matters here."""

    event_id: int
    event_type: EventType
    state: EventState


class Grouped(msgspec.Struct):
    """One alert: the events in it, oldest first (its id is the first one's), its state and where it came into that."""

    event_ids: list[int]
    state: AlertState
    closing: bool = False
    elsewhere: Place | None = None


def group(steps: Iterable[Step], noted: Mapping[int, Sequence[Elsewhere]] | None = None) -> list[Grouped]:
    """The alerts that the events of one source and key make, oldest first; `steps` are in the order of sending.

    `noted` has what was done elsewhere, by the id of the event after which it counts.
    """
    alerts: list[Grouped] = []
    for step in steps:
        if not alerts or _opens_new(alerts[-1], step):
            first_state = AlertState.QUEUED if step.event_type is EventType.ALERT else AlertState.ELSEWHERE
            alerts.append(Grouped([step.event_id], first_state))
        else:
            alerts[-1].event_ids.append(step.event_id)
        before = alerts[-1].state
        _apply(alerts[-1], step)
        if alerts[-1].state is not before:
            alerts[-1].elsewhere = None
        for note in (noted or {}).get(step.event_id, ()):
            _apply_note(alerts[-1], note)
    return alerts


def _opens_new(alert: Grouped, step: Step) -> bool:
    return step.event_type is EventType.ALERT and (alert.closing or alert.state is AlertState.ELSEWHERE)


def _apply_note(alert: Grouped, note: Elsewhere) -> None:
    if alert.state in OPEN_FOR[note.done]:
        alert.state = AlertState.ACCEPTED if note.done is EventType.ACCEPT else AlertState.RESOLVED
        alert.closing = alert.closing or note.done is EventType.RESOLVE
        alert.elsewhere = note.place


def _apply(alert: Grouped, step: Step) -> None:
    taken = step.state is EventState.TAKEN
    match step.event_type:
        case EventType.ALERT if taken:
            if alert.state in {AlertState.QUEUED, AlertState.FAILED}:
                alert.state = AlertState.OPEN
        case EventType.ALERT:
            if alert.state in {AlertState.QUEUED, AlertState.FAILED}:
                alert.state = AlertState.FAILED if step.state in SETTLED else AlertState.QUEUED
        case EventType.ACCEPT if taken and alert.state in {AlertState.OPEN, AlertState.ELSEWHERE}:
            alert.state = AlertState.ACCEPTED
        case EventType.RESOLVE:
            if taken:
                alert.state = AlertState.RESOLVED
            alert.closing = alert.closing or taken or step.state not in SETTLED
        case _:
            pass
