"""Whatever is done in whatever order: nothing is left behind by a drill, and its report has every alert once."""

from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.event import Event, EventType, to_json
from ilert_desktop.practice.drills.report_text import as_markdown, as_text
from ilert_desktop.practice.drills.run import Drills
from ilert_desktop.practice.drills.script import Action, Drill, Expectation, Raise, Step
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.keeping.store import Store
from ilert_desktop.practice.misbehaviour import Misbehaviour, Mode
from ilert_desktop.practice.request import read_event
from tests.rig.turned_time import TurnedTime

MODES = st.none() | st.sampled_from(Mode)
STEPS = st.builds(
    Step,
    minute=st.integers(0, 9),
    tell=st.sampled_from(("", "Now")),
    fail=MODES,
    minutes=st.none() | st.integers(1, 20),
    recover=st.booleans(),
    raises=st.none() | st.builds(Raise, summary=st.just("CPU hot"), key=st.sampled_from(("", "cpu"))),
)
EXPECTATIONS = st.builds(
    Expectation,
    do=st.sampled_from(Action),
    key=st.sampled_from(("", "a")),
    after=st.integers(0, 5),
    within=st.none() | st.integers(1, 5),
    once=st.booleans(),
)
DRILLS = st.builds(
    Drill,
    title=st.text(max_size=5),
    mark=st.sampled_from(("", "[X]")),
    minutes=st.integers(10, 12),
    steps=st.lists(STEPS, max_size=4).map(tuple),
    expectations=st.lists(EXPECTATIONS, max_size=3).map(tuple),
)
DEEDS = st.one_of(
    st.tuples(st.just("drill"), DRILLS),
    st.tuples(st.just("stop"), st.none()),
    st.tuples(st.just("switch"), MODES),
    st.tuples(st.just("wait"), st.integers(0, 15)),
    st.tuples(st.just("send"), st.tuples(st.sampled_from(EventType), st.sampled_from(("a", "b")))),
)


class Training:
    """Practice with a clock of its own; `do` does one deed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.time = TurnedTime()
        self.intake = Intake(store)
        self.switch = Misbehaviour(self.time, self.time.later)
        self.drills = Drills(self.intake, self.switch, self.time, self.time.later)
        self.first = 1

    def do(self, deed: str, value: object) -> None:
        match deed, value:
            case "drill", Drill() if self.drills.running is None:
                self.first = self.store.next_id
                self.drills.start(value)
            case "stop", _:
                self.drills.stop()
            case "switch", Mode():
                self.switch.start(value, 60)
            case "switch", _:
                self.switch.stop()
            case "wait", int():
                self.time.turn(minutes=value)
            case "send", (EventType() as event_type, str() as key):
                event = Event(event_type=event_type, summary=f"Disk {key}", alert_key=key)
                body = b'{"apiKey":"x",' + to_json(event)[1:]
                self.intake.take(self.intake.configuration.sources[0].key, read_event(body)[1], self.time())

    def check(self) -> None:
        running = self.drills.running
        assert self.intake.mark == self.drills.mark == ("" if running is None else running.drill.mark)
        if running is None and self.switch.now is None:
            assert self.time.waiting == []


@given(st.lists(DEEDS, max_size=25))
def test_nothing_is_left_behind_and_nothing_is_missing(deeds: list[tuple[str, object]]) -> None:
    store = Store()
    training = Training(store)
    for deed, value in deeds:
        training.do(deed, value)
        training.check()
    opened = store.next_id - training.first
    report = training.drills.stop()
    if report is not None:
        assert len({alert.alert for alert in report.raised}) == len(report.raised) == opened
        assert as_text(report)
        assert as_markdown(report)
        assert training.switch.now is None
    training.check()
    assert all(one.until >= one.since for report in training.drills.reports for one in report.troubles)
    store.close()
