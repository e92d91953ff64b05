"""Closing the window: what is not sent is not left without a word, and the arrangement comes back."""

import pytest
from PySide6.QtWidgets import QTableView

from ilert_desktop.assembly import SOURCES_FILE, Services
from ilert_desktop.draft import Draft
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.source_dialog import SourceDialog
from tests.rig.vaults import MemoryVault
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk
from tests.ui.window.sources_opened import line_edit, opened_dialog

needs_no_raise = pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")


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


@pytest.fixture
def dialog(services: Services, open_desk: OpenDesk) -> SourceDialog:
    """The dialog of the sources over a window, at a source without a key."""
    real_source(services, "https://ilert.example/api/events")
    desk = open_desk()
    desk.window.key_flow.open_source("prod")
    return opened_dialog(desk)


@needs_no_raise
@pytest.mark.parametrize(("field", "text"), [("Name", "Live"), ("Key", FAR_KEY)])
def test_an_unsaved_source_or_key_asks_before_the_window_goes(
    desks: list[Desk], dialog: SourceDialog, field: str, text: str
) -> None:
    (desk,) = desks
    desk.write(line_edit(desk, field, dialog), text)
    assert not close(desk)
    assert not close(desk)
    assert desk.box().parent() is dialog
    assert "Not saved yet: " in desk.box().informativeText()
    desk.click("Cancel", desk.box())
    assert desk.window.isVisible()
    assert dialog.isVisible()
    assert text in line_edit(desk, field, dialog).text()
    desk.click("Close", dialog)
    desk.click("Discard", desk.box())
    assert not dialog.isVisible()
    assert desk.window.isVisible()


@needs_no_raise
@pytest.mark.parametrize("answer", ["Save", "Discard"])
def test_the_window_closes_once_the_sources_are_saved_or_given_up(
    services: Services, vault: MemoryVault, desks: list[Desk], dialog: SourceDialog, answer: str
) -> None:
    (desk,) = desks
    desk.write(line_edit(desk, "Name", dialog), " 2")
    desk.write(line_edit(desk, "Key", dialog), FAR_KEY)
    assert not close(desk)
    desk.click(answer, desk.box())
    desk.until(lambda: not desk.window.isVisible())
    source = services.sources.get("prod")
    assert source is not None
    assert source.name == ("Production 2" if answer == "Save" else "Production")
    assert list(vault.secrets) == (["prod"] if answer == "Save" else [])


@needs_no_raise
def test_sources_that_cant_be_saved_keep_the_window_open(
    services: Services, desks: list[Desk], dialog: SourceDialog
) -> None:
    (desk,) = desks
    file = services.folders.config / SOURCES_FILE
    file.unlink()
    file.mkdir()
    (file / "in the way").touch()
    desk.write(line_edit(desk, "Name", dialog), " 2")
    assert not close(desk)
    desk.click("Save", desk.box())
    desk.until(lambda: any("The sources were not saved" in bar.text() for bar in dialog.findChildren(NoticeBar)))
    assert dialog.isVisible()
    assert line_edit(desk, "Name", dialog).text() == "Production 2"
    desk.click("Undo changes", dialog)
    desk.click("Close", dialog)
    assert desk.window.isVisible()
    assert close(desk)


@needs_no_raise
def test_after_the_sources_the_window_still_asks_for_what_is_typed(desks: list[Desk], dialog: SourceDialog) -> None:
    (desk,) = desks
    desk.write(desk.fields.summary, "Half written")
    desk.write(line_edit(desk, "Name", dialog), " 2")
    assert not close(desk)
    desk.click("Discard", desk.box())
    desk.until(lambda: desk.box().text() == "What you are writing is not sent yet.")
    desk.click("Close anyway", desk.box())
    assert not desk.window.isVisible()


@needs_no_raise
def test_a_new_source_in_which_nothing_was_typed_does_not_ask(desks: list[Desk], dialog: SourceDialog) -> None:
    (desk,) = desks
    desk.click("Add a source", dialog)
    assert close(desk)
