"""Which alerts need a second, deliberate step: a pure function of the event and of what is known of its source here.

Source of the rules: the specification's section on `priority`. HIGH escalates to people; whether an event's own
priority counts is up to its source.
"""

from collections.abc import Sequence

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.source import DefaultPriority, Override, Source


def needs_confirmation(source: Source, event: Event) -> bool:
    """Whether sending `event` to `source` may page somebody at once, at a source that was marked as live.

    Asks whenever the alert is or may become HIGH as far as is known here; an explicit HIGH asks even where the source
    is known to ignore it. Practice never asks, and neither does an ACCEPT, RESOLVE or COMMENT.
    """
    if not source.live or source.is_practice or event.event_type is not EventType.ALERT:
        return False
    if event.priority is Priority.HIGH:
        return True
    if event.priority is Priority.LOW and not _ignores_priorities(source):
        return False
    return source.default_priority is not DefaultPriority.LOW


def _ignores_priorities(source: Source) -> bool:
    # A default by support hours overrules the event, unless the operator knows of a template or an integration.
    if source.default_priority is DefaultPriority.SUPPORT_HOURS:
        return source.priority_override is not Override.YES
    return source.priority_override is Override.NO


def names_together(names: Sequence[str]) -> str:
    """Names as a sentence has them: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def confirm_label(sources: Sequence[Source]) -> str:
    """What the second step's control says: "Page Production and Backup now"."""
    return f"Page {names_together([source.name for source in sources])} now"
