"""The switch: on for a chosen time, off by itself, and no timer of an earlier turn is left."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ilert_desktop.practice.misbehaviour import Misbehaviour, Mode
from tests.rig.turned_time import TurnedTime


@pytest.fixture
def time() -> TurnedTime:
    return TurnedTime()


@pytest.fixture
def switch(time: TurnedTime) -> Misbehaviour:
    return Misbehaviour(time, time.later)


def test_it_behaves_well_at_first(switch: Misbehaviour) -> None:
    assert switch.now is None


def test_it_ends_by_itself(switch: Misbehaviour, time: TurnedTime) -> None:
    active = switch.start(Mode.DOWN, 60)

    assert (active.mode, active.since, active.until) == (Mode.DOWN, time(), time() + timedelta(minutes=1))
    time.turn(seconds=59.9)
    assert switch.now is active
    time.turn(seconds=0.1)
    assert [switch.now, *time.waiting] == [None]


def test_without_a_time_it_stays_on_until_it_is_switched_off(switch: Misbehaviour, time: TurnedTime) -> None:
    assert switch.start(Mode.SLOW, None, delay=40).until is None
    time.turn(minutes=100_000)
    assert switch.now is not None
    switch.stop()
    assert switch.now is None


def test_quick_turns_leave_no_timer_behind(switch: Misbehaviour, time: TurnedTime) -> None:
    for _ in range(5):
        for mode in Mode:
            switch.start(mode, 60)
            time.turn(seconds=1)
            switch.start(mode, 300)
            switch.stop()
            switch.stop()
    switch.start(Mode.RATE_LIMIT, 300)

    assert len(time.waiting) == 1
    time.turn(seconds=299)
    assert switch.now is not None
    assert switch.now.mode is Mode.RATE_LIMIT


def test_the_later_choice_counts(switch: Misbehaviour, time: TurnedTime) -> None:
    switch.start(Mode.DOWN, 60)
    time.turn(seconds=30)
    switch.start(Mode.DOWN, 60)
    time.turn(seconds=59)
    assert switch.now is not None
    switch.start(Mode.DOWN, None)
    time.turn(minutes=60)
    assert switch.now is not None


def test_each_turn_is_told_once(switch: Misbehaviour, time: TurnedTime) -> None:
    told: list[Mode | None] = []
    end = switch.watch(lambda: told.append(None if switch.now is None else switch.now.mode))
    switch.stop()
    switch.start(Mode.DOWN, 60)
    switch.start(Mode.SLOW, 60)
    time.turn(minutes=2)
    end()
    switch.start(Mode.DOWN, 60)

    assert told == [Mode.DOWN, Mode.SLOW, None]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda switch: switch.start(Mode.DOWN, 0),
        lambda switch: switch.start(Mode.DOWN, -1),
        lambda switch: switch.start(Mode.DOWN, float("nan")),
        lambda switch: switch.start(Mode.DOWN, 86_401),
        lambda switch: switch.start(Mode.SLOW, 60, delay=-1),
        lambda switch: switch.start(Mode.SLOW, 60, delay=float("inf")),
    ],
)
def test_a_time_that_makes_no_sense_changes_nothing(
    switch: Misbehaviour, time: TurnedTime, wrong: Callable[[Misbehaviour], object]
) -> None:
    active = switch.start(Mode.DOWN, 60)
    with pytest.raises(ValueError, match="a day"):
        wrong(switch)

    assert switch.now is active
    assert len(time.waiting) == 1


def test_every_mode_has_words() -> None:
    assert all(mode.label and mode.sentence.endswith(".") for mode in Mode)
