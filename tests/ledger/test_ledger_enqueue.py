"""Writing an event down: once for each draft, with a question when the same event went a moment ago."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from ilert_desktop.event import Event, EventType, from_json
from ilert_desktop.ledger.errors import AlreadyQueued, LedgerProblem, RepeatedEvent
from ilert_desktop.ledger.records import AlertState, EventState, NewEvent
from tests.rig.events import events
from tests.rig.ledgers import MINUTE, NOON, SECOND, Book, done, new_event


def test_an_event_is_kept_as_it_was_given(book: Book) -> None:
    new = new_event(key=" Pump-3 ", minted=True)
    event = done(book.ledger.enqueue(new))
    assert from_json(event.body) == new.event
    assert (event.draft_id, event.source_id, event.source_name) == (new.draft_id, "s1", "Production")
    assert (event.alert_key, event.minted, event.state, event.created_at) == (
        " Pump-3 ",
        True,
        EventState.QUEUED,
        NOON,
    )
    assert book.event(event.id) == event
    assert book.due() == [event.id]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(events())
def test_any_event_of_the_model_can_be_kept(book: Book, event: Event) -> None:
    new = replace(new_event(), event=event)
    assert from_json(done(book.ledger.enqueue(new, allow_repeat=True)).body) == event


def test_a_draft_is_queued_once(book: Book) -> None:
    first = done(book.ledger.enqueue(new_event(draft_id="d")))
    with pytest.raises(AlreadyQueued) as caught:
        done(book.ledger.enqueue(new_event(draft_id="d"), allow_repeat=True))
    assert caught.value.event_id == first.id
    assert len(book.alerts()) == 1


def test_a_draft_stays_used_after_it_was_settled(book: Book) -> None:
    new = new_event(draft_id="d")
    book.settle(done(book.ledger.enqueue(new)), EventState.REJECTED)
    book.clock.turn(MINUTE * 100)
    with pytest.raises(AlreadyQueued):
        done(book.ledger.enqueue(new))


def test_many_presses_at_once_make_one_event(book: Book) -> None:
    new = new_event(draft_id="d")
    start = threading.Barrier(8)

    def press() -> str:
        start.wait()
        try:
            done(book.ledger.enqueue(new))
        except AlreadyQueued:
            return "refused"
        return "queued"

    with ThreadPoolExecutor(8) as presses:
        results = sorted(future.result() for future in [presses.submit(press) for _ in range(8)])
    assert results == ["queued"] + ["refused"] * 7


@pytest.mark.parametrize("later", [0, 1, 59 * SECOND, 60 * SECOND])
def test_the_same_event_within_a_minute_asks_first(book: Book, later: int) -> None:
    first = done(book.ledger.enqueue(new_event(summary="same")))
    book.clock.turn(later)
    with pytest.raises(RepeatedEvent) as caught:
        done(book.ledger.enqueue(new_event(summary="same")))
    assert (caught.value.event_id, caught.value.earlier_at) == (first.id, NOON)
    assert done(book.ledger.enqueue(new_event(summary="same"), allow_repeat=True)).id > first.id


def test_after_a_minute_nobody_is_asked(book: Book) -> None:
    done(book.ledger.enqueue(new_event(summary="same")))
    book.clock.turn(60 * SECOND + 1)
    assert done(book.ledger.enqueue(new_event(summary="same")))


@pytest.mark.parametrize("earlier_key", ["desktop-1", "desktop-2"])
def test_keys_that_the_program_minted_make_no_difference(book: Book, earlier_key: str) -> None:
    done(book.ledger.enqueue(new_event(key=earlier_key, minted=True, summary="same")))
    with pytest.raises(RepeatedEvent):
        done(book.ledger.enqueue(new_event(key="desktop-2", minted=True, summary="same")))


@pytest.mark.parametrize(
    "other",
    [
        new_event(key="other", summary="same"),
        new_event(summary="other"),
        new_event(summary="same", source_id="s2"),
        new_event(EventType.RESOLVE, summary="same"),
        new_event(summary="Same"),
    ],
)
def test_an_event_that_differs_is_not_asked_about(book: Book, other: NewEvent) -> None:
    done(book.ledger.enqueue(new_event(summary="same")))
    assert done(book.ledger.enqueue(other))


@pytest.mark.parametrize("state", [EventState.REJECTED, EventState.CANCELLED])
def test_what_was_not_taken_may_be_sent_again_at_once(book: Book, state: EventState) -> None:
    book.settle(done(book.ledger.enqueue(new_event(summary="same"))), state)
    assert done(book.ledger.enqueue(new_event(summary="same")))


def test_the_answer_of_ilert_does_not_make_it_less_of_a_repeat(book: Book) -> None:
    book.settle(done(book.ledger.enqueue(new_event(summary="same"))))
    with pytest.raises(RepeatedEvent):
        done(book.ledger.enqueue(new_event(summary="same")))


def test_a_clock_that_goes_back_does_no_harm(book: Book) -> None:
    done(book.ledger.enqueue(new_event(summary="same")))
    book.clock.turn(-10 * MINUTE)
    assert done(book.ledger.enqueue(new_event(summary="same")))


def test_a_text_that_cannot_be_kept_is_refused_with_words(book: Book) -> None:
    with pytest.raises(LedgerProblem) as caught:
        done(book.ledger.enqueue(new_event(summary="\ud800")))
    assert caught.value.title
    assert caught.value.sentence
    assert book.alerts() == []
    assert done(book.ledger.enqueue(new_event())).state is EventState.QUEUED


def test_who_watches_is_told_after_the_commit(book: Book) -> None:
    seen: list[int] = []
    book.ledger.subscribe(lambda: seen.append(1))
    event = book.add()
    assert len(seen) == 1
    book.settle(event)
    assert len(seen) == 3
    with pytest.raises(AlreadyQueued):
        done(book.ledger.enqueue(new_event(draft_id=event.draft_id)))
    assert len(seen) == 3


def test_a_queued_alert_is_in_the_history_at_once(book: Book) -> None:
    event = done(book.ledger.enqueue(new_event(summary="Pump stopped", key="Pump-3")))
    (alert,) = book.alerts()
    assert (alert.id, alert.state, alert.summary, alert.alert_key, alert.pending) == (
        event.id,
        AlertState.QUEUED,
        "Pump stopped",
        "Pump-3",
        1,
    )
