"""The outbox: what may be sent when, in which order, and what becomes of it."""

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.errors import EventGone
from ilert_desktop.ledger.records import (
    KEY_HOLDS,
    AlertState,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    OutcomeKind,
)
from tests.rig.ledgers import FREE, MINUTE, NOON, SECOND, Book, begun, done

ALERT, ACCEPT, RESOLVE = EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE
WAIT = Decision(state=EventState.WAITING, not_before=NOON + 10 * SECOND, message="later")


def test_events_of_one_alert_go_one_after_the_other(book: Book) -> None:
    first, second, third = book.add(ALERT), book.add(ACCEPT, "K"), book.add(RESOLVE, " k ")
    assert book.due() == [first.id]
    book.settle(first)
    assert book.due() == [second.id]
    book.settle(second, EventState.REJECTED)
    assert book.due() == [third.id]
    book.settle(third, EventState.CANCELLED)
    assert book.due() == []


@pytest.mark.parametrize(
    "decision",
    [WAIT, Decision(state=EventState.HELD, hold=Hold.UNCERTAIN), Decision(state=EventState.WAITING, not_before=NOON)],
)
def test_what_is_not_settled_holds_up_its_own_alert_only(book: Book, decision: Decision) -> None:
    first, behind = book.add(ALERT), book.add(RESOLVE)
    others = [book.add(ALERT, "other"), book.add(ALERT, source_id="s2"), book.add(ALERT, ""), book.add(ALERT, "")]
    book.attempt(first, OutcomeKind.UNCERTAIN, decision)
    due = book.due()
    assert behind.id not in due
    assert [number for number in due if number != first.id] == [event.id for event in others]


def test_an_event_under_way_is_not_due_and_holds_up_its_alert(book: Book) -> None:
    first = book.add(ALERT)
    book.add(RESOLVE)
    begun(book.ledger, first.id)
    assert book.due() == []
    assert book.event(first.id).state is EventState.SENDING


def test_waiting_ends_when_its_time_has_come(book: Book) -> None:
    event = book.add()
    book.attempt(event, OutcomeKind.NOT_TAKEN, WAIT)
    assert (book.due(), done(book.ledger.next_due())) == ([], NOON + 10 * SECOND)
    book.clock.turn(10 * SECOND - 1)
    assert book.due() == []
    book.clock.turn(1)
    assert (book.due(), done(book.ledger.next_due())) == ([event.id], None)


def test_retry_now_makes_what_waits_due_and_nothing_else(book: Book) -> None:
    waiting, held, queued = book.add(), book.add(key="held"), book.add(key="queued")
    book.attempt(waiting, OutcomeKind.NOT_TAKEN, WAIT)
    book.hold(held, Hold.STALE)
    assert done(book.ledger.retry_waiting()) == 1
    assert done(book.ledger.retry_waiting()) == 0
    assert book.due() == [waiting.id, queued.id]


def test_an_attempt_is_written_down_before_and_after(book: Book) -> None:
    event = book.add()
    book.clock.turn(SECOND)
    attempt = begun(book.ledger, event.id)
    assert (attempt.started_at, attempt.ended_at, attempt.outcome, attempt.duration_ms) == (
        NOON + SECOND,
        None,
        None,
        None,
    )
    book.clock.turn(SECOND)
    end = AttemptEnd(
        at=book.clock(), outcome=OutcomeKind.NOT_TAKEN, status=503, answer="busy", correlation_id="c", error="why"
    )
    done(book.ledger.finish_attempt(attempt, end, WAIT))
    (kept,) = book.attempts(event.id)
    assert (kept.status, kept.answer, kept.correlation_id, kept.error) == (503, "busy", "c", "why")
    assert (kept.outcome, kept.duration_ms) == (OutcomeKind.NOT_TAKEN, SECOND)
    stands = book.event(event.id)
    assert (stands.tries, stands.first_attempt_at, stands.message, stands.doubtful, stands.settled_at) == (
        1,
        NOON + SECOND,
        "later",
        False,
        None,
    )


def test_the_first_attempt_stays_the_first(book: Book) -> None:
    event = book.add()
    for _ in range(3):
        book.attempt(event, OutcomeKind.NOT_TAKEN, Decision(state=EventState.WAITING, not_before=0))
        book.clock.turn(MINUTE)
    stands = book.event(event.id)
    assert (stands.tries, stands.first_attempt_at) == (3, NOON)


@pytest.mark.parametrize("state", [EventState.TAKEN, EventState.REJECTED, EventState.CANCELLED, EventState.HELD])
def test_no_attempt_begins_for_what_may_not_go(book: Book, state: EventState) -> None:
    event = book.add()
    done(book.ledger.decide(event.id, Decision(state=state, hold=Hold.STALE if state is EventState.HELD else None)))
    assert done(book.ledger.begin_attempt(event.id, FREE)) is None
    assert book.attempts(event.id) == []


def test_no_second_attempt_begins_beside_the_first(book: Book) -> None:
    event = book.add()
    begun(book.ledger, event.id)
    assert done(book.ledger.begin_attempt(event.id, FREE)) is None


def test_what_is_under_way_or_settled_is_not_moved(book: Book) -> None:
    event = book.add()
    attempt = begun(book.ledger, event.id)
    cancel = Decision(state=EventState.CANCELLED)
    assert done(book.ledger.decide(event.id, cancel)) is False
    end = AttemptEnd(at=NOON, outcome=OutcomeKind.TAKEN)
    done(book.ledger.finish_attempt(attempt, end, Decision(state=EventState.TAKEN)))
    assert done(book.ledger.decide(event.id, cancel)) is False
    assert book.event(event.id).state is EventState.TAKEN
    assert book.event(event.id).settled_at == NOON


def test_the_operators_answer_to_a_held_event_is_noted(book: Book) -> None:
    event = book.add()
    assert done(book.ledger.decide(event.id, Decision(state=EventState.QUEUED)))
    assert book.event(event.id).approved_at is None
    book.hold(event, Hold.UNCERTAIN)
    book.clock.turn(MINUTE)
    assert done(book.ledger.decide(event.id, Decision(state=EventState.QUEUED)))
    stands = book.event(event.id)
    assert (stands.approved_at, stands.state, stands.hold) == (NOON + MINUTE, EventState.QUEUED, None)


@pytest.mark.parametrize(
    ("hold", "seen", "goes"),
    [
        (Hold.UNCERTAIN, None, False),
        (Hold.UNCERTAIN, Hold.STALE, False),
        (Hold.UNCERTAIN, Hold.UNCERTAIN, True),
        (Hold.KEY_MISSING, None, True),
        (Hold.SOURCE_MISSING, Hold.STALE, True),
    ],
)
def test_only_the_question_that_was_seen_is_answered(book: Book, hold: Hold, seen: Hold | None, goes: bool) -> None:
    event = book.add()
    book.hold(event, hold)
    assert done(book.ledger.send_now(event.id, seen=seen)) is goes
    stands = book.event(event.id)
    assert stands.state is (EventState.QUEUED if goes else EventState.HELD)
    assert (stands.approved_at is not None) is (goes and hold is Hold.UNCERTAIN)


def test_what_waits_is_sent_now_and_what_is_under_way_is_not(book: Book) -> None:
    event = book.add()
    assert done(book.ledger.decide(event.id, WAIT))
    assert done(book.ledger.send_now(event.id, seen=None))
    assert book.due() == [event.id]
    begun(book.ledger, event.id)
    assert done(book.ledger.send_now(event.id, seen=None)) is False


def test_an_uncertain_attempt_leaves_a_doubt_that_stays(book: Book) -> None:
    event = book.add()
    again = Decision(state=EventState.WAITING, not_before=0)
    book.attempt(event, OutcomeKind.UNCERTAIN, again)
    book.attempt(event, OutcomeKind.NOT_TAKEN, again)
    assert book.event(event.id).doubtful is True


def test_a_stored_key_releases_what_waits_for_it(book: Book) -> None:
    holds = [Hold.KEY_MISSING, Hold.KEY_LOCKED, Hold.UNCERTAIN, Hold.STALE, Hold.SOURCE_MISSING]
    held = {hold: book.add(key=hold) for hold in holds}
    elsewhere = book.add(source_id="s2")
    for hold, event in held.items():
        book.hold(event, hold)
    book.hold(elsewhere, Hold.KEY_MISSING)
    assert done(book.ledger.release_source("s1", KEY_HOLDS)) == 2
    assert book.due() == [held[Hold.KEY_MISSING].id, held[Hold.KEY_LOCKED].id]
    assert book.event(held[Hold.KEY_MISSING].id).approved_at is None
    assert book.event(elsewhere.id).state is EventState.HELD


def test_recovery_ends_what_a_stopped_program_left_open(book: Book) -> None:
    first, second, third = book.add(key="a"), book.add(key="b"), book.add(key="c")
    book.settle(third)
    for event in (first, second):
        begun(book.ledger, event.id)
    seen: list[LedgerEvent] = []

    def conclude(event: LedgerEvent) -> tuple[AttemptEnd, Decision]:
        seen.append(event)
        return AttemptEnd(at=0, outcome=OutcomeKind.UNCERTAIN, error="stopped"), WAIT

    book.clock.turn(MINUTE)
    assert done(book.ledger.recover(conclude)) == 2
    assert [event.id for event in seen] == [first.id, second.id]
    assert all(event.tries == 1 for event in seen)
    (attempt,) = book.attempts(first.id)
    assert (attempt.outcome, attempt.ended_at, attempt.error) == (OutcomeKind.UNCERTAIN, NOON + MINUTE, "stopped")
    assert book.event(first.id).doubtful
    assert done(book.ledger.recover(conclude)) == 0


def test_recovery_leaves_what_this_program_is_sending(book: Book) -> None:
    mine, left = book.add(key="a"), book.add(key="b")
    for event in (mine, left):
        begun(book.ledger, event.id)
    assert done(book.ledger.recover(interrupted, in_flight={mine.id})) == 1
    assert [book.event(event.id).state for event in (mine, left)] == [EventState.SENDING, EventState.WAITING]


@pytest.mark.parametrize("outcome", [OutcomeKind.NOT_TAKEN, OutcomeKind.TAKEN])
def test_what_a_stopped_program_writes_late_does_not_touch_the_attempt_of_the_next(
    book: Book, outcome: OutcomeKind
) -> None:
    event = book.add()
    late = begun(book.ledger, event.id)
    done(book.ledger.recover(interrupted))
    begun(book.ledger, event.id)
    state = EventState.TAKEN if outcome is OutcomeKind.TAKEN else EventState.WAITING
    done(book.ledger.finish_attempt(late, AttemptEnd(at=NOON, outcome=outcome), Decision(state=state)))
    assert book.event(event.id).state is EventState.SENDING
    assert [attempt.ended_at is None for attempt in book.attempts(event.id)] == [False, True]


def test_what_a_stopped_program_learns_late_is_not_sent_again(book: Book) -> None:
    event = book.add()
    late = begun(book.ledger, event.id)
    done(book.ledger.recover(interrupted))
    end = AttemptEnd(at=NOON, outcome=OutcomeKind.TAKEN, status=202)
    done(book.ledger.finish_attempt(late, end, Decision(state=EventState.TAKEN)))
    assert book.event(event.id).state is EventState.TAKEN
    assert book.due() == []


def interrupted(_: LedgerEvent) -> tuple[AttemptEnd, Decision]:
    return AttemptEnd(at=0, outcome=OutcomeKind.UNCERTAIN, error="stopped"), WAIT


def test_an_alert_behind_a_rejected_resolve_goes_back_into_the_open_alert(book: Book) -> None:
    raised = book.add(ALERT)
    book.settle(raised, url="https://example.org/1")
    resolve, again = book.add(RESOLVE), book.add(ALERT)
    assert book.groups() == [(AlertState.OPEN, [raised.id, resolve.id]), (AlertState.QUEUED, [again.id])]
    book.settle(resolve, EventState.REJECTED)
    assert book.groups() == [(AlertState.OPEN, [raised.id, resolve.id, again.id])]
    book.settle(again, url="https://example.org/2")
    (alert,) = book.alerts()
    assert (alert.id, alert.state, alert.pending, alert.last_at) == (raised.id, AlertState.OPEN, 0, NOON)
    assert alert.alert_url == "https://example.org/2"


def test_events_without_a_key_are_alerts_of_their_own(book: Book) -> None:
    first, second = book.add(ALERT, ""), book.add(ALERT, "  ")
    book.settle(second)
    assert book.groups() == [(AlertState.QUEUED, [first.id]), (AlertState.OPEN, [second.id])]


def test_the_same_key_at_two_sources_is_two_alerts(book: Book) -> None:
    first, second = book.add(ALERT), book.add(ALERT, source_id="s2")
    book.settle(first)
    assert book.groups() == [(AlertState.OPEN, [first.id]), (AlertState.QUEUED, [second.id])]


def test_an_event_that_is_not_there_is_said(book: Book) -> None:
    with pytest.raises(EventGone):
        done(book.ledger.event(4711))
    with pytest.raises(EventGone):
        done(book.ledger.decide(4711, WAIT))
