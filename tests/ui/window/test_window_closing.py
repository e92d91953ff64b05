"""Closing the window: what is not sent is not left without a word, and the arrangement comes back."""

from PySide6.QtWidgets import QTableView

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk


def close(desk: Desk) -> bool:
    """Ask the window to close; whether it did."""
    desk.window.close()
    desk.settle()
    return not desk.window.isVisible()


def test_nothing_to_lose_closes_without_a_question(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.until(lambda: desk.window.outbox_view.counts.unsettled == 0)
    assert close(desk)


def test_a_typed_draft_asks_and_staying_keeps_it(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Half written")
    before = desk.draft
    assert not close(desk)
    box = desk.box()
    assert box.text() == "What you are writing is not sent yet."
    assert "lost" in box.informativeText()
    assert box.defaultButton().text() == "Stay"
    desk.click("Stay", box)
    assert desk.window.isVisible()
    assert desk.draft == before
    desk.until(lambda: not desk.window.findChildren(type(box)))
    desk.write(desk.fields.summary, " and more")
    assert not close(desk)
    desk.click("Close anyway", desk.box())
    assert not desk.window.isVisible()


def test_escape_stays(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Half written")
    assert not close(desk)
    desk.box().reject()
    desk.settle()
    assert desk.window.isVisible()


def test_unsent_events_ask_and_are_sent_after_the_next_start(
    services: Services, open_desk: OpenDesk, closed_port: int
) -> None:
    real_source(services, f"http://127.0.0.1:{closed_port}/api/events", FAR_KEY)
    desk = open_desk()
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: desk.window.outbox_view.counts.waiting == 1)
    assert not close(desk)
    assert desk.box().text() == "One event is not sent yet."
    assert "next start" in desk.box().informativeText()
    desk.click("Close anyway", desk.box())
    assert not desk.window.isVisible()
    again = open_desk()
    again.until(lambda: again.window.outbox_view.counts.unsettled == 1)
    assert [event.state.value in {"waiting", "sending"} for event in again.events()] == [True]


def test_a_second_request_to_close_asks_once(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Half written")
    assert not close(desk)
    assert not close(desk)
    assert desk.box().isVisible()


def test_the_arrangement_comes_back(open_desk: OpenDesk) -> None:
    first = open_desk()
    first.window.resize(780, 640)
    first.settle()
    first.window.splitter.setSizes([300, 250])
    first.window.top_splitter.setSizes([400, 370])
    table = first.only(QTableView, "Alerts")
    table.setColumnWidth(2, 177)
    first.settle()
    expected = arrangement(first)
    assert close(first)
    second = open_desk()
    assert arrangement(second) == expected
    assert second.only(QTableView, "Alerts").columnWidth(2) == 177


def arrangement(desk: Desk) -> tuple[object, ...]:
    window = desk.window
    return window.size(), window.splitter.sizes(), window.top_splitter.sizes()


def test_a_damaged_arrangement_changes_nothing(services: Services, open_desk: OpenDesk) -> None:
    (services.folders.config / "window.ini").write_bytes(b"[General]\nwindow=@ByteArray(\xff\x00)\nhistory=5\n\x00\xff")
    desk = open_desk()
    assert desk.window.width() >= 800
    assert desk.window.composer.isVisible()
