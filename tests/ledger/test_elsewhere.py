"""Alerts that were accepted or resolved elsewhere: the row shows it, nothing is sent, and later events still count."""

import os
from pathlib import Path

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Alert, AlertState, Elsewhere, EventState, Place
from tests.rig.damage import PAGE, events_of, pages_of
from tests.rig.ledgers import SECOND, Book, done

ALERT, ACCEPT, RESOLVE = EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE
PAGE_OF_PRACTICE = Place.PRACTICE_PAGE


def noted(book: Book, event_type: EventType, key: str = "k", place: Place = PAGE_OF_PRACTICE) -> bool:
    return done(book.ledger.note_elsewhere("s1", key, event_type, place))


def only(book: Book) -> Alert:
    (alert,) = book.alerts()
    return alert


def raised(book: Book, *types: EventType) -> None:
    for event_type in types or (ALERT,):
        book.settle(book.add(event_type))


def test_it_is_in_the_row_and_no_event_is_sent(book: Book) -> None:
    raised(book)
    told: list[int] = []
    book.ledger.subscribe(lambda: told.append(1))
    assert noted(book, ACCEPT)
    alert = only(book)
    assert (alert.state, alert.elsewhere) == (AlertState.ACCEPTED, PAGE_OF_PRACTICE)
    assert (alert.last_type, alert.last_state, alert.pending) == (ALERT, EventState.TAKEN, 0)
    assert done(book.ledger.outbox()) == []
    assert told == [1]
    book.clock.turn(SECOND)
    assert noted(book, RESOLVE, " K ", Place.PRACTICE_API)
    alert = only(book)
    assert (alert.state, alert.elsewhere) == (AlertState.RESOLVED, Place.PRACTICE_API)
    assert book.alerts(Shown.OPEN) == []
    assert done(book.ledger.elsewhere_of_alert(alert.id)) == [
        Elsewhere(event_id=1, done=ACCEPT, place=PAGE_OF_PRACTICE, at=book.clock() - SECOND),
        Elsewhere(event_id=1, done=RESOLVE, place=Place.PRACTICE_API, at=book.clock()),
    ]


def test_it_is_kept_over_a_restart_and_whatever_happens_to_the_key_later(tmp_path: Path) -> None:
    with Book(tmp_path / "ledger.db") as book:
        raised(book)
        assert noted(book, RESOLVE)
    with Book(tmp_path / "ledger.db") as book:
        assert only(book).state is AlertState.RESOLVED
        book.settle(book.add(EventType.COMMENT), EventState.REJECTED)
        assert (only(book).state, only(book).elsewhere) == (AlertState.RESOLVED, PAGE_OF_PRACTICE)


@pytest.mark.parametrize(
    ("types", "done_elsewhere"),
    [
        ((ALERT, ACCEPT), ACCEPT),
        ((ALERT, RESOLVE), ACCEPT),
        ((ALERT, RESOLVE), RESOLVE),
    ],
)
def test_what_is_so_already_is_not_noted(book: Book, types: tuple[EventType, ...], done_elsewhere: EventType) -> None:
    raised(book, *types)
    told: list[int] = []
    book.ledger.subscribe(lambda: told.append(1))
    assert not noted(book, done_elsewhere)
    assert told == []
    assert only(book).elsewhere is None


@pytest.mark.parametrize("key", ["other", "", "  "])
def test_only_an_alert_of_this_source_with_this_key(book: Book, key: str) -> None:
    raised(book)
    book.settle(book.add(key=""))
    book.settle(book.add(key=key or "x", source_id="s2"))
    assert not noted(book, RESOLVE, key)
    assert all(alert.state is AlertState.OPEN for alert in book.alerts())


def test_an_alert_that_was_never_taken_is_not_there_to_be_resolved(book: Book) -> None:
    book.add()
    assert not noted(book, RESOLVE)
    assert only(book).state is AlertState.QUEUED


def test_a_later_alert_with_the_key_opens_a_new_one(book: Book) -> None:
    raised(book)
    noted(book, RESOLVE)
    raised(book)
    assert book.groups() == [(AlertState.RESOLVED, [1]), (AlertState.OPEN, [2])]
    assert noted(book, ACCEPT)
    assert [alert.elsewhere for alert in book.alerts()] == [PAGE_OF_PRACTICE, PAGE_OF_PRACTICE]


def test_an_alert_that_waits_meanwhile_will_open_a_new_one(book: Book) -> None:
    raised(book)
    waiting = book.add()
    assert book.groups() == [(AlertState.OPEN, [1, 2])]
    assert noted(book, RESOLVE)
    assert book.groups() == [(AlertState.RESOLVED, [1]), (AlertState.QUEUED, [2])]
    book.settle(waiting)
    assert book.groups() == [(AlertState.RESOLVED, [1]), (AlertState.OPEN, [2])]


def test_own_events_go_on_after_it(book: Book) -> None:
    raised(book)
    noted(book, ACCEPT)
    raised(book, RESOLVE)
    assert (only(book).state, only(book).elsewhere) == (AlertState.RESOLVED, None)
    assert [note.done for note in done(book.ledger.elsewhere_of_alert(1))] == [ACCEPT]


def test_a_resolve_that_waits_meanwhile_stays_with_its_alert(book: Book) -> None:
    raised(book)
    waiting = book.add(RESOLVE)
    assert noted(book, RESOLVE)
    book.settle(waiting)
    assert book.groups() == [(AlertState.RESOLVED, [1, 2])]
    assert only(book).elsewhere is PAGE_OF_PRACTICE


@pytest.mark.expects_log
def test_it_is_rescued_with_its_event(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Book(path) as book:
        for number in range(200):
            book.settle(book.add(key=f"k{number}"))
        assert noted(book, RESOLVE, "k7")
    leaf = pages_of(path, "event")[-1]
    with path.open("r+b") as file:
        file.seek((leaf - 1) * PAGE)
        file.write(os.urandom(PAGE))
    assert 8 in events_of(path)
    for _ in range(2):
        with Book(path) as book:
            resolved = [alert for alert in book.alerts() if alert.state is AlertState.RESOLVED]
            assert [(alert.alert_key, alert.elsewhere) for alert in resolved] == [("k7", PAGE_OF_PRACTICE)]
    assert list(tmp_path.glob("ledger-damaged-*.db"))
