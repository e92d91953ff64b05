"""An event that waits: why, how many tries, when next; and what can be done instead of waiting."""

from collections.abc import Callable

import pytest

from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import (
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    LedgerEvent,
    NewEvent,
    OutcomeKind,
    Pace,
)
from ilert_desktop.ledger.writing import now_ms
from tests.ui.history.book import PROD, Book, Clock
from tests.ui.history.probe import STATE, OpenPanel, Probe

ANSWERS = {"Retry now", "Send it now", "Cancel", "Edit and send again", "Don't send"}


def offered(probe: Probe) -> set[str]:
    return {name for name in ANSWERS if any(button.isVisible() for button in probe.buttons(name))}


def refused(book: Book, event: LedgerEvent, until: int, message: str = "db refuses the connection.") -> None:
    attempt = book.begin(event)
    end = AttemptEnd(at=attempt.started_at + 10, outcome=OutcomeKind.NOT_TAKEN, error=message)
    book.end(attempt, Decision(state=EventState.WAITING, message=message, not_before=until), end)


def test_a_wait_says_why_how_often_and_when(open_panel: OpenPanel, book: Book) -> None:
    event = book.write()
    refused(book, event, 0)
    refused(book, event, now_ms() + 100_000)
    probe = open_panel().at_row(0)
    said = next(line for line in probe.labels.splitlines() if "Tried" in line)
    assert said.startswith("db refuses the connection. Tried 2 times; next try at ")
    assert said.endswith(" s.")
    probe.until(lambda: probe.cell(0, STATE).startswith("Next try "))
    assert ". db refuses the connection. Tried 2 times." in str(probe.table.model().index(0, STATE).data(3))
    assert offered(probe) == {"Retry now", "Cancel", "Edit and send again"}


def test_a_wait_that_is_over_says_that_it_is_due(open_panel: OpenPanel, book: Book) -> None:
    refused(book, book.write(), 1)
    assert "Tried once; the next try is due now." in open_panel().at_row(0).labels


def test_an_undo_wait_says_when_the_event_goes_out(open_panel: OpenPanel, book: Book, ledger: Ledger) -> None:
    book.take()
    event = Event(event_type=EventType.RESOLVE, summary="Database down", alert_key="db")
    ledger.enqueue(
        NewEvent(draft_id="undo", source_id=PROD.id, source_name=PROD.name, event=event, undo_ms=10**10)
    ).result()
    probe = open_panel().at_row(0)
    assert "until then it can be taken back" in probe.labels
    assert offered(probe) == {"Send it now", "Cancel", "Edit and send again"}
    probe.until(lambda: probe.cell(0, STATE).startswith("Open · resolving "))


def test_an_event_behind_another_says_so(open_panel: OpenPanel, book: Book) -> None:
    refused(book, book.write(), now_ms() + 100_000)
    book.write(EventType.COMMENT)
    probe = open_panel().at_row(0)
    assert "Goes out after the event before it." in probe.labels
    assert offered(probe) == {"Cancel", "Edit and send again"}


def test_a_paused_key_is_named(open_panel: OpenPanel, book: Book, ledger: Ledger, clock: Clock) -> None:
    clock.now = now_ms()
    first = book.write(key="a")
    attempt = ledger.begin_attempt(first.id, Pace("mark", "host", 50)).result()
    assert isinstance(attempt, Attempt)
    until = now_ms() + 1_800_000
    end = AttemptEnd(at=attempt.started_at, outcome=OutcomeKind.NOT_TAKEN, status=429, pause_until=until)
    book.end(attempt, Decision(state=EventState.REJECTED), end)
    book.write(key="b", summary="Behind the pause")
    probe = open_panel().at_row(0, of=2)
    said = "ilert asked for a pause: nothing is sent with this key until "
    probe.until(lambda: said in probe.labels)


@pytest.mark.parametrize("prepare", [lambda _book, _event: None, lambda book, event: refused(book, event, 10**13)])
def test_what_waits_can_be_edited(
    open_panel: OpenPanel, book: Book, prepare: Callable[[Book, LedgerEvent], None]
) -> None:
    event = book.write()
    prepare(book, event)
    probe = open_panel().at_row(0)
    got: list[LedgerEvent] = []
    probe.panel.edit_requested.connect(got.append)
    probe.button("Edit and send again").click()
    assert [wanted.id for wanted in got] == [event.id]


def test_what_is_under_way_can_be_neither_edited_nor_cancelled(open_panel: OpenPanel, book: Book) -> None:
    book.begin(book.write())
    assert offered(open_panel().at_row(0)) == set()
