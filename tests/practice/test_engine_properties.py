"""What holds for the engine whatever comes in, and in whatever order."""

from collections import Counter
from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.event import Event, EventType, fold_key, to_json
from ilert_desktop.practice.configuration import DEFAULT, Configuration, Joins, PracticeSource
from ilert_desktop.practice.engine import decide
from ilert_desktop.practice.state import Alert, Decision, Effect, LogEntry, Received, Status
from ilert_desktop.practice.store import AlertQuery, Store

SOURCES = [PracticeSource(id=number, name=f"Source {number}", key=f"key-{number}") for number in (1, 2)]
KEYS = ["disk", " DISK ", "Disk\n", "straße", "STRASSE", "other", "", "  "]

arrivals = st.lists(
    st.tuples(st.sampled_from(SOURCES), st.sampled_from(EventType), st.sampled_from(KEYS), st.datetimes()),
    max_size=60,
)
Arrivals = list[tuple[PracticeSource, EventType, str, datetime]]


def play(coming: Arrivals, configuration: Configuration) -> tuple[Store, list[Decision]]:
    state, decisions = Store(), []
    for number, (source, event_type, key, time) in enumerate(coming):
        event = Event(event_type=event_type, summary=f"event {number}", alert_key=key)
        received = Received(event, msgspec.Raw(to_json(event)))
        decision = decide(state, source, received, time.replace(tzinfo=UTC), configuration)
        state.apply(decision)
        assert_at_most_one_open(state, configuration)
        decisions.append(decision)
    return state, decisions


def assert_at_most_one_open(state: Store, configuration: Configuration) -> None:
    closed = {Status.RESOLVED} if configuration.alert_joins is Joins.UNRESOLVED else {Status.RESOLVED, Status.ACCEPTED}
    keyed = [alert for alert in held(state) if alert.key and alert.status not in closed]
    counts = Counter((alert.source.id, fold_key(alert.key)) for alert in keyed)
    assert all(count == 1 for count in counts.values())


def summary_of(entry: LogEntry) -> str:
    assert entry.received is not None
    return entry.received.event.summary


def key_of(entry: LogEntry) -> str:
    assert entry.received is not None
    return entry.received.event.alert_key


def held(state: Store) -> list[Alert]:
    return state.alerts(AlertQuery(limit=-1))


def every_entry(state: Store) -> list[LogEntry]:
    numbers = [alert.id for alert in held(state)]
    return [entry for number in (None, *numbers) for entry in state.log(number)]


@given(arrivals, st.sampled_from(Joins))
def test_at_most_one_alert_is_open_for_a_key_and_no_event_is_lost(coming: Arrivals, joins: Joins) -> None:
    state, decisions = play(coming, Configuration(alert_joins=joins))

    kept = Counter(summary_of(entry) for entry in every_entry(state))
    assert kept == Counter(f"event {number}" for number in range(len(coming)))
    assert Counter(entry.effect for entry in every_entry(state)) == Counter(d.entry.effect for d in decisions)


@given(arrivals)
def test_each_alert_tells_one_story(coming: Arrivals) -> None:
    state, _ = play(coming, DEFAULT)

    for alert in held(state):
        effects = [entry.effect for entry in state.log(alert.id)]
        assert effects.count(Effect.NEW_ALERT) == 1
        assert effects[0] is Effect.NEW_ALERT
        assert Effect.RESOLVED not in effects[:-1]
        assert effects.count(Effect.ACCEPTED) <= 1
        assert alert.status is expected_status(effects)
        assert (alert.resolved is not None) == (alert.status is Status.RESOLVED)
        assert all(fold_key(key_of(entry)) == fold_key(alert.key) for entry in state.log(alert.id))


def expected_status(effects: list[Effect]) -> Status:
    if Effect.RESOLVED in effects:
        return Status.RESOLVED
    return Status.ACCEPTED if Effect.ACCEPTED in effects else Status.PENDING


@given(arrivals, st.sampled_from(Joins))
def test_the_same_events_make_the_same_alerts(coming: Arrivals, joins: Joins) -> None:
    def shape(state: Store, alert: Alert) -> tuple[int, str, Status, list[str]]:
        return alert.id, alert.key, alert.status, [summary_of(entry) for entry in state.log(alert.id)]

    first, second = (play(coming, Configuration(alert_joins=joins))[0] for _ in range(2))

    assert [shape(first, alert) for alert in held(first)] == [shape(second, alert) for alert in held(second)]
    newest_first = [(alert.reported, alert.id) for alert in held(first)]
    assert newest_first == sorted(newest_first, reverse=True)
