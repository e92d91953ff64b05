"""What the window is told about waits: undo waits, held events, paused keys."""

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import (
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    OutcomeKind,
    Pace,
)
from tests.rig.ledgers import MINUTE, NOON, SECOND, Book, done, new_event


def test_an_undo_wait_is_told_until_it_is_over(book: Book) -> None:
    book.add(key="other")
    event = done(book.ledger.enqueue(new_event(key="k", undo_ms=5 * SECOND)))
    assert [wait.id for wait in done(book.ledger.undo_waits())] == [event.id]
    assert event.not_before == NOON + 5 * SECOND
    book.clock.turn(5 * SECOND)
    assert done(book.ledger.undo_waits()) == []


def test_an_undo_wait_ends_with_an_answer(book: Book) -> None:
    now, back = (done(book.ledger.enqueue(new_event(key=key, undo_ms=5 * SECOND))) for key in "ab")
    assert done(book.ledger.decide(now.id, Decision(state=EventState.QUEUED)))
    assert done(book.ledger.decide(back.id, Decision(state=EventState.CANCELLED)))
    assert done(book.ledger.undo_waits()) == []
    assert book.due() == [now.id]


@pytest.mark.parametrize("jump", [30 * SECOND, 30 * MINUTE, -30 * MINUTE])
def test_an_event_written_down_right_after_the_clock_was_set_waits_as_long_as_it_should(book: Book, jump: int) -> None:
    assert book.due() == []
    book.clock.set_by(jump)
    event = done(book.ledger.enqueue(new_event(EventType.RESOLVE, undo_ms=5 * SECOND)))
    assert book.due() == []
    book.clock.turn(5 * SECOND)
    assert book.due() == [event.id]


def test_a_next_try_decided_right_after_the_clock_was_set_comes_when_it_should(book: Book) -> None:
    event = book.add()
    book.due()
    book.clock.set_by(30 * MINUTE)
    waits = Decision(state=EventState.WAITING, not_before=book.clock() + 5 * SECOND)
    book.attempt(event, OutcomeKind.NOT_TAKEN, waits)
    assert book.due() == []
    book.clock.turn(5 * SECOND)
    assert book.due() == [event.id]


def test_what_is_held_is_told_oldest_first(book: Book) -> None:
    events = [book.add(key=key) for key in "abc"]
    book.hold(events[2], Hold.STALE)
    book.hold(events[0], Hold.KEY_MISSING)
    assert [event.id for event in done(book.ledger.held())] == [events[0].id, events[2].id]


def test_a_pause_is_told_for_every_source_that_shares_the_key(book: Book) -> None:
    until = NOON + 20 * SECOND
    for source, mark in (("s1", "shared"), ("s2", "shared"), ("s3", "other")):
        event = done(book.ledger.enqueue(new_event(EventType.ALERT, source, source_id=source)))
        attempt = done(book.ledger.begin_attempt(event.id, Pace(mark, "host", 50)))
        assert isinstance(attempt, Attempt)
        pause = until if source == "s2" else 0
        end = AttemptEnd(at=NOON, outcome=OutcomeKind.NOT_TAKEN, status=429, pause_until=pause)
        done(book.ledger.finish_attempt(attempt, end, Decision(state=EventState.WAITING, not_before=until)))
    assert [done(book.ledger.paused_until(source)) for source in ("s1", "s2", "s3", "s4")] == [until, until, 0, 0]
    book.clock.turn(20 * SECOND)
    assert done(book.ledger.paused_until("s1")) == 0
