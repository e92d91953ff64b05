"""Is a team at work at a given time? Support hours are read on the wall clock of their time zone."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from ilert_desktop.practice.configuration import Configuration, Day, SupportHours, TimeSpan
from ilert_desktop.practice.rules.quoting import quoted

_DAYS: Final = tuple(Day)


def during(hours: SupportHours, time: datetime) -> bool:
    """Whether `time` (with a time zone) is within support hours.

    What the wall clock shows counts. When clocks are set back, an hour that it shows twice counts both times; when
    they are set forward, the hour that it leaves out never comes, and a span that starts in it starts at its end.
    A span over midnight belongs to the day on which it starts.

    Raises:
        ZoneInfoNotFoundError: no time zone has this name.
    """
    local = time.astimezone(ZoneInfo(hours.time_zone))
    minute = local.hour * 60 + local.minute
    today = _DAYS[local.weekday()]
    yesterday = _DAYS[local.weekday() - 1]
    return any(_covers(span, minute) for span in hours.days.get(today, ())) or any(
        _runs_over(span, minute) for span in hours.days.get(yesterday, ())
    )


def standing(source_hours: str, time: datetime, configuration: Configuration) -> tuple[bool, str]:
    """Whether `time` is within the support hours of this name, and that in words.

    Hours that the configuration does not know have no span, so that every time is outside them.
    """
    hours = next((hours for hours in configuration.support_hours if hours.name == source_hours), None)
    if hours is None:
        return False, f"there are no support hours {quoted(source_hours)}, so it is always outside them"
    local = time.astimezone(ZoneInfo(hours.time_zone))
    inside = during(hours, time)
    moment = f"{_DAYS[local.weekday()].capitalize()} {local:%H:%M} in {hours.time_zone}"
    return inside, f"{moment} is {'within' if inside else 'outside'} the support hours {quoted(hours.name)}"


def _covers(span: TimeSpan, minute: int) -> bool:
    start, end = _minute_of(span.start), _minute_of(span.end)
    return start <= minute and (minute < end or end <= start)


def _runs_over(span: TimeSpan, minute: int) -> bool:
    start, end = _minute_of(span.start), _minute_of(span.end)
    return end <= start and minute < end


def _minute_of(wall_clock: str) -> int:
    hour, minute = wall_clock.split(":")
    return int(hour) * 60 + int(minute)
