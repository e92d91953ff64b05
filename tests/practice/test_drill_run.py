"""A drill in virtual time, on a real store: its steps come at their minutes, and what is sent has its mark."""

import msgspec
import pytest

from ilert_desktop.event import EventType
from ilert_desktop.practice.drills.script import MARK, Action, Drill, Expectation, Raise, Step
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.mark import marked_summary
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.practice.state import Decision
from tests.rig.training import Training, drill


def test_steps_come_at_their_minutes_and_the_end_by_itself(training: Training) -> None:
    training.drills.start(
        drill(
            Step(tell="Ready"),
            Step(minute=2, fail=Mode.LOST_ANSWER, tell="Now"),
            Step(minute=3, fail=Mode.DOWN, minutes=1),
            Step(minute=5.5, fail=Mode.SLOW, delay=40),
            Step(minute=7, recover=True),
            Step(minute=9, fail=Mode.RATE_LIMIT),
        )
    )
    seen = [training.mode]
    for _ in range(19):
        training.time.turn(minutes=0.5)
        seen.append(training.mode)

    lost, down, slow, many = Mode.LOST_ANSWER, Mode.DOWN, Mode.SLOW, Mode.RATE_LIMIT
    assert seen == [*[None] * 4, *[lost] * 2, *[down] * 2, *[None] * 3, *[slow] * 3, *[None] * 4, *[many] * 2]
    assert training.messages() == ["Ready", "Now"]
    training.time.turn(minutes=0.5)
    assert training.drills.running is None
    assert training.mode is None
    assert training.time.waiting == []
    (report,) = training.drills.reports
    assert report.complete
    assert [(trouble.mode, (trouble.until - trouble.since).seconds) for trouble in report.troubles] == [
        (lost, 60),
        (down, 60),
        (slow, 90),
        (many, 60),
    ]


def test_ending_a_drill_early_leaves_nothing_behind(training: Training) -> None:
    training.drills.start(drill(Step(fail=Mode.DOWN), Step(minute=5, fail=Mode.SLOW), mark=MARK))
    training.time.turn(minutes=1)
    report = training.drills.stop()

    assert report is not None
    assert not report.complete
    assert training.drills.reports == (report,)
    assert (training.mode, training.time.waiting, training.drills.mark) == (None, [], "")
    assert training.drills.stop() is None
    assert training.opened(summary="Disk full").opened_by.summary == "Disk full"


def test_a_drill_begins_well_behaved_and_is_the_only_one(training: Training) -> None:
    training.misbehaviour.start(Mode.DOWN, 900)
    running = training.drills.start(drill())

    assert training.mode is None
    with pytest.raises(PracticeFault, match="runs already"):
        training.drills.start(drill())
    assert training.drills.running is running


def test_a_source_that_practice_does_not_have_is_said_at_the_start(training: Training) -> None:
    for wanting in (
        drill(Step(raises=Raise(summary="x", source="Moon"))),
        drill(expect=(Expectation(do=Action.RAISE, source="Moon"),)),
    ):
        with pytest.raises(PracticeFault, match="“Moon”"):
            training.drills.start(wanting)
        assert training.drills.running is None


def test_events_carry_the_mark(training: Training) -> None:
    training.drills.start(drill(mark=MARK))
    alert = training.opened(summary="Disk full", alert_key="disk", custom_details=msgspec.Raw(b'{"n": 1.0}'))
    again = training.opened(summary="[drill] Disk full")
    accepted = training.send(EventType.ACCEPT, alert_key="disk", summary="Disk full")
    silent = training.send(EventType.RESOLVE, alert_key="disk")

    assert training.drills.mark == "[DRILL]"
    assert alert.opened_by.summary == "[DRILL] Disk full"
    assert b'"summary":"[DRILL] Disk full"' in bytes(alert.received.text)
    assert b'{"n":1.0}' in bytes(alert.received.text)
    assert again.opened_by.summary == "[drill] Disk full"
    assert accepted.entry.received is not None
    assert accepted.entry.received.event.summary == "[DRILL] Disk full"
    assert silent.entry.received is not None
    assert silent.entry.received.event.summary == ""
    kept = training.intake.alert(alert.id)
    assert kept.opened_by.summary == "[DRILL] Disk full"


def test_what_the_window_sends_gets_no_second_mark() -> None:
    once = marked_summary("Disk full", MARK)

    assert once == "[DRILL] Disk full"
    assert marked_summary(once, MARK) == once
    assert marked_summary("  ", MARK) == "  "
    assert marked_summary("Disk full", "") == "Disk full"


def test_the_last_ten_reports_are_kept(training: Training) -> None:
    for number in range(12):
        training.drills.start(Drill(title=str(number), minutes=1))
        training.drills.stop()

    assert [report.title for report in training.drills.reports] == [str(number) for number in range(11, 1, -1)]


def test_watchers_are_told_of_start_message_and_end(training: Training) -> None:
    training.drills.start(drill(Step(minute=1, tell="Now"), minutes=2))
    begun = training.told
    training.time.turn(minutes=1)
    told = training.told
    training.time.turn(minutes=1)

    assert 1 <= begun < told < training.told


def test_an_alert_that_can_not_be_kept_is_told_and_the_drill_goes_on(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_decision: Decision) -> None:
        raise PracticeFault("Practice can't write the event down", "make room on the disk.")

    monkeypatch.setattr(training.intake.store, "apply", full)
    training.drills.start(drill(Step(minute=1, raises=Raise(summary="CPU hot")), Step(minute=2, tell="On")))
    training.time.turn(minutes=2)

    failure, went_on = training.messages()
    assert "CPU hot" in failure
    assert "make room" in failure
    assert went_on == "On"
