"""Which events need a second, deliberate step, because somebody may be woken by them."""

from typing import Final

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.source import DefaultPriority, Override, Source

_CERTAINLY_LOW: Final = frozenset({DefaultPriority.LOW})


def may_page(source: Source, event: Event) -> bool:
    """Whether an event may raise a HIGH alert at a source that is marked live, on the safe side of what is known.

    An ALERT without a priority, or at a source that ignores an event's own, gets the source's default: only one that
    is known to be LOW is safe. Practice pages nobody.
    """
    if not source.live or source.is_practice or event.event_type is not EventType.ALERT:
        return False
    default_is_low = source.default_priority in _CERTAINLY_LOW
    if event.priority is None or source.priority_override is Override.NO:
        return not default_is_low
    return event.priority is Priority.HIGH
