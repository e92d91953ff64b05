"""Bulk jobs: what the window says of one, and a job that is confirmed twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.errors import AlreadyQueued
from ilert_desktop.ledger.records import EventState, Hold
from tests.rig.ledgers import Book, done, new_event

RESOLVE = EventType.RESOLVE


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "ledger.db") as opened:
        yield opened


def test_a_job_tells_its_type_what_is_to_send_where_and_what_is_held(book: Book) -> None:
    news = [new_event(RESOLVE, key=str(n), source_id="s1" if n < 4 else "s2", job="j") for n in range(9)]
    events = done(book.ledger.enqueue_together(news))
    book.settle(events[0])
    for event in events[4:]:
        book.hold(event, Hold.KEY_MISSING)
    progress = done(book.ledger.job("j"))
    assert progress.event_type is RESOLVE
    assert progress.to_send == {"s1": 3}
    assert (progress.held, progress.held_keys) == (5, ("4", "5", "6"))
    unknown = done(book.ledger.job("no such job"))
    assert (unknown.total, unknown.event_type, unknown.to_send) == (0, None, {})


def test_a_job_leaves_out_what_was_written_down_before_and_sends_the_rest(book: Book) -> None:
    done(book.ledger.enqueue(new_event(RESOLVE, key="b", draft_id="RESOLVE b")))
    job = [new_event(RESOLVE, key=key, draft_id=f"RESOLVE {key}", job="j") for key in "abc"]
    assert [event.alert_key for event in done(book.ledger.enqueue_together(job))] == ["a", "c"]
    assert done(book.ledger.enqueue_together(job)) == []
    assert done(book.ledger.counts()).unsettled == 3
    with pytest.raises(AlreadyQueued):
        done(book.ledger.enqueue(new_event(RESOLVE, key="b", draft_id="RESOLVE b")))


def test_an_alert_names_its_newest_event(book: Book) -> None:
    first = book.add(key="a")
    book.settle(first)
    other = book.add(key="b")
    newest = book.add(RESOLVE, key="a")
    book.settle(newest, EventState.REJECTED)
    assert {alert.alert_key: alert.last_event_id for alert in book.alerts()} == {"a": newest.id, "b": other.id}
    alert = done(book.ledger.alert(first.alert_id))
    assert alert is not None
    assert alert.last_event_id == newest.id
