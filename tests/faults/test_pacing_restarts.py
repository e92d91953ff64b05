"""Pacing through restarts of program and computer and through clocks that are set: counted in time that nobody sets."""

from itertools import count
from pathlib import Path

import pytest

from ilert_desktop.ledger.pacing import allowed_in_window
from ilert_desktop.ledger.records import Attempt, AttemptEnd, Decision, EventState, NotBefore, OutcomeKind, Pace
from tests.faults.tally import Tally
from tests.rig.ledgers import MINUTE, Book, Clock, done, new_event

PACE = Pace("key", "host", 50)
HOUR = 60 * MINUTE
# After so many attempts the clock is set by so much, and the program starts anew.
JUMPS = {20: HOUR, 47: 0, 48: -2 * HOUR, 70: 90_000, 96: -30_000, 120: 24 * HOUR}


def attempt_times(folder: Path, total: int, job: str, *, restarts: bool) -> list[int]:
    """When each of `total` events was attempted, in milliseconds of time that nobody sets."""
    clock = Clock()
    times: list[int] = []
    book = Book(folder / "ledger.db", clock)
    try:
        done(book.ledger.enqueue_together([new_event(key=f"k{n}", job=job) for n in range(total)]))
        due = list(book.due())
        for number in count():
            if number == total:
                return times
            if restarts and number % 150 in JUMPS:
                book.close()
                clock.set_by(JUMPS[number % 150])
                book = Book(folder / "ledger.db", clock)
                book.due()
            while isinstance(begun := done(book.ledger.begin_attempt(due[number], PACE)), NotBefore):
                clock.turn(begun.at - clock())
            assert isinstance(begun, Attempt)
            times.append(clock.steady().ms)
            end = AttemptEnd(at=clock(), outcome=OutcomeKind.TAKEN, status=202)
            done(book.ledger.finish_attempt(begun, end, Decision(state=EventState.TAKEN)))
    finally:
        book.close()
    raise AssertionError


def check(times: list[int], total: int, what: str, tally: Tally) -> None:
    allowed = allowed_in_window(PACE.per_minute)
    most = max(sum(1 for other in times if moment <= other < moment + MINUTE) for moment in times)
    minutes = times[-1] / MINUTE
    tally.add(f"{total} events at 50 a minute ({what}): {minutes:.2f} minutes, {most} in any 60 s", minutes=minutes)
    # No fixed window of 60 s, whatever its phase, holds more than the fullest sliding one.
    assert most <= allowed
    assert minutes == pytest.approx((total - 1) / allowed, abs=1)


@pytest.mark.parametrize("job", ["", "resolve all"], ids=["interactive", "bulk"])
def test_restarts_and_clocks_that_are_set_change_nothing(tmp_path: Path, tally: Tally, job: str) -> None:
    times = attempt_times(tmp_path, 150, job, restarts=True)
    check(times, 150, f"{job or 'interactive'}, 6 restarts with clocks that are set", tally)


@pytest.mark.slow_fault
@pytest.mark.parametrize("job", ["", "resolve all"], ids=["interactive", "bulk"])
def test_500_events_with_restarts(tmp_path: Path, tally: Tally, job: str) -> None:
    times = attempt_times(tmp_path, 500, job, restarts=True)
    check(times, 500, f"{job or 'interactive'}, 20 restarts with clocks that are set", tally)
    assert times[-1] / MINUTE == pytest.approx(500 / 48, rel=0.05)
