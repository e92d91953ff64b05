"""Drills in the window: their messages, their mark on what is sent, their end and their report."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType, from_json
from ilert_desktop.ledger.records import EventState
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.ui.history.request import BulkRequest
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import PATIENCE, Desk
from tests.ui.window.practice_menu import DRILL, IDLE, band, choose, entries, practice_menu, start_drill, submenu

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
Client = Callable[[], PracticeClient]


def test_how_long_a_drill_misbehaves_is_not_told(desk: Desk, tmp_path: Path) -> None:
    start_drill(desk, DRILL + '\n[[step]]\nminute = 0\ndo = "fail"\n', tmp_path)
    desk.until(lambda: band(desk).endswith("plays: ilert is down"))


def test_a_report_outlives_the_practice_that_made_it(desk: Desk, services: Services, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    choose(desk, "End the drill")
    desk.until(lambda: desk.notice.startswith("The drill “Try & see” is over"))
    services.practice.call(lambda parts: parts.misbehaviour.start(Mode.SLOW, None)).result(PATIENCE)
    desk.until(lambda: "plays" in band(desk))
    services.practice.stop()
    desk.until(lambda: band(desk) == IDLE)
    services.practice.start()
    choose(desk, "Last report…")
    desk.until(lambda: "Try & see" in report(desk).text())  # type: ignore[attr-defined]
    report(desk).reject()


def test_a_drill_that_ends_with_its_practice_is_said(desk: Desk, services: Services, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    services.practice.stop()
    desk.until(lambda: desk.notice.startswith("The drill “Try & see” was cut off."))
    assert band(desk) == IDLE


def test_closing_over_a_drill_asks(desk: Desk, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    desk.window.close()
    desk.settle()
    assert desk.box().text() == "A drill runs."
    assert "“Try & see” ends without a report" in desk.box().informativeText()
    desk.click("Close anyway", desk.box())
    assert not desk.window.isVisible()


def test_a_drill_from_its_start_to_its_report(desk: Desk, services: Services, client: Client, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "Now: raise it." in desk.notice)
    assert desk.notice.startswith("Drill “Try & see”")
    assert "drill “Try & see”, " in band(desk)
    assert not entries(practice_menu(desk))["Start a drill"].isEnabled()
    desk.compose(Draft(summary="Disk full"))
    assert '"summary": "[DRILL] Disk full"' in desk.shown
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert client().only_alert()["summary"] == "[DRILL] Disk full"
    desk.until(lambda: desk.rows()[0][1] == "[DRILL] Disk full")
    choose(desk, "End the drill")
    desk.until(lambda: desk.notice.startswith("The drill “Try & see” is over"))
    assert band(desk) == IDLE
    desk.click("Show the report")
    desk.until(lambda: "Try & see" in report(desk).text())  # type: ignore[attr-defined]
    assert not report(desk).isModal()
    desk.compose(Draft(summary="Disk full"))
    assert "[DRILL]" not in desk.shown


def report(desk: Desk) -> QDialog:
    (found,) = (dialog for dialog in desk.window.findChildren(QDialog) if hasattr(dialog, "set_markdown"))
    return found


def test_the_report_can_be_copied_and_kept(desk: Desk, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    choose(desk, "End the drill")
    choose(desk, "Last report…")
    desk.until(lambda: "Try & see" in report(desk).text())  # type: ignore[attr-defined]
    desk.click("Copy", report(desk))
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("# Drill: Try ")
    desk.click("Save as…", report(desk))
    dialog = report(desk).findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "kept.md"))
    dialog.reject()
    desk.until((tmp_path / "kept.md").exists)
    desk.until(lambda: (tmp_path / "kept.md").read_text(encoding="utf-8") == copied)
    report(desk).reject()


def test_a_report_that_cannot_be_written_is_said(desk: Desk, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    choose(desk, "End the drill")
    choose(desk, "Last report…")
    desk.click("Save as…", report(desk))
    dialog = report(desk).findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "kept.md"))
    dialog.reject()
    desk.until(lambda: desk.notice.startswith("The report was not saved."))
    report(desk).reject()


def test_the_drills_of_the_program_are_offered(desk: Desk) -> None:
    practice_menu(desk).aboutToShow.emit()
    desk.until(lambda: len(entries(submenu(desk, "Start a drill"))) == 3)
    practice_menu(desk).aboutToShow.emit()
    first, *_ = entries(submenu(desk, "Start a drill"))
    choose(desk, "Start a drill", first)
    desk.until(lambda: f"drill “{first}" in band(desk))


@pytest.mark.parametrize("text", ["this is no TOML", 'title = "Nothing else"'])
def test_a_file_that_is_no_drill_is_said_with_its_line(desk: Desk, tmp_path: Path, text: str) -> None:
    start_drill(desk, text, tmp_path)
    desk.until(lambda: desk.notice)
    assert "drill.toml" in desk.notice
    assert band(desk) == IDLE


def test_a_real_source_never_gets_the_mark(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient, client: Client, tmp_path: Path
) -> None:
    production = real_source(services, far_end.events_url, FAR_KEY)
    services.sources.choose("practice")
    desk = open_desk()
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    desk.compose(Draft(summary="Disk full", alert_key="k"))
    desk.window.composing.also_to((production.id,))
    assert '"summary": "[DRILL] Disk full"' in desk.shown
    assert "Production gets this without [DRILL]" in desk.window.preview.note()
    desk.send()
    desk.until(lambda: desk.last.count("ALERT taken") == 2)
    assert far_end.only_alert()["summary"] == "Disk full"
    assert client().only_alert()["summary"] == "[DRILL] Disk full"
    desk.window.composing.choose_source(production.id)
    desk.compose(Draft(summary="Disk full again"))
    assert "[DRILL]" not in desk.shown


def test_what_is_sent_from_the_history_has_the_mark_in_the_ledger_as_well(
    desk: Desk, client: Client, tmp_path: Path
) -> None:
    desk.raise_alert("Disk full", alert_key="k")
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    desk.click("Accept")
    desk.until(lambda: desk.last.startswith("ACCEPT taken"))
    desk.click("Resolve")
    desk.until(lambda: desk.last.startswith("RESOLVE taken"))
    assert summaries(desk) == ["Disk full", "[DRILL] Disk full", "[DRILL] Disk full"]
    assert [event["summary"] for event in client().only_alert()["events"]] == summaries(desk)


def summaries(desk: Desk) -> list[str]:
    """What was written down, in the order of sending."""
    return [from_json(event.body).summary for event in sorted(desk.events(), key=lambda event: event.id)]


def test_a_test_and_what_is_done_to_several_have_the_mark(desk: Desk, tmp_path: Path) -> None:
    desk.raise_alert("Disk full", alert_key="k")
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    desk.window.send_desk.send_test(desk.window.composing.source)
    desk.until(lambda: [event.state for event in desk.events()] == [EventState.TAKEN] * 2)
    request = BulkRequest(tuple(desk.alerts()), EventType.RESOLVE)
    desk.window.history.bulk_requested.emit(request)
    desk.until(lambda: len(desk.events()) == 4)
    assert [words[:7] for words in summaries(desk)[1:]] == ["[DRILL]"] * 3


def test_a_summary_with_the_mark_gets_no_second_one(desk: Desk, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    desk.compose(Draft(summary="[drill] Disk full"))
    assert '"summary": "[drill] Disk full"' in desk.shown
