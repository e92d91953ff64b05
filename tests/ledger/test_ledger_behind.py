"""A new event behind one that waits: what is asked, what is superseded, and what an undo wait does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.errors import AlreadyQueued, HeldBefore, NeverTaken
from ilert_desktop.ledger.records import (
    AlertState,
    Behind,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NewEvent,
    OutcomeKind,
)
from tests.rig.ledgers import SECOND, Book, begun, done, new_event

ALERT, ACCEPT, RESOLVE, COMMENT = EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT
WAIT = Decision(state=EventState.WAITING, not_before=10**15, message="later")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "ledger.db") as opened:
        yield opened


def enqueue(book: Book, new: NewEvent, behind: Behind = Behind.ASK) -> LedgerEvent:
    return done(book.ledger.enqueue(new, behind=behind))


@pytest.mark.parametrize("hold", list(Hold))
@pytest.mark.parametrize("event_type", [ALERT, ACCEPT, COMMENT])
def test_a_held_predecessor_is_said_at_once(book: Book, hold: Hold, event_type: EventType) -> None:
    held = book.add(ALERT)
    book.hold(held, hold)
    new = new_event(event_type)
    with pytest.raises(HeldBefore) as problem:
        enqueue(book, new)
    assert (problem.value.before.id, problem.value.before.hold) == (held.id, hold)
    assert done(book.ledger.counts()).unsettled == 1
    event = enqueue(book, new, Behind.WAIT)
    assert event.state is EventState.QUEUED
    assert book.event(held.id).state is EventState.HELD
    assert book.due() == []


def test_a_new_event_can_be_sent_instead_of_the_held_one(book: Book) -> None:
    held, behind_it = book.add(ALERT), book.add(ACCEPT)
    book.hold(held, Hold.STALE)
    new = enqueue(book, new_event(ALERT), Behind.INSTEAD)
    stands = book.event(held.id)
    assert (stands.state, stands.settled_at) == (EventState.CANCELLED, book.clock())
    assert "instead" in stands.message
    assert book.due() == [behind_it.id]
    book.settle(behind_it)
    assert book.due() == [new.id]


def test_what_is_no_longer_held_is_not_superseded(book: Book) -> None:
    held = book.add(ALERT)
    book.hold(held, Hold.STALE)
    done(book.ledger.decide(held.id, Decision(state=EventState.QUEUED)))
    enqueue(book, new_event(ALERT), Behind.INSTEAD)
    assert book.event(held.id).state is EventState.QUEUED


def test_only_what_was_read_about_is_superseded(book: Book) -> None:
    shown, unseen = book.add(ALERT), book.add(COMMENT)
    book.hold(shown, Hold.UNCERTAIN)
    # Answered elsewhere while the question was open, and the next one is held.
    done(book.ledger.decide(shown.id, Decision(state=EventState.CANCELLED)))
    book.hold(unseen, Hold.UNCERTAIN)
    new = new_event(ALERT)
    with pytest.raises(HeldBefore) as problem:
        done(book.ledger.enqueue_together([new], behind=Behind.INSTEAD, instead_of={shown.id}))
    assert problem.value.before.id == unseen.id
    assert book.event(unseen.id).state is EventState.HELD
    done(book.ledger.enqueue_together([new], behind=Behind.INSTEAD, instead_of={shown.id, unseen.id}))
    assert book.event(unseen.id).state is EventState.CANCELLED


def test_each_source_has_an_answer_of_its_own(book: Book) -> None:
    here, there = book.add(ALERT, source_id="s1"), book.add(ALERT, source_id="s2")
    book.hold(here, Hold.UNCERTAIN)
    book.hold(there, Hold.UNCERTAIN)
    news = [new_event(source_id="s1"), new_event(source_id="s2")]
    with pytest.raises(HeldBefore) as problem:
        done(book.ledger.enqueue_together(news, behind=Behind.INSTEAD, instead_of={here.id}))
    assert problem.value.before.id == there.id
    done(book.ledger.enqueue_together(news, behind=Behind.WAIT, instead_of={here.id}))
    assert book.event(here.id).state is EventState.CANCELLED
    assert book.event(there.id).state is EventState.HELD


def test_another_alert_asks_nothing(book: Book) -> None:
    held = book.add(ALERT)
    book.hold(held, Hold.UNCERTAIN)
    keyless = book.add(ALERT, key="")
    book.hold(keyless, Hold.UNCERTAIN)
    others = [new_event(key="other"), new_event(source_id="s2"), new_event(key=""), new_event(key="")]
    events = [enqueue(book, new) for new in others]
    assert book.due() == [event.id for event in events]


@pytest.mark.parametrize("tries", [0, 1, 3])
def test_a_resolve_whose_alert_was_never_taken_can_cancel_both(book: Book, tries: int) -> None:
    alert = book.add(ALERT)
    for _ in range(tries):
        book.attempt(alert, OutcomeKind.NOT_TAKEN, WAIT)
    comment = book.add(COMMENT)
    with pytest.raises(NeverTaken) as problem:
        enqueue(book, new_event(RESOLVE))
    assert problem.value.alert_event.id == alert.id
    assert done(book.ledger.cancel_untaken("s1", " K ")) is True
    assert {book.event(event.id).state for event in (alert, comment)} == {EventState.CANCELLED}
    assert done(book.ledger.counts()).unsettled == 0
    assert book.alerts()[0].state is AlertState.FAILED


def test_a_held_alert_that_was_never_tried_can_be_cancelled_with_its_resolve(book: Book) -> None:
    alert = book.add(ALERT)
    book.hold(alert, Hold.KEY_MISSING)
    with pytest.raises(NeverTaken):
        enqueue(book, new_event(RESOLVE))


@pytest.mark.parametrize("reached", ["sending", "uncertain", "taken before"])
def test_a_resolve_waits_for_an_alert_that_may_have_been_taken(book: Book, reached: str) -> None:
    alert = book.add(ALERT)
    if reached == "sending":
        begun(book.ledger, alert.id)
    elif reached == "uncertain":
        book.attempt(alert, OutcomeKind.UNCERTAIN, WAIT)
        book.attempt(alert, OutcomeKind.NOT_TAKEN, WAIT)
    else:
        book.settle(alert)
        second = book.add(ALERT)
        book.attempt(second, OutcomeKind.NOT_TAKEN, WAIT)
    resolve = enqueue(book, new_event(RESOLVE))
    assert resolve.state is EventState.QUEUED
    assert resolve.id not in book.due()
    assert done(book.ledger.cancel_untaken("s1", "k")) is False
    assert done(book.ledger.counts()).unsettled == 2


def test_cancelling_both_comes_too_late_when_an_attempt_has_begun(book: Book) -> None:
    alert = book.add(ALERT)
    with pytest.raises(NeverTaken):
        enqueue(book, new_event(RESOLVE))
    begun(book.ledger, alert.id)
    assert done(book.ledger.cancel_untaken("s1", "k")) is False
    assert book.event(alert.id).state is EventState.SENDING


def test_an_undo_wait_is_a_time_in_the_ledger(tmp_path: Path) -> None:
    with Book(tmp_path / "ledger.db") as book:
        event = enqueue(book, new_event(ACCEPT, undo_ms=5 * SECOND))
        assert (event.state, event.not_before) == (EventState.QUEUED, book.clock() + 5 * SECOND)
        assert (book.due(), done(book.ledger.next_due())) == ([], event.not_before)
        clock = book.clock
    clock.turn(2 * SECOND)
    with Book(tmp_path / "ledger.db", clock=clock) as book:
        assert book.due() == []
        clock.turn(3 * SECOND)
        assert book.due() == [event.id]


def test_a_new_event_ends_the_undo_wait_before_it(book: Book) -> None:
    accept = enqueue(book, new_event(ACCEPT, undo_ms=5 * SECOND))
    other = enqueue(book, new_event(ACCEPT, key="other", undo_ms=5 * SECOND))
    resolve = enqueue(book, new_event(RESOLVE, undo_ms=5 * SECOND))
    assert book.due() == [accept.id]
    book.settle(accept)
    assert book.due() == []
    book.clock.turn(5 * SECOND)
    assert book.due() == [other.id, resolve.id]


def test_a_wait_for_the_next_try_is_not_ended_by_a_new_event(book: Book) -> None:
    first = book.add(ACCEPT)
    book.attempt(first, OutcomeKind.NOT_TAKEN, Decision(state=EventState.WAITING, not_before=book.clock() + SECOND))
    enqueue(book, new_event(RESOLVE))
    assert book.due() == []


def test_several_events_are_written_together_or_not_at_all(book: Book) -> None:
    held = book.add(ALERT, source_id="s3")
    book.hold(held, Hold.STALE)
    news = [new_event(source_id=f"s{number}", draft_id=f"d{number}") for number in (1, 2, 3)]
    with pytest.raises(HeldBefore):
        done(book.ledger.enqueue_together(news, behind=Behind.ASK))
    assert done(book.ledger.counts()).unsettled == 1
    events = done(book.ledger.enqueue_together(news))
    assert [event.source_id for event in events] == ["s1", "s2", "s3"]
    with pytest.raises(AlreadyQueued):
        done(book.ledger.enqueue_together([new_event(source_id="s4"), news[0]]))
    assert done(book.ledger.counts()).unsettled == 4


def test_a_job_tells_how_far_it_is_and_can_be_cancelled(book: Book) -> None:
    events = done(book.ledger.enqueue_together([new_event(key=str(n), job="j") for n in range(6)]))
    book.add(key="no part of it")
    book.settle(events[0])
    book.clock.turn(SECOND)
    book.settle(events[1], EventState.REJECTED)
    book.clock.turn(SECOND)
    book.hold(events[2], Hold.UNCERTAIN)
    begun(book.ledger, events[3].id)
    progress = done(book.ledger.job("j"))
    assert (progress.total, progress.taken, progress.rejected, progress.held, progress.left) == (6, 1, 1, 1, 4)
    assert done(book.ledger.unfinished_jobs()) == ["j"]
    assert done(book.ledger.cancel_job("j")) == 3
    progress = done(book.ledger.job("j"))
    assert (progress.cancelled, progress.left) == (3, 1)
    assert book.event(events[3].id).state is EventState.SENDING
    assert done(book.ledger.cancel_job("")) == 0
    assert done(book.ledger.counts()).unsettled == 2


def test_the_open_alert_of_a_key(book: Book) -> None:
    assert done(book.ledger.open_alert("s1", "k")) is None
    alert = book.add(ALERT, key="K 1")
    assert done(book.ledger.open_alert("s1", "k 1")) is None
    book.settle(alert)
    known = done(book.ledger.open_alert("s1", " k 1 "))
    assert known is not None
    assert (known.id, known.state) == (alert.alert_id, AlertState.OPEN)
    assert done(book.ledger.open_alert("s2", "k 1")) is None
    book.settle(book.add(ACCEPT, key="k 1"))
    accepted = done(book.ledger.open_alert("s1", "k 1"))
    assert accepted is not None
    assert accepted.state is AlertState.ACCEPTED
    assert [found.id for found in done(book.ledger.open_with_key("K 1"))] == [alert.alert_id]
    book.settle(book.add(RESOLVE, key="k 1"))
    assert done(book.ledger.open_alert("s1", "k 1")) is None
    book.settle(book.add(ALERT, key=""))
    assert done(book.ledger.open_with_key("")) == []
