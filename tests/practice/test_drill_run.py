"""A drill in virtual time, on a real store: its steps come at their minutes, and its report says what happened."""

from collections.abc import Iterator

import msgspec
import pytest

from ilert_desktop.event import Event, EventType, Priority, to_json
from ilert_desktop.practice.drills.mark import marked_summary
from ilert_desktop.practice.drills.report import Result
from ilert_desktop.practice.drills.run import Drills
from ilert_desktop.practice.drills.script import MARK, Action, Drill, Expectation, Raise, Step
from ilert_desktop.practice.drills.script_file import shipped
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.keeping.store import Store
from ilert_desktop.practice.misbehaviour import Misbehaviour, Mode
from ilert_desktop.practice.request import read_event
from ilert_desktop.practice.state import Alert, By, Decision, Effect
from tests.rig.turned_time import TurnedTime


class Training:
    """An operator, and the practice that they train on."""

    def __init__(self, store: Store) -> None:
        self.time = TurnedTime()
        self.intake = Intake(store)
        self.misbehaviour = Misbehaviour(self.time, self.time.later)
        self.drills = Drills(self.intake, self.misbehaviour, self.time, self.time.later)
        self.told = 0
        self.drills.watch(self._count)

    def send(self, event_type: EventType = EventType.ALERT, *, source: int = 1, **fields: object) -> Decision:
        key = next(one.key for one in self.intake.configuration.sources if one.id == source)
        event = Event(event_type=event_type, **fields)  # type: ignore[arg-type]
        body = b'{"apiKey":"x",' + to_json(event)[1:]
        return self.intake.take(key, read_event(body)[1], self.time())

    def opened(self, **fields: object) -> Alert:
        alert = self.send(**fields).alert  # type: ignore[arg-type]
        assert alert is not None
        return alert

    def act(self, action: str, alert: Alert) -> None:
        self.intake.act(action, alert.id, self.time(), By.PAGE)

    @property
    def mode(self) -> Mode | None:
        return None if self.misbehaviour.now is None else self.misbehaviour.now.mode

    def messages(self) -> list[str]:
        running = self.drills.running
        return [] if running is None else [told.text for told in running.told]

    def _count(self) -> None:
        self.told += 1


@pytest.fixture
def training() -> Iterator[Training]:
    store = Store()
    yield Training(store)
    store.close()


def drill(*steps: Step, expect: tuple[Expectation, ...] = (), mark: str = "", minutes: float = 10) -> Drill:
    return Drill(title="Test", mark=mark, minutes=minutes, steps=steps, expectations=expect)


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
