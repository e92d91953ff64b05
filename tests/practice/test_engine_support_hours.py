"""When a team is at work: spans over midnight, `24:00`, other time zones, and clocks that are set.

Facts, 5: "Support-hours rules: high during support hours and low otherwise, or the reverse."
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.practice.configuration import Day, SupportHours, TimeSpan
from ilert_desktop.practice.rules.support_hours import during

BERLIN = "Europe/Berlin"


def hours(*spans: str, day: Day | None = None, zone: str = BERLIN) -> SupportHours:
    """Spans such as `08:00-18:00`, on one day or on all of them."""
    pairs = tuple(TimeSpan(*span.split("-")) for span in spans)
    return SupportHours(name="Hours", time_zone=zone, days=dict.fromkeys([day] if day else Day, pairs))


def at(wall_clock: str, zone: str = BERLIN, *, second_time: bool = False) -> datetime:
    """The time at which the wall clock shows this; `second_time`: when it shows it again, having been set back."""
    return datetime.fromisoformat(wall_clock).replace(tzinfo=ZoneInfo(zone), fold=int(second_time))


# Monday the 2nd of March 2026 and the days around it.
@pytest.mark.parametrize(
    ("span", "day", "wall_clock", "inside"),
    [
        ("08:00-18:00", Day.MONDAY, "2026-03-02 07:59:59.999999", False),
        ("08:00-18:00", Day.MONDAY, "2026-03-02 08:00", True),
        ("08:00-18:00", Day.MONDAY, "2026-03-02 17:59:59.999999", True),
        ("08:00-18:00", Day.MONDAY, "2026-03-02 18:00", False),
        ("08:00-18:00", Day.MONDAY, "2026-03-03 12:00", False),
        # Over midnight: it belongs to the day on which it starts.
        ("22:00-06:00", Day.MONDAY, "2026-03-02 05:59", False),
        ("22:00-06:00", Day.MONDAY, "2026-03-02 22:00", True),
        ("22:00-06:00", Day.MONDAY, "2026-03-03 05:59", True),
        ("22:00-06:00", Day.MONDAY, "2026-03-03 06:00", False),
        ("22:00-06:00", Day.MONDAY, "2026-03-03 22:00", False),
        # From Sunday into the next week.
        ("22:00-06:00", Day.SUNDAY, "2026-03-02 03:00", True),
        ("22:00-06:00", Day.SUNDAY, "2026-03-03 03:00", False),
        # 24:00 is the end of the day, and no later.
        ("18:00-24:00", Day.MONDAY, "2026-03-02 23:59:59", True),
        ("18:00-24:00", Day.MONDAY, "2026-03-03 00:00", False),
        ("00:00-24:00", Day.MONDAY, "2026-03-02 00:00", True),
        ("00:00-24:00", Day.MONDAY, "2026-03-03 00:00", False),
        # The end is midnight: the same, written otherwise.
        ("18:00-00:00", Day.MONDAY, "2026-03-02 23:59:59", True),
        ("18:00-00:00", Day.MONDAY, "2026-03-03 00:00", False),
        # An end that is the start is a day later.
        ("08:00-08:00", Day.MONDAY, "2026-03-02 07:59", False),
        ("08:00-08:00", Day.MONDAY, "2026-03-02 08:00", True),
        ("08:00-08:00", Day.MONDAY, "2026-03-03 07:59", True),
        ("08:00-08:00", Day.MONDAY, "2026-03-03 08:00", False),
    ],
)
def test_a_span_has_its_start_and_not_its_end(span: str, day: Day, wall_clock: str, *, inside: bool) -> None:
    """The spans' own rule: "`start` belongs to it and `end` does not"; "24:00 is the end of the day"."""
    assert during(hours(span, day=day), at(wall_clock)) is inside


def test_several_spans_a_day_leave_the_break_out() -> None:
    lunch = hours("08:00-12:00", "13:00-18:00")

    assert [during(lunch, at(f"2026-03-02 {clock}")) for clock in ("11:59", "12:30", "13:00")] == [True, False, True]


def test_days_without_spans_are_outside() -> None:
    assert not during(SupportHours(name="None", time_zone=BERLIN, days={}), at("2026-03-02 12:00"))


@pytest.mark.parametrize(("zone", "inside"), [("UTC", True), ("Asia/Kathmandu", False), ("America/Los_Angeles", False)])
def test_the_time_zone_of_the_hours_counts(zone: str, *, inside: bool) -> None:
    """Issue: "support hours both ways with a time zone"; at 09:00 in London it is 14:45 in Kathmandu."""
    assert during(hours("08:00-12:00", zone=zone), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) is inside


def test_the_day_is_the_day_in_that_time_zone() -> None:
    """It is Sunday evening in UTC and Monday morning in Auckland."""
    assert during(hours("08:00-18:00", day=Day.MONDAY, zone="Pacific/Auckland"), datetime(2026, 3, 1, 22, tzinfo=UTC))


class TestClocksSetBack:
    """In Berlin on Sunday the 25th of October 2026 the clock shows 02:00 to 03:00 twice."""

    @pytest.mark.parametrize("second_time", [False, True])
    @pytest.mark.parametrize(
        ("clock", "inside"), [("01:59", False), ("02:00", True), ("02:59", True), ("03:00", False)]
    )
    def test_an_hour_that_comes_twice_counts_both_times(self, clock: str, *, inside: bool, second_time: bool) -> None:
        assert during(hours("02:00-03:00"), at(f"2026-10-25 {clock}", second_time=second_time)) is inside

    def test_a_night_over_it_lasts_an_hour_longer(self) -> None:
        assert minutes_inside(hours("22:00-06:00", day=Day.SATURDAY), "2026-10-24") == 9 * 60

    def test_the_office_day_after_it_starts_by_the_new_clock(self) -> None:
        office = hours("08:00-18:00")
        assert not during(office, datetime(2026, 10, 25, 6, 59, tzinfo=UTC))
        assert during(office, datetime(2026, 10, 25, 7, 0, tzinfo=UTC))


class TestClocksSetForward:
    """In Berlin on Sunday the 29th of March 2026 the clock goes from 02:00 to 03:00 at once."""

    def test_an_hour_that_never_comes_has_no_support(self) -> None:
        assert minutes_inside(hours("02:00-03:00", day=Day.SUNDAY), "2026-03-28") == 0

    def test_a_span_that_starts_in_it_starts_at_its_end(self) -> None:
        early = hours("02:30-05:00", day=Day.SUNDAY)
        assert not during(early, datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC))
        assert during(early, datetime(2026, 3, 29, 1, 0, tzinfo=UTC))

    def test_a_night_over_it_is_an_hour_shorter(self) -> None:
        assert minutes_inside(hours("22:00-06:00", day=Day.SATURDAY), "2026-03-28") == 7 * 60

    def test_the_office_day_after_it_starts_by_the_new_clock(self) -> None:
        office = hours("08:00-18:00")
        assert not during(office, datetime(2026, 3, 29, 5, 59, tzinfo=UTC))
        assert during(office, datetime(2026, 3, 29, 6, 0, tzinfo=UTC))


def test_clocks_can_be_set_by_half_an_hour() -> None:
    """Lord Howe Island sets its clocks by 30 minutes: on the 5th of April 2026, 01:30 to 02:00 comes twice."""
    assert minutes_inside(hours("01:00-03:00", day=Day.SUNDAY, zone="Australia/Lord_Howe"), "2026-04-04") == 150


def minutes_inside(checked: SupportHours, from_day: str) -> int:
    """For how many minutes of the 48 hours from this day's start on a team is at work."""
    start = at(f"{from_day} 00:00", checked.time_zone).astimezone(UTC)
    return sum(during(checked, start + timedelta(minutes=minute)) for minute in range(48 * 60))


clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
times = st.integers(0, 2**32).map(lambda second: datetime.fromtimestamp(second, UTC))
zones = st.sampled_from([BERLIN, "UTC", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"])


@given(clocks, clocks, zones, times)
def test_a_span_and_the_one_that_fills_the_rest_of_the_day_never_overlap(
    start: str, end: str, zone: str, time: datetime
) -> None:
    """Every time is in exactly one of 08:00-18:00 and 18:00-08:00, whatever the clocks do."""
    there, back = (during(hours(span, zone=zone), time) for span in (f"{start}-{end}", f"{end}-{start}"))

    assert (there and back) if start == end else (there is not back)


@given(zones, times)
def test_all_day_is_always(zone: str, time: datetime) -> None:
    assert during(hours("00:00-24:00", zone=zone), time)
