"""What can be done for several alerts at once: pure functions of what their rows know."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import SETTLED, Alert, AlertState
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.request import Subject
from ilert_desktop.ui.history.rules import Refusal, refusal


class Sorted(msgspec.Struct, frozen=True):
    """The alerts for which something is possible, and how many it is not possible for, by reason."""

    possible: tuple[Alert, ...]
    refused: dict[Refusal, int]


def sort_out(alerts: Iterable[Alert], event_type: EventType, sources: SourceList) -> Sorted:
    """Which alerts an ACCEPT or RESOLVE can be sent for together."""
    known = {source.id for source in sources.all()}
    possible: list[Alert] = []
    refused: Counter[Refusal] = Counter()
    for alert in alerts:
        why_not = row_refusal(alert, event_type, source_known=alert.source_id in known)
        if why_not is None:
            possible.append(alert)
        else:
            refused[why_not] += 1
    return Sorted(tuple(possible), dict(refused))


def row_refusal(alert: Alert, event_type: EventType, *, source_known: bool) -> Refusal | None:
    """Why ACCEPT or RESOLVE can't be sent for an alert as one of several, or None when it can.

    What would need a question is left out: an alert that ilert has not taken may be cancelled instead, one by one.
    """
    why_not = refusal(Subject(alert, ()), event_type, source_known=source_known)
    if why_not is not None:
        return why_not
    if alert.state is AlertState.QUEUED:
        return Refusal.NOT_TAKEN_YET
    if alert.last_state in SETTLED:
        return None
    if alert.last_type is EventType.RESOLVE:
        return Refusal.RESOLVING
    return Refusal.UNDER_WAY if alert.last_type is event_type else None
