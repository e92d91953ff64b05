"""The report of a drill says what was raised, accepted and resolved, what was missed, late, or done twice."""

import pytest

from ilert_desktop.event import EventType, Priority
from ilert_desktop.practice.drills.report import Result
from ilert_desktop.practice.drills.report_text import as_text
from ilert_desktop.practice.drills.script import MARK, Action, Expectation, Raise, Step
from ilert_desktop.practice.drills.script_file import shipped
from ilert_desktop.practice.state import Effect
from tests.rig.training import Training, drill


def test_the_drills_own_alert_is_told_apart(training: Training) -> None:
    raised = Raise(summary="CPU hot", key="cpu", source="low", priority=Priority.HIGH, details="**hot**")
    training.drills.start(
        drill(
            Step(minute=1, raises=raised),
            mark=MARK,
            expect=(Expectation(do=Action.RAISE), Expectation(do=Action.ACCEPT, key="CPU", within=3)),
        )
    )
    training.time.turn(minutes=2)
    (alert,) = training.intake.store.alerts()
    training.act("accept", alert)
    report = training.drills.stop()

    assert (alert.opened_by.summary, alert.source.name) == ("[DRILL] CPU hot", "Low")
    assert report is not None
    assert [(one.by_script, one.accepted_after) for one in report.raised] == [(True, 60)]
    assert [one.result for one in report.checked] == [Result.MISSED, Result.MET]


@pytest.mark.parametrize(
    ("minute", "result"), [(0.5, Result.MISSED), (1, Result.MET), (3, Result.MET), (3.1, Result.LATE)]
)
def test_an_action_counts_from_its_minute_on_and_is_late_after_its_time(
    training: Training, minute: float, result: Result
) -> None:
    training.drills.start(drill(expect=(Expectation(do=Action.RAISE, after=1, within=2),)))
    training.time.turn(minutes=minute)
    training.send(summary="Disk full")
    report = training.drills.stop()

    assert report is not None
    (checked,) = report.checked
    assert checked.result is result
    assert checked.due_after == 180
    assert checked.done_after == (None if result is Result.MISSED else minute * 60)
    assert report.passed is (result is Result.MET)


@pytest.mark.parametrize(
    ("expectation", "fits"),
    [
        (Expectation(do=Action.RAISE, key=" DISK "), True),
        (Expectation(do=Action.RAISE, key="dis"), False),
        (Expectation(do=Action.RAISE, summary="disk FULL"), True),
        (Expectation(do=Action.RAISE, summary="empty"), False),
        (Expectation(do=Action.RAISE, source="payments (LIVE-like)"), True),
        (Expectation(do=Action.RAISE, source="Office"), False),
        (Expectation(do=Action.RAISE, priority=Priority.LOW), True),
        (Expectation(do=Action.RAISE, priority=Priority.HIGH), False),
        (Expectation(do=Action.RAISE, key="disk", summary="empty"), False),
        (Expectation(do=Action.RESOLVE), False),
    ],
)
def test_an_alert_fits_all_that_is_named(training: Training, expectation: Expectation, fits: bool) -> None:
    training.drills.start(drill(expect=(expectation,)))
    training.send(summary="The disk full again", alert_key="disk", priority=Priority.LOW)
    report = training.drills.stop()

    assert report is not None
    assert report.passed is fits


def test_accept_resolve_and_comment_count_by_whatever_way(training: Training) -> None:
    everything = tuple(Expectation(do=action) for action in Action)
    training.drills.start(drill(expect=everything))
    alert = training.opened(summary="Disk full", alert_key="disk")
    training.time.turn(seconds=20)
    training.act("accept", alert)
    training.send(EventType.COMMENT, alert_key="disk", comments=())
    training.time.turn(seconds=25)
    training.send(EventType.RESOLVE, alert_key="DISK")
    report = training.drills.stop()

    assert report is not None
    assert report.passed
    (raised,) = report.raised
    assert (raised.accepted_after, raised.resolved_after) == (20, 45)


def test_the_same_thing_raised_twice_is_told(training: Training) -> None:
    training.drills.start(drill(expect=(Expectation(do=Action.RAISE, summary="disk", once=True),)))
    first = training.opened(summary="Disk full", alert_key="desktop-1")
    second = training.opened(summary=" disk  FULL", alert_key="desktop-2")
    third = training.opened(summary="Disk empty", alert_key="desktop-3")
    elsewhere = training.opened(summary="Disk full", source=2)
    report = training.drills.stop()

    assert report is not None
    assert [(one.alert, one.same_as) for one in report.raised] == [
        (first.id, None),
        (second.id, first.id),
        (third.id, None),
        (elsewhere.id, None),
    ]
    assert [one.result for one in report.checked] == [Result.TWICE]


def test_an_event_that_was_sent_again_is_no_second_alert(training: Training) -> None:
    training.drills.start(drill(expect=(Expectation(do=Action.RAISE, once=True),)))
    for _ in range(3):
        training.send(summary="Disk full", alert_key="disk")
    report = training.drills.stop()

    assert report is not None
    assert report.passed
    assert report.sent_again == 2
    assert [one.copies for one in report.raised] == [2]


def test_an_alert_from_before_can_be_worked_on(training: Training) -> None:
    training.send(summary="Disk full", alert_key="disk")
    training.drills.start(drill(expect=(Expectation(do=Action.RAISE), Expectation(do=Action.RESOLVE))))
    assert training.send(summary="Disk full", alert_key="disk").entry.effect is Effect.APPENDED
    training.send(EventType.RESOLVE, alert_key="disk")
    report = training.drills.stop()

    assert report is not None
    assert report.passed
    assert report.raised == ()


def test_who_raises_into_an_alert_from_before_has_raised_it(training: Training) -> None:
    """Facts page, rule 4: a source that groups adds the event to an alert that is open, whatever its summary."""
    old = training.opened(summary="Printer on fire", alert_key="p", source=2)
    expected = tuple(Expectation(do=do, summary="checkout") for do in (Action.RAISE, Action.ACCEPT, Action.RESOLVE))
    training.drills.start(drill(expect=expected))
    training.act("accept", training.opened(summary="Other", alert_key="o"))
    training.time.turn(seconds=20)
    for _ in range(2):
        assert training.send(summary="Checkout down", alert_key="c", source=2).entry.effect is Effect.APPENDED
    training.act("accept", old)
    training.act("resolve", old)

    report = training.drills.stop()
    assert report is not None
    assert [checked.result for checked in report.checked] == [Result.MET] * 3
    assert [checked.done_after for checked in report.checked] == [20, 20, 20]
    (joined,) = report.joined
    assert (joined.summary, joined.alert, joined.alert_summary) == ("Checkout down", old.id, "Printer on fire")
    assert (
        "Office: Checkout down - raised after 20 s. It joined alert 1 from before the drill, Printer on fire: nobody is"
        " paged for that." in as_text(report)
    )


def test_what_happens_outside_a_drill_is_in_no_report(training: Training) -> None:
    training.send(summary="Before")
    training.drills.start(drill())
    training.drills.stop()
    training.send(summary="Between")
    training.drills.start(drill())
    report = training.drills.stop()

    assert report is not None
    assert report.raised == ()
    assert len(training.drills.reports) == 2


def test_the_shipped_drills_are_passed_by_who_does_what_they_say(training: Training) -> None:
    first, second = shipped().values()
    training.drills.start(first)
    training.time.turn(minutes=1)
    alert = training.opened(summary="Checkout shows an error", alert_key="c")
    training.act("accept", alert)
    training.time.turn(minutes=3)
    training.act("resolve", alert)
    training.time.turn(minutes=1)
    training.drills.start(second)
    training.time.turn(minutes=2.5)
    alert = training.opened(summary="Order database full", alert_key="d")
    training.time.turn(minutes=3)
    training.act("accept", alert)
    training.time.turn(minutes=2)
    training.act("resolve", alert)
    training.time.turn(minutes=5)

    assert [(report.complete, report.passed) for report in training.drills.reports] == [(True, True)] * 2


def test_the_shipped_drills_notice_who_does_nothing(training: Training) -> None:
    for one in shipped().values():
        training.drills.start(one)
        training.time.turn(minutes=one.minutes)

        assert {checked.result for checked in training.drills.reports[0].checked} == {Result.MISSED}
