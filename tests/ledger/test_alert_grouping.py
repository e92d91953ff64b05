"""Which alert each event belongs to and what state that alert has: as a table, and as rules that always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.event import EventType
from ilert_desktop.ledger.alert_state import Grouped, Step, group
from ilert_desktop.ledger.records import SETTLED, AlertState, EventState

TYPES = {"A": EventType.ALERT, "C": EventType.ACCEPT, "R": EventType.RESOLVE, "N": EventType.COMMENT}
STATES = {
    "+": EventState.TAKEN,
    "-": EventState.REJECTED,
    "x": EventState.CANCELLED,
    "?": EventState.QUEUED,
    ">": EventState.SENDING,
    "~": EventState.WAITING,
    "!": EventState.HELD,
}


def grouped(script: str) -> str:
    """`"A+ R+ A?"` as `"resolved(1 2) queued(3)"`: each event is its type and how far it has come."""
    steps = [Step(number, TYPES[word[0]], STATES[word[1]]) for number, word in enumerate(script.split(), start=1)]
    return " ".join(f"{alert.state}({' '.join(map(str, alert.event_ids))})" for alert in group(steps))


@pytest.mark.parametrize(
    ("script", "alerts"),
    [
        ("", ""),
        ("A?", "queued(1)"),
        ("A>", "queued(1)"),
        ("A~", "queued(1)"),
        ("A!", "queued(1)"),
        ("A+", "open(1)"),
        ("A-", "failed(1)"),
        ("Ax", "failed(1)"),
        # an ALERT while one is open is appended
        ("A+ A+", "open(1 2)"),
        ("A+ A-", "open(1 2)"),
        ("A? A?", "queued(1 2)"),
        ("A- A?", "queued(1 2)"),
        ("A- A+", "open(1 2)"),
        ("A- A-", "failed(1 2)"),
        # ACCEPT
        ("A+ C?", "open(1 2)"),
        ("A+ C+", "accepted(1 2)"),
        ("A+ C-", "open(1 2)"),
        ("A+ C+ A+", "accepted(1 2 3)"),
        ("A- C+", "failed(1 2)"),
        # RESOLVE, and the next ALERT opens a new alert
        ("A+ R+", "resolved(1 2)"),
        ("A+ C+ R+", "resolved(1 2 3)"),
        ("A+ R? A?", "open(1 2) queued(3)"),
        ("A+ R> A?", "open(1 2) queued(3)"),
        ("A+ R! A?", "open(1 2) queued(3)"),
        ("A+ R+ A+", "resolved(1 2) open(3)"),
        ("A+ R+ C+", "resolved(1 2 3)"),
        ("A+ R+ R+", "resolved(1 2 3)"),
        ("A+ R+ N+", "resolved(1 2 3)"),
        ("A+ R+ A+ R+ A+", "resolved(1 2) resolved(3 4) open(5)"),
        # a RESOLVE that was not taken puts the later ALERT back into the alert that is still open
        ("A+ R- A+", "open(1 2 3)"),
        ("A+ Rx A?", "open(1 2 3)"),
        ("A+ R- A+ R+", "resolved(1 2 3 4)"),
        ("A+ R? A? R- A?", "open(1 2) queued(3 4 5)"),
        # alerts that were raised elsewhere
        ("C?", "elsewhere(1)"),
        ("C-", "elsewhere(1)"),
        ("C+", "accepted(1)"),
        ("R?", "elsewhere(1)"),
        ("R+", "resolved(1)"),
        ("N+", "elsewhere(1)"),
        ("N+ C+ R+", "resolved(1 2 3)"),
        ("N+ A?", "elsewhere(1) queued(2)"),
        ("R+ A+", "resolved(1) open(2)"),
        ("R- A+", "elsewhere(1) open(2)"),
        # a comment changes nothing
        ("A+ N+", "open(1 2)"),
        ("A+ C+ N+", "accepted(1 2 3)"),
    ],
)
def test_the_events_of_one_key(script: str, alerts: str) -> None:
    assert grouped(script) == alerts


def steps(states: st.SearchStrategy[EventState]) -> st.SearchStrategy[list[Step]]:
    pairs = st.lists(st.tuples(st.sampled_from(EventType), states), max_size=12)
    return pairs.map(lambda found: [Step(number, kind, state) for number, (kind, state) in enumerate(found)])


@given(steps(st.sampled_from(EventState)))
def test_every_event_is_in_exactly_one_alert_and_in_order(given_steps: list[Step]) -> None:
    assert [number for alert in group(given_steps) for number in alert.event_ids] == list(range(len(given_steps)))


@given(steps(st.sampled_from(sorted(SETTLED))))
def test_at_the_end_at_most_the_newest_alert_is_open(given_steps: list[Step]) -> None:
    alerts = group(given_steps)
    is_open = [alert.state in {AlertState.OPEN, AlertState.ACCEPTED} for alert in alerts]
    assert not any(is_open[:-1])


@given(steps(st.sampled_from(sorted(SETTLED))))
def test_at_the_end_no_alert_is_still_queued(given_steps: list[Step]) -> None:
    assert all(alert.state is not AlertState.QUEUED for alert in group(given_steps))


@given(steps(st.sampled_from(EventState)))
def test_an_alert_begins_with_the_only_event_that_could_open_it(given_steps: list[Step]) -> None:
    alerts: list[Grouped] = group(given_steps)
    for alert in alerts[1:]:
        assert given_steps[alert.event_ids[0]].event_type is EventType.ALERT


@given(steps(st.sampled_from(sorted(SETTLED))), st.data())
def test_what_was_settled_earlier_keeps_its_place(given_steps: list[Step], data: st.DataObject) -> None:
    more = [*given_steps, Step(len(given_steps), data.draw(st.sampled_from(EventType)), EventState.TAKEN)]
    before, after = group(given_steps), group(more)
    assert [alert.event_ids[0] for alert in after][: len(before)] == [alert.event_ids[0] for alert in before]
