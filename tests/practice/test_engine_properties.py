"""What holds for the engine whatever comes in, and in whatever order."""

from collections import Counter
from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.event import Event, EventType, fold_key, to_json
from ilert_desktop.practice.engine import DEFAULT_RULES, Joins, Rules, decide
from ilert_desktop.practice.sources import PracticeSource
from ilert_desktop.practice.state import Alert, Decision, Effect, LogEntry, Received, State, Status

SOURCES = [PracticeSource(id=number, name=f"Source {number}", key=f"key-{number}") for number in (1, 2)]
KEYS = ["disk", " DISK ", "Disk\n", "straße", "STRASSE", "other", "", "  "]

arrivals = st.lists(
    st.tuples(st.sampled_from(SOURCES), st.sampled_from(EventType), st.sampled_from(KEYS), st.datetimes()),
    max_size=60,
)
Arrivals = list[tuple[PracticeSource, EventType, str, datetime]]


def play(coming: Arrivals, rules: Rules) -> tuple[State, list[Decision]]:
    state, decisions = State(), []
    for number, (source, event_type, key, time) in enumerate(coming):
        event = Event(event_type=event_type, summary=f"event {number}", alert_key=key)
        received = Received(event, msgspec.Raw(to_json(event)))
        decision = decide(state, source, received, time.replace(tzinfo=UTC), rules)
        state.apply(decision)
        assert_at_most_one_open(state, rules)
        decisions.append(decision)
    return state, decisions


def assert_at_most_one_open(state: State, rules: Rules) -> None:
    closed = {Status.RESOLVED} if rules.alert_joins is Joins.UNRESOLVED else {Status.RESOLVED, Status.ACCEPTED}
    keyed = [alert for alert in state.newest_first() if alert.key and alert.status not in closed]
    counts = Counter((alert.source.id, fold_key(alert.key)) for alert in keyed)
    assert all(count == 1 for count in counts.values())


def every_entry(state: State) -> list[LogEntry]:
    return [*state.without_effect, *(entry for alert in state.newest_first() for entry in alert.log)]


@given(arrivals, st.sampled_from(Joins))
def test_at_most_one_alert_is_open_for_a_key_and_no_event_is_lost(coming: Arrivals, joins: Joins) -> None:
    state, decisions = play(coming, Rules(alert_joins=joins))

    kept = Counter(entry.received.event.summary for entry in every_entry(state))
    assert kept == Counter(f"event {number}" for number in range(len(coming)))
    assert Counter(entry.effect for entry in every_entry(state)) == Counter(d.entry.effect for d in decisions)


@given(arrivals)
def test_each_alert_tells_one_story(coming: Arrivals) -> None:
    state, _ = play(coming, DEFAULT_RULES)

    for alert in state.newest_first():
        effects = [entry.effect for entry in alert.log]
        assert effects.count(Effect.NEW_ALERT) == 1
        assert effects[0] is Effect.NEW_ALERT
        assert Effect.RESOLVED not in effects[:-1]
        assert effects.count(Effect.ACCEPTED) <= 1
        assert alert.status is expected_status(effects)
        assert (alert.resolved is not None) == (alert.status is Status.RESOLVED)
        assert all(fold_key(entry.received.event.alert_key) == fold_key(alert.key) for entry in alert.log)


def expected_status(effects: list[Effect]) -> Status:
    if Effect.RESOLVED in effects:
        return Status.RESOLVED
    return Status.ACCEPTED if Effect.ACCEPTED in effects else Status.PENDING


@given(arrivals, st.sampled_from(Joins))
def test_the_same_events_make_the_same_alerts(coming: Arrivals, joins: Joins) -> None:
    def shape(alert: Alert) -> tuple[int, str, Status, list[str]]:
        return alert.id, alert.key, alert.status, [entry.received.event.summary for entry in alert.log]

    first, second = (play(coming, Rules(alert_joins=joins))[0] for _ in range(2))

    assert [shape(alert) for alert in first.newest_first()] == [shape(alert) for alert in second.newest_first()]
    numbers = [alert.id for alert in first.newest_first()]
    assert numbers == sorted(numbers, reverse=True)
