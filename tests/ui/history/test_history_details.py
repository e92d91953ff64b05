"""The chosen alert in full: what was sent, what came back, and which event is opened."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication

from ilert_desktop.event import KEY_MASK, Event, EventType
from ilert_desktop.ledger.records import AttemptEnd, Decision, EventState, OutcomeKind
from tests.ui.history.conftest import Book, Probe

# The offscreen platform says so of every window that is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

Open = Callable[..., Probe]


def test_details_show_what_was_sent_and_every_attempt(open_panel: Open, book: Book) -> None:
    event = book.write(
        event=Event(
            event_type=EventType.ALERT,
            summary="<b>Numbers</b>",
            alert_key="n",
            custom_details=msgspec.Raw(b'{"a":1.0,"b":1e400,"c":12345678901234567890}'),
        )
    )
    first = book.begin(event)
    refused = AttemptEnd(at=first.started_at + 2500, outcome=OutcomeKind.NOT_TAKEN, error="Connection refused")
    book.end(first, Decision(state=EventState.WAITING, not_before=0), refused)
    second = book.begin(event)
    taken = AttemptEnd(
        at=second.started_at + 137,
        outcome=OutcomeKind.TAKEN,
        status=202,
        answer='{"responseCode":"<i>OK</i>"}',
        correlation_id="cor-1",
    )
    book.end(second, Decision(state=EventState.TAKEN), taken)
    probe = open_panel()
    probe.wait_rows(1)
    probe.choose(0)
    text = probe.details
    for part in (
        "ALERT · Taken by ilert",
        f'"integrationKey": "{KEY_MASK}"',
        "<b>Numbers</b>",
        "1.0",
        "1e400",
        "12345678901234567890",
        "Connection refused",
        "certainly not taken",
        "2.5 s",
        "Status: 202",
        '{"responseCode":"<i>OK</i>"}',
        "137 ms",
        "Attempts: 2",
        "correlation id cor-1",
    ):
        assert part in text, part
    assert "created" not in text.lower()
    probe.button("Copy JSON").click()
    assert KEY_MASK in QGuiApplication.clipboard().text()


def test_details_of_a_megabyte_are_cut_and_copied_whole(open_panel: Open, book: Book) -> None:
    details = msgspec.json.encode({"x": "y" * 1_000_000})
    book.write(
        event=Event(event_type=EventType.ALERT, summary="Big", alert_key="b", custom_details=msgspec.Raw(details))
    )
    probe = open_panel()
    probe.wait_rows(1)
    probe.choose(0)
    assert len(probe.details) < 30_000
    assert "more characters" in probe.details
    probe.button("Copy JSON").click()
    assert len(QGuiApplication.clipboard().text()) > 1_000_000


def test_the_opened_event_stays_open_and_the_newest_is_followed(open_panel: Open, book: Book) -> None:
    book.take()
    book.take(EventType.COMMENT)
    probe = open_panel()
    probe.wait_rows(1)
    probe.choose(0)
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
