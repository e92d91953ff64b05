"""Pacing: a source's limit is never used up, in any stretch of 60 seconds."""

from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.delivery.pacing import WINDOW_MS, free_at
from tests.rig.ledgers import NOON


@given(st.integers(-5, 60), st.lists(st.integers(0, 20_000), min_size=1, max_size=150))
def test_never_more_than_the_limit_less_two_in_any_window(per_minute: int, gaps: list[int]) -> None:
    allowed = max(1, per_minute - 2)
    starts: list[int] = []
    now = NOON
    for gap in gaps:
        now = free_at(starts, per_minute, now + gap)
        starts.append(now)
    for position, start in enumerate(starts):
        window = [other for other in starts[position:] if other < start + WINDOW_MS]
        assert len(window) <= allowed


@given(st.integers(1, 60), st.lists(st.integers(NOON - 200_000, NOON + 10_000), max_size=100))
def test_it_never_goes_before_now_and_waits_a_window_after_the_last_start_at_most(
    per_minute: int, starts: list[int]
) -> None:
    at = free_at(sorted(starts), per_minute, NOON)
    assert NOON <= at <= max([NOON, *starts]) + WINDOW_MS
    assert free_at(sorted(start for start in starts if start <= NOON), per_minute, at) == at


def test_the_first_ones_go_at_once() -> None:
    assert free_at([], 50, NOON) == NOON
    assert free_at([NOON] * 47, 50, NOON) == NOON
    assert free_at([NOON] * 48, 50, NOON) == NOON + WINDOW_MS
    assert free_at([NOON - WINDOW_MS] * 48, 50, NOON) == NOON


def test_a_clock_that_was_ahead_does_not_stop_sending() -> None:
    assert free_at([NOON + 10**9] * 100, 50, NOON) == NOON
