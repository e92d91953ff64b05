"""The computer's clock is set, and something is written before delivery looks at the outbox again."""

import pytest

from ilert_desktop.ledger.records import AttemptEnd, Decision, EventState, NotBefore, OutcomeKind, Pace
from tests.rig.ledgers import MINUTE, SECOND, Book, begun, done, new_event

HOUR = 60 * MINUTE
WAIT = 10 * SECOND
BOTH_WAYS = pytest.mark.parametrize("jump", [-HOUR, HOUR, 24 * HOUR])


@pytest.fixture
def looked(book: Book) -> Book:
    """A ledger in which delivery has looked before."""
    book.due()
    return book


@BOTH_WAYS
def test_an_undo_wait_lasts_neither_shorter_nor_longer(looked: Book, jump: int) -> None:
    looked.clock.set_by(jump)
    event = done(looked.ledger.enqueue(new_event(undo_ms=WAIT)))
    assert looked.due() == []
    looked.clock.turn(WAIT - 1)
    assert looked.due() == []
    looked.clock.turn(1)
    assert looked.due() == [event.id]


@BOTH_WAYS
def test_what_is_to_be_tried_now_is_tried_now(looked: Book, jump: int) -> None:
    event = looked.add()
    later = Decision(state=EventState.WAITING, not_before=looked.clock() + WAIT)
    looked.attempt(event, OutcomeKind.NOT_TAKEN, later)
    looked.clock.set_by(jump)
    assert done(looked.ledger.retry_waiting()) == 1
    assert looked.due() == [event.id]


@BOTH_WAYS
def test_the_wait_after_an_attempt_lasts_as_long_as_it_should(looked: Book, jump: int) -> None:
    event = looked.add()
    started = begun(looked.ledger, event.id)
    looked.clock.set_by(jump)
    end = AttemptEnd(at=looked.clock(), outcome=OutcomeKind.NOT_TAKEN, status=503)
    later = Decision(state=EventState.WAITING, not_before=looked.clock() + WAIT)
    done(looked.ledger.finish_attempt(started, end, later))
    assert looked.due() == []
    looked.clock.turn(WAIT)
    assert looked.due() == [event.id]


def test_an_attempt_during_which_the_clock_was_set_back_counts_for_as_long_as_it_can_have_taken(looked: Book) -> None:
    one_a_minute = Pace("key", "host", 3)
    first, second = looked.add(), looked.add(key="other")
    started = done(looked.ledger.begin_attempt(first.id, one_a_minute))
    looked.clock.turn(30 * SECOND)
    looked.clock.set_by(-HOUR)
    end = AttemptEnd(at=looked.clock(), outcome=OutcomeKind.TAKEN, status=202)
    done(looked.ledger.finish_attempt(started, end, Decision(state=EventState.TAKEN)))  # type: ignore[arg-type]
    looked.clock.turn(MINUTE - 1)
    assert isinstance(done(looked.ledger.begin_attempt(second.id, one_a_minute)), NotBefore)
