"""The chosen alert in full: what was sent, what came back, and which event is opened."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication

from ilert_desktop.event import KEY_MASK, Event, EventType
from ilert_desktop.ledger.records import AttemptEnd, Decision, EventState, Hold, LedgerEvent, OutcomeKind
from tests.ui.history.book import Book
from tests.ui.history.probe import OpenPanel

WAITS = Decision(state=EventState.WAITING, not_before=2_000_000_000_000)
REFUSED = AttemptEnd(at=1_790_000_000_000, outcome=OutcomeKind.NOT_TAKEN, error="Connection refused")
BUSY = AttemptEnd(at=1_790_000_000_000, outcome=OutcomeKind.NOT_TAKEN, status=429)


def test_details_show_and_copy_what_was_sent_with_the_key_masked(open_panel: OpenPanel, book: Book) -> None:
    custom = msgspec.Raw(b'{"a":1.0,"b":1e400,"c":12345678901234567890}')
    event = Event(event_type=EventType.ALERT, summary="<b>Numbers</b>", alert_key="n", custom_details=custom)
    book.write(event=event)
    probe = open_panel().at_row(0)
    text = probe.details
    for part in (f'"integrationKey": "{KEY_MASK}"', "<b>Numbers</b>", "1.0", "1e400", "12345678901234567890"):
        assert part in text, part
    probe.button("Copy JSON").click()
    assert KEY_MASK in QGuiApplication.clipboard().text()


def test_details_show_every_attempt_and_its_end(open_panel: OpenPanel, book: Book) -> None:
    event = book.write()
    first = book.begin(event)
    refused = AttemptEnd(at=first.started_at + 2500, outcome=OutcomeKind.NOT_TAKEN, error="Connection refused")
    book.end(first, Decision(state=EventState.WAITING, not_before=0), refused)
    second = book.begin(event)
    answer = '{"responseCode":"<i>OK</i>"}'
    at = second.started_at + 137
    taken = AttemptEnd(at=at, outcome=OutcomeKind.TAKEN, status=202, answer=answer, correlation_id="cor-1")
    book.end(second, Decision(state=EventState.TAKEN), taken)
    text = open_panel().at_row(0).details
    for part in ("ALERT · Taken by ilert", "Attempts: 2", "Connection refused", "certainly not taken", "2.5 s"):
        assert part in text, part
    for part in ("Status: 202", answer, "137 ms", "correlation id cor-1"):
        assert part in text, part
    assert "created" not in text.lower()


@pytest.mark.parametrize(
    ("prepare", "heading"),
    [
        (lambda _book, _event: None, "What will be sent"),
        (lambda book, event: book.hold(event, Hold.STALE), "What will be sent"),
        (lambda book, event: book.cancel(event), "What would have been sent"),
        (lambda book, event: book.begin(event), "What is being sent"),
        (lambda book, event: book.reject(event), "What was sent"),
        (lambda book, event: book.end(book.begin(event), Decision(state=EventState.TAKEN)), "What was sent"),
        (lambda book, event: book.end(book.begin(event), WAITS, REFUSED), "What will be sent"),
        (lambda book, event: book.end(book.begin(event), WAITS, BUSY), "What was sent"),
    ],
)
def test_the_heading_over_the_json_says_whether_it_went_out(
    open_panel: OpenPanel, book: Book, prepare: Callable[[Book, LedgerEvent], object], heading: str
) -> None:
    prepare(book, book.write())
    said = [line for line in open_panel().at_row(0).details.splitlines() if line.startswith("What ")]
    assert said == [heading]


def test_details_of_a_megabyte_are_cut_and_copied_whole(open_panel: OpenPanel, book: Book) -> None:
    details = msgspec.json.encode({"x": "y" * 1_000_000})
    book.write(
        event=Event(event_type=EventType.ALERT, summary="Big", alert_key="b", custom_details=msgspec.Raw(details))
    )
    probe = open_panel().at_row(0)
    assert len(probe.details) < 30_000
    assert "more characters" in probe.details
    probe.button("Copy JSON").click()
    assert len(QGuiApplication.clipboard().text()) > 1_000_000


def test_the_opened_event_stays_open_and_the_newest_is_followed(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    book.take(EventType.COMMENT)
    probe = open_panel().at_row(0)
    assert probe.events.currentRow() == 1
    book.take(EventType.ACCEPT)
    probe.panel.refresh()
    probe.until(lambda: probe.events.count() == 3)
    assert probe.events.currentRow() == 2
    probe.events.setCurrentRow(0)
    book.take(EventType.RESOLVE)
    probe.panel.refresh()
    probe.until(lambda: probe.events.count() == 4)
    assert probe.events.currentRow() == 0
    assert probe.details.startswith("ALERT")
