"""The history: filters, search, counts and the rows behind an alert."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import AlertState, Counts, Decision, EventState, Hold, OutcomeKind
from tests.rig.ledgers import NOON, SECOND, Book, done, new_event

NAMES = ["queued", "open", "accepted", "resolved", "failed", "held", "resolving", "waiting", "elsewhere"]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Book]:
    """One alert of each kind, whose key is its name."""
    book = Book(tmp_path / "filled.db")
    raised = {name: book.add(EventType.COMMENT if name == "elsewhere" else EventType.ALERT, name) for name in NAMES}
    for name in ("open", "accepted", "resolved", "resolving", "elsewhere"):
        book.settle(raised[name])
    book.settle(raised["failed"], EventState.REJECTED)
    book.settle(book.add(EventType.ACCEPT, "accepted"))
    book.settle(book.add(EventType.RESOLVE, "resolved"))
    book.hold(raised["held"], Hold.KEY_MISSING)
    book.add(EventType.RESOLVE, "resolving")
    later = Decision(state=EventState.WAITING, not_before=NOON + 5 * SECOND)
    book.attempt(raised["waiting"], OutcomeKind.NOT_TAKEN, later)
    yield book
    book.close()


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        (Shown.ALL, set(NAMES)),
        (Shown.OPEN, {"open", "accepted", "resolving"}),
        (Shown.OUTBOX, {"queued", "held", "resolving", "waiting"}),
        (Shown.FAILED, {"failed", "held"}),
    ],
)
def test_each_filter_shows_its_alerts(filled: Book, shown: Shown, names: set[str]) -> None:
    assert {alert.alert_key for alert in filled.alerts(shown)} == names
    assert getattr(done(filled.ledger.counts()), shown.value) == len(names)


def test_the_counts_say_what_the_outbox_waits_for(filled: Book) -> None:
    counts = done(filled.ledger.counts())
    assert (counts.waiting, counts.held, counts.unsettled, counts.next_try) == (1, 1, 4, NOON + 5 * SECOND)


def test_an_empty_ledger_counts_nothing(book: Book) -> None:
    assert done(book.ledger.counts()) == Counts()
    assert book.alerts() == []
    assert done(book.ledger.alert(7)) is None
    assert done(book.ledger.events_of_alert(7)) == []
    assert (book.due(), done(book.ledger.next_due())) == ([], None)


def add(book: Book, summary: str, key: str = "k", source_name: str = "Production") -> None:
    done(book.ledger.enqueue(new_event(summary=summary, key=key, source_name=source_name)))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", 6),
        ("   ", 6),
        ("pump", 2),
        ("PUMP", 2),
        ("pump north", 1),
        ("stopped pump", 1),
        ("north", 2),
        ("prod%", 0),
        ("100%", 1),
        ("%", 1),
        ("_", 1),
        ("a_b", 1),
        ("\\", 1),
        ("c:\\temp", 1),
        ("%%%", 0),
        ("😀", 1),
        ("שלום", 1),
        ("key-1", 1),
        ("' OR 1=1 --", 0),
        ("nothing like it", 0),
    ],
)
def test_every_word_of_the_search_is_looked_for_as_it_is(book: Book, search: str, found: int) -> None:
    add(book, "Pump stopped", "key-1")
    add(book, "pump", "2", "North")
    add(book, "100% full", "3")
    add(book, "a_b north", "4")
    add(book, "C:\\temp", "5")
    add(book, "😀 שלום", "6")
    assert len(book.alerts(search=search)) == found


@pytest.mark.parametrize("search", ["störung", "STÖRUNG", "Störung", "αθήνα", "ΑΘΉΝΑ"])
def test_case_does_not_matter_in_any_script(book: Book, search: str) -> None:
    add(book, "STÖRUNG in Αθήνα", "1")
    assert len(book.alerts(search=search)) == 1


def test_the_newest_come_first_and_no_more_than_asked_for(book: Book) -> None:
    for number in range(5):
        book.clock.turn(SECOND)
        book.add(key=str(number))
    book.clock.turn(SECOND)
    book.add(EventType.ALERT, "1")
    assert [alert.alert_key for alert in book.alerts()] == ["1", "4", "3", "2", "0"]
    assert len(done(book.ledger.alerts(Shown.ALL, limit=2))) == 2


def test_an_alert_lists_its_events_with_their_attempts(book: Book) -> None:
    raised = book.add()
    book.attempt(raised, OutcomeKind.NOT_TAKEN, Decision(state=EventState.WAITING))
    book.settle(raised)
    accepted = book.add(EventType.ACCEPT)
    rows = done(book.ledger.events_of_alert(raised.id))
    assert [(event.id, len(attempts)) for event, attempts in rows] == [(raised.id, 2), (accepted.id, 0)]


def test_an_alert_shows_who_raised_it_and_what_came_last(book: Book) -> None:
    raised = book.add(key="Pump-3")
    book.settle(raised, url="https://example.org/alert")
    book.clock.turn(SECOND)
    book.hold(book.add(EventType.RESOLVE, "PUMP-3"), Hold.KEY_LOCKED)
    (alert,) = book.alerts()
    assert done(book.ledger.alert(alert.id)) == alert
    assert (alert.alert_key, alert.state, alert.raised_at, alert.last_at) == (
        "Pump-3",
        AlertState.OPEN,
        NOON,
        NOON + SECOND,
    )
    assert (alert.last_type, alert.last_state, alert.pending) == (EventType.RESOLVE, EventState.HELD, 1)
    assert alert.alert_url == "https://example.org/alert"
