"""The retry rules: what becomes of an event before and after an attempt, row by row."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ilert_desktop.delivery.outcome import Answer, Failure
from ilert_desktop.delivery.retry import decide, gate
from ilert_desktop.delivery.sender import interrupted
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, Hold, LedgerEvent, OutcomeKind
from tests.rig.ledgers import MINUTE, NOON, SECOND

ALERT, ACCEPT, RESOLVE, COMMENT = EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT
LOST = Failure(written=True, sentence="The connection broke.")
REFUSED = Failure(written=False, sentence="Refused.")


def highest(_low: float, high: float) -> float:
    return high


def lowest(low: float, _high: float) -> float:
    return low


def event(event_type: EventType = ALERT, key: str = "k", **more: Any) -> LedgerEvent:
    first = LedgerEvent(
        id=1,
        draft_id="d",
        alert_id=1,
        source_id="s",
        source_name="S",
        event_type=event_type,
        alert_key=key,
        minted=False,
        body=b"{}",
        created_at=NOON,
        state=EventState.QUEUED,
        tries=1,
        first_attempt_at=NOON,
    )
    return replace(first, **more)


@pytest.mark.parametrize("event_type", EventType)
@pytest.mark.parametrize("status", [200, 202])
def test_taken(event_type: EventType, status: int) -> None:
    assert decide(event(event_type), Answer(status=status), NOON, highest).state is EventState.TAKEN


@pytest.mark.parametrize("event_type", EventType)
@pytest.mark.parametrize("status", [201, 204, 301, 307, 400, 404])
def test_rejected(event_type: EventType, status: int) -> None:
    decision = decide(event(event_type), Answer(status=status, text='{"message":"m"}'), NOON, highest)
    assert decision.state is EventState.REJECTED
    assert ("m" in decision.message) == (status >= 400)


@pytest.mark.parametrize("event_type", EventType)
@pytest.mark.parametrize("key", ["k", ""])
@pytest.mark.parametrize("result", [REFUSED, *[Answer(status=status) for status in (429, 500, 501, 503, 507)]])
def test_certainly_not_taken_is_tried_again(event_type: EventType, key: str, result: Answer | Failure) -> None:
    decision = decide(event(event_type, key), result, NOON, highest)
    assert decision.state is EventState.WAITING
    assert decision.not_before > NOON
    assert decision.message


@pytest.mark.parametrize("result", [LOST, Answer(status=502), Answer(status=504)])
@pytest.mark.parametrize(
    ("event_type", "key", "later", "state"),
    [
        (ACCEPT, "k", 0, EventState.WAITING),
        (ACCEPT, "k", 1000 * MINUTE, EventState.WAITING),
        (RESOLVE, "k", 0, EventState.WAITING),
        (RESOLVE, "k", 1000 * MINUTE, EventState.WAITING),
        (ALERT, "k", 0, EventState.WAITING),
        (ALERT, "k", 5 * MINUTE - 1, EventState.WAITING),
        (ALERT, "k", 5 * MINUTE, EventState.HELD),
        (ALERT, "", 0, EventState.HELD),
        (COMMENT, "k", 0, EventState.HELD),
    ],
)
def test_uncertain(result: Answer | Failure, event_type: EventType, key: str, later: int, state: EventState) -> None:
    decision = decide(event(event_type, key), result, NOON + later, highest)
    assert decision.state is state
    assert decision.hold is (Hold.UNCERTAIN if state is EventState.HELD else None)
    assert decision.message


@pytest.mark.parametrize(
    ("more", "later", "held"),
    [
        ({}, 5 * MINUTE, True),
        ({"approved_at": NOON + 4 * MINUTE}, 5 * MINUTE, False),
        ({"approved_at": NOON + 4 * MINUTE}, 9 * MINUTE - 1, False),
        ({"approved_at": NOON + 4 * MINUTE}, 9 * MINUTE, True),
        ({"approved_at": NOON - MINUTE}, 5 * MINUTE, True),
        ({"first_attempt_at": None}, 5 * MINUTE, True),
        ({"first_attempt_at": NOON + MINUTE}, 5 * MINUTE, False),
    ],
)
def test_the_five_minutes_count_anew_from_the_operators_answer(more: dict[str, Any], later: int, held: bool) -> None:
    decision = decide(event(**more), LOST, NOON + later, highest)
    assert (decision.state is EventState.HELD) is held
    gated = gate(event(doubtful=True, **more), NOON + later)
    assert (gated is not None) is held
    assert gated is None or gated.hold is Hold.UNCERTAIN


@pytest.mark.parametrize("key", ["k", ""])
@pytest.mark.parametrize(
    ("more", "later", "held"),
    [
        ({}, 30 * MINUTE - 1, False),
        ({}, 30 * MINUTE, True),
        ({"approved_at": NOON + MINUTE}, 30 * MINUTE, False),
        ({"approved_at": NOON + MINUTE}, 31 * MINUTE, True),
    ],
)
def test_an_alert_goes_stale(key: str, more: dict[str, Any], later: int, held: bool) -> None:
    gated = gate(event(key=key, **more), NOON + later)
    assert (gated is not None) is held
    assert gated is None or (gated.state, gated.hold) == (EventState.HELD, Hold.STALE)


@pytest.mark.parametrize("event_type", [ACCEPT, RESOLVE, COMMENT])
@pytest.mark.parametrize("doubtful", [False, True])
def test_nothing_else_goes_stale(event_type: EventType, doubtful: bool) -> None:
    assert gate(event(event_type, doubtful=doubtful), NOON + 10_000 * MINUTE) is None


def test_an_alert_without_doubt_may_go_after_five_minutes() -> None:
    assert gate(event(), NOON + 29 * MINUTE) is None


@pytest.mark.parametrize(
    ("tries", "longest"), [(1, 2), (2, 4), (3, 8), (7, 128), (8, 256), (9, 300), (10, 300), (10_000, 300)]
)
def test_waits_double_up_to_five_minutes(tries: int, longest: int) -> None:
    def wait(uniform: Callable[[float, float], float]) -> int:
        return decide(event(ACCEPT, tries=tries), REFUSED, NOON, uniform).not_before - NOON

    assert wait(highest) == longest * SECOND
    assert wait(lowest) == SECOND


@given(st.integers(0, 200), st.floats(0, 1))
def test_every_wait_is_between_a_second_and_five_minutes(tries: int, share: float) -> None:
    decision = decide(event(tries=tries), REFUSED, NOON, lambda low, high: low + share * (high - low))
    assert SECOND <= decision.not_before - NOON <= 5 * MINUTE


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [(0.0, 1), (0.2, 1), (7.0, 7), (120.0, 120), (3600.0, 3600), (1e9, 3600), (float("inf"), 3600)],
)
def test_the_server_says_when_after_429(retry_after: float, seconds: int) -> None:
    decision = decide(event(), Answer(status=429, retry_after=retry_after), NOON, highest)
    assert decision.not_before == NOON + seconds * SECOND


def test_429_without_a_time_waits_ten_to_thirty_seconds() -> None:
    assert decide(event(tries=9), Answer(status=429), NOON, lowest).not_before == NOON + 10 * SECOND
    assert decide(event(tries=1), Answer(status=429), NOON, highest).not_before == NOON + 30 * SECOND


def test_other_answers_do_not_say_when() -> None:
    decision = decide(event(), Answer(status=503, retry_after=3000.0), NOON, highest)
    assert decision.not_before == NOON + 2 * SECOND


@pytest.mark.parametrize(
    ("event_type", "key", "state"),
    [
        (ALERT, "k", EventState.WAITING),
        (ALERT, "", EventState.HELD),
        (ACCEPT, "k", EventState.WAITING),
        (RESOLVE, "k", EventState.WAITING),
        (COMMENT, "k", EventState.HELD),
    ],
)
def test_an_attempt_that_a_crash_cut_off_is_uncertain(event_type: EventType, key: str, state: EventState) -> None:
    end, decision = interrupted(event(event_type, key), NOON + MINUTE)
    assert end.outcome is OutcomeKind.UNCERTAIN
    assert end.status is None
    assert end.error
    assert decision.state is state
