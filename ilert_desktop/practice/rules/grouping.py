"""A source's grouping option: which open alert takes an ALERT that no alert key has brought to one.

Facts page, rule 4: "Grouping options of a source, on top of `alertKey`: none; one alert per time window (minutes); one
*pending* alert (until accepted); one *open* alert (until resolved)." ilert's own names for the last two are
`ONE_PENDING_ALERT_ALLOWED` and `ONE_OPEN_ALERT_ALLOWED`, for the window `ONE_ALERT_GROUPED_PER_WINDOW`.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from ilert_desktop.practice.configuration import Grouping, PracticeSource
from ilert_desktop.practice.rules.quoting import counted
from ilert_desktop.practice.state import OPEN_STATUSES, Alert, Known, Status


def grouped_into(known: Known, source: PracticeSource, time: datetime, met: Collection[Status]) -> Alert | None:
    """The alert of the source that takes an ALERT at `time`, or None when a new one is to be opened.

    A time window runs from the time at which its alert was opened, that of its end included, and takes events as long
    as its alert's state is one of `met` (what an ALERT with the same key meets); the other two options name the state
    themselves. An alert that is ahead of the clock, because that was set back, counts as opened just now: a page too
    few is better here than one that wakes people twice.
    """
    match source.grouping:
        case Grouping.NONE:
            return None
        case Grouping.WINDOW:
            return known.newest_opened(source.id, met, time - timedelta(minutes=source.window_minutes))
        case Grouping.UNTIL_ACCEPTED:
            return known.newest_opened(source.id, {Status.PENDING})
        case Grouping.UNTIL_RESOLVED:
            return known.newest_opened(source.id, OPEN_STATUSES)


def option_of(source: PracticeSource) -> str:
    """What the source allows, in words."""
    match source.grouping:
        case Grouping.NONE:
            return "any number of alerts"
        case Grouping.WINDOW:
            return f"one alert in {counted(source.window_minutes, 'minute')}"
        case Grouping.UNTIL_ACCEPTED:
            return "one pending alert (until it is accepted)"
        case Grouping.UNTIL_RESOLVED:
            return "one open alert (until it is resolved)"


def none_to_group_into(source: PracticeSource) -> str:
    """Why the source's grouping did not take an ALERT, in words."""
    match source.grouping:
        case Grouping.NONE:
            return "the source does not group"
        case Grouping.WINDOW:
            return f"none to group it into was opened in the last {counted(source.window_minutes, 'minute')}"
        case Grouping.UNTIL_ACCEPTED:
            return "none to group it into is pending"
        case Grouping.UNTIL_RESOLVED:
            return "none to group it into is open"
