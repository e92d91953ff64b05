"""What holds for the engine whatever comes in, in whatever order, at sources of whatever kind.

An alert is open for an ALERT when its state is one that `statuses_met` names: PENDING or ACCEPTED, and by the switch
`Joins.UNACCEPTED`, which reads the specification to the letter, PENDING alone.
"""

from collections import Counter
from datetime import timedelta
from itertools import combinations
from typing import NamedTuple

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.event import Event, EventType, Priority, fold_key
from ilert_desktop.practice.configuration import (
    Configuration,
    Grouping,
    IntegrationType,
    Joins,
    PracticeSource,
    PriorityRule,
    PriorityTemplate,
)
from ilert_desktop.practice.engine import decide, statuses_met
from ilert_desktop.practice.keeping.store import AlertQuery, Store
from ilert_desktop.practice.state import OPEN_STATUSES, Alert, Decision, Effect, LogEntry, Status
from tests.rig.engine_desk import NOON, received

KEYS = ["disk", " DISK ", "Disk\n", "straße", "STRASSE", "other", "", "  "]
WINDOW = 10  # minutes

templates = st.builds(
    PriorityTemplate,
    field=st.sampled_from(["customDetails.level", "summary", "customDetails.level.deeper", "nowhere"]),
    high=st.just(("critical",)),
    low=st.just(("info", "event 3")),
    overrules=st.booleans(),
)


def source(number: int) -> st.SearchStrategy[PracticeSource]:
    return st.builds(
        PracticeSource,
        id=st.just(number),
        name=st.just(f"Source {number}"),
        key=st.just(f"key-{number}"),
        priority=st.sampled_from(PriorityRule),
        integration=st.sampled_from(IntegrationType),
        grouping=st.sampled_from(Grouping),
        window_minutes=st.just(WINDOW),
        support_hours=st.sampled_from(["Office hours", "Unknown"]),
        template=st.none() | templates,
        policy=st.sampled_from([0, 1, 2, 99]),
    )


class Arrival(NamedTuple):
    """An event for one of two sources; `minutes` after the one before, or before it: clocks are set back."""

    at: int
    event_type: EventType
    key: str
    priority: Priority | None
    level: str
    routing_key: str
    minutes: int


class Case(NamedTuple):
    """Two sources, how ALERT after ACCEPT is read, and what comes in."""

    sources: tuple[PracticeSource, PracticeSource]
    joins: Joins
    coming: list[Arrival]


arrivals = st.builds(
    Arrival,
    at=st.integers(0, 1),
    event_type=st.sampled_from([EventType.ALERT, *EventType]),
    key=st.sampled_from(KEYS),
    priority=st.none() | st.sampled_from(Priority),
    level=st.sampled_from(["critical", "info", "other"]),
    routing_key=st.sampled_from(["", "payments", "Office", "unknown"]),
    minutes=st.sampled_from([-15, -1, 0, 1, 5, 10, 60]),
)
cases = st.builds(
    Case, sources=st.tuples(source(1), source(2)), joins=st.sampled_from(Joins), coming=st.lists(arrivals, max_size=40)
)


class Played:
    """What came of a case: the store, and the decisions in their order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.state = Store()
        self.decisions: list[Decision] = []
        self.configuration = Configuration(alert_joins=case.joins)
        self.time = NOON

    def play(self) -> "Played":
        for number, arrival in enumerate(self.case.coming):
            self.take(number, arrival)
        return self

    def take(self, number: int, arrival: Arrival) -> None:
        self.time += timedelta(minutes=arrival.minutes)
        decision = self.decide(number, arrival)
        self.state.apply(decision)
        self.decisions.append(decision)

    def decide(self, number: int, arrival: Arrival) -> Decision:
        event = Event(
            event_type=arrival.event_type,
            summary=f"event {number}",
            alert_key=arrival.key,
            priority=arrival.priority,
            routing_key=arrival.routing_key,
            custom_details=msgspec.Raw(f'{{"level":"{arrival.level}"}}'.encode()),
        )
        to = self.case.sources[arrival.at]
        return decide(self.state, to, received(event), self.time, self.configuration)

    @property
    def held(self) -> list[Alert]:
        return self.state.alerts(AlertQuery(limit=-1))

    def entries(self) -> list[LogEntry]:
        numbers = [alert.id for alert in self.held]
        return [entry for number in (None, *numbers) for entry in self.state.log(number)]

    def open_at(self, number: int, statuses: frozenset[Status]) -> list[Alert]:
        return [alert for alert in self.held if alert.source.id == number and alert.status in statuses]


def event_of(entry: LogEntry) -> Event:
    assert entry.received is not None
    return entry.received.event


@given(cases)
def test_at_most_one_alert_is_open_for_a_key_at_each_source(case: Case) -> None:
    met = statuses_met(EventType.ALERT, case.joins)
    played = Played(case)
    for number, arrival in enumerate(case.coming):
        played.take(number, arrival)
        counts = Counter((a.source.id, fold_key(a.key)) for a in played.held if a.key and a.status in met)
        assert all(count == 1 for count in counts.values())


@given(cases)
def test_the_log_never_loses_an_event(case: Case) -> None:
    played = Played(case).play()

    kept = Counter(event_of(entry).summary for entry in played.entries())
    assert kept == Counter(f"event {number}" for number in range(len(case.coming)))
    assert Counter(entry.effect for entry in played.entries()) == Counter(d.entry.effect for d in played.decisions)


@given(cases)
def test_a_grouping_option_keeps_its_word(case: Case) -> None:
    played = Played(case)
    for number, arrival in enumerate(case.coming):
        played.take(number, arrival)
        for to in case.sources:
            if to.grouping is Grouping.UNTIL_RESOLVED:
                assert len(played.open_at(to.id, OPEN_STATUSES)) <= 1
            if to.grouping is Grouping.UNTIL_ACCEPTED:
                assert len(played.open_at(to.id, frozenset({Status.PENDING}))) <= 1
            if to.grouping is Grouping.WINDOW:
                met = played.open_at(to.id, statuses_met(EventType.ALERT, case.joins))
                apart = [abs(one.reported - other.reported) for one, other in combinations(met, 2)]
                assert all(distance > timedelta(minutes=WINDOW) for distance in apart)


@given(cases)
def test_each_alert_tells_one_story(case: Case) -> None:
    played = Played(case).play()

    for alert in played.held:
        effects = [entry.effect for entry in played.state.log(alert.id)]
        assert effects.count(Effect.NEW_ALERT) == 1
        assert effects[0] is Effect.NEW_ALERT
        assert Effect.RESOLVED not in effects[:-1]
        assert effects.count(Effect.ACCEPTED) <= 1
        assert alert.status is expected_status(effects)
        assert (alert.resolved is not None) == (alert.status is Status.RESOLVED)
        assert all(belongs(entry, alert) for entry in played.state.log(alert.id))


def belongs(entry: LogEntry, alert: Alert) -> bool:
    if entry.source != alert.source:
        return False
    by_key = fold_key(event_of(entry).alert_key) == fold_key(alert.key)
    return by_key or entry.reason.startswith("Grouped into alert")


def expected_status(effects: list[Effect]) -> Status:
    if Effect.RESOLVED in effects:
        return Status.RESOLVED
    return Status.ACCEPTED if Effect.ACCEPTED in effects else Status.PENDING


@given(cases)
def test_nobody_is_paged_twice_for_one_alert(case: Case) -> None:
    """Only the event that opens an alert brings pages; what joins it, accepts or resolves it brings none."""
    played = Played(case).play()

    opened = {d.alert.id: d.alert for d in played.decisions if d.alert and d.entry.effect is Effect.NEW_ALERT}
    assert set(opened) == {alert.id for alert in played.held}
    for alert in [d.alert for d in played.decisions if d.alert] + played.held:
        first = opened[alert.id]
        assert (alert.paged, alert.policy, alert.priority) == (first.paged, first.policy, first.priority)
        assert bool(alert.paged) is (alert.priority is Priority.HIGH)
        times = [(page.name, page.after_minutes) for page in alert.paged]
        assert len(times) == len(set(times))


@given(cases)
def test_every_decision_explains_itself(case: Case) -> None:
    played = Played(case).play()

    assert all(entry.reason.endswith(".") and "\n" not in entry.reason for entry in played.entries())
    for alert in played.held:
        assert alert.reasons.opened.startswith("new alert: ")
        assert alert.reasons.priority.startswith(f"priority {alert.priority}: ")
        assert alert.reasons.policy.startswith(f"policy “{alert.policy.name}”: ")
        assert alert.reasons.paged.endswith("HIGH escalates until somebody accepts" if alert.paged else "not escalate")


@given(cases)
def test_deciding_is_pure(case: Case) -> None:
    """The same in, the same out; and nothing is changed by it."""
    played = Played(case)
    for number, arrival in enumerate(case.coming):
        before = played.held, played.entries()
        first, second = played.decide(number, arrival), played.decide(number, arrival)
        assert first == second
        assert (played.held, played.entries()) == before
        played.take(number, arrival)


@given(cases)
def test_the_same_events_make_the_same_alerts(case: Case) -> None:
    first, second = Played(case).play(), Played(case).play()

    assert first.decisions == second.decisions
    assert (first.held, first.entries()) == (second.held, second.entries())
    newest_first = [(alert.reported, alert.id) for alert in first.held]
    assert newest_first == sorted(newest_first, reverse=True)
