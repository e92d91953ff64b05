"""Practice in the window: its page, how it is made to misbehave, and drills with their mark, messages and report."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu

from ilert_desktop.assembly import PRACTICE_FILE, Services
from ilert_desktop.draft import Draft
from ilert_desktop.ledger.records import EventState
from ilert_desktop.paths import Folders
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.sources.keys import Keys
from tests.rig.practice import PracticeClient
from tests.rig.vaults import MemoryVault
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import PATIENCE, Desk

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
Client = Callable[[], PracticeClient]
DRILL = """
title = "Try & see"
description = "Raise one alert."
mark = true
minutes = 10

[[step]]
minute = 0
tell = "Now: raise it."

[[expect]]
do = "raise"
"""
IDLE = "Practice, nobody is paged"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that went to the browser."""
    addresses: list[str] = []

    def open_url(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return addresses


def entries(menu: QMenu) -> dict[str, QAction]:
    """What a menu offers, by its words."""
    return {action.text().replace("&", ""): action for action in menu.actions() if not action.isSeparator()}


def practice_menu(desk: Desk) -> QMenu:
    found = next(action.menu() for action in desk.window.menuBar().actions() if action.text() == "Pr&actice")
    assert isinstance(found, QMenu)
    return found


def choose(desk: Desk, *path: str) -> None:
    """Choose an entry of the menu of practice, submenu by submenu."""
    menu = practice_menu(desk)
    menu.aboutToShow.emit()
    for name in path[:-1]:
        found = entries(menu)[name].menu()
        assert isinstance(found, QMenu)
        menu = found
    desk.until(lambda: path[-1] in entries(menu) and entries(menu)[path[-1]].isEnabled())
    entries(menu)[path[-1]].trigger()
    desk.settle()


def band(desk: Desk) -> str:
    return desk.window.band.text()


def start_drill(desk: Desk, text: str, tmp_path: Path) -> None:
    file = tmp_path / "drill.toml"
    file.write_text(text, encoding="utf-8")
    choose(desk, "Start a drill", "Open a drill file…")
    dialog = desk.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()


def test_the_page_opens_in_the_browser_and_starts_practice(desk: Desk, services: Services, opened: list[str]) -> None:
    assert services.practice.page_url is None
    desk.press("Ctrl+B")
    desk.until(lambda: opened)
    assert opened == [f"{services.practice.page_url}/"]


def test_look_at_practice_leads_to_the_alert_also_when_it_is_over(
    desk: Desk, services: Services, opened: list[str], client: Client
) -> None:
    desk.window.composing.choose_source("practice-3")
    desk.raise_alert("First", alert_key="Disk-1")
    desk.click("Look at practice")
    desk.until(lambda: len(opened) == 1)
    desk.raise_alert("Other", alert_key="other")
    desk.click("Look at practice")
    desk.until(lambda: len(opened) == 2)
    numbers = [alert["id"] for alert in reversed(client().alerts())]
    assert opened == [f"{services.practice.page_url}/#alert-{number}" for number in numbers]
    desk.click("Resolve")
    desk.until(lambda: desk.last.startswith("RESOLVE taken"))
    desk.click("Look at practice")
    desk.until(lambda: len(opened) == 3)
    assert opened[2] == opened[1]


def test_while_ilert_is_down_an_event_waits_and_arrives_afterwards(
    desk: Desk, services: Services, client: Client
) -> None:
    assert band(desk) == IDLE
    choose(desk, "Practice misbehaves", "ilert is down", "For 1 minute")
    desk.until(lambda: band(desk).startswith(f"{IDLE} · plays: ilert is down, 0"))
    assert desk.last == "Practice plays: ilert is down"
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: [event.state for event in desk.events()] == [EventState.WAITING])
    desk.click("Behave again")
    desk.until(lambda: band(desk) == IDLE)
    assert not desk.buttons("Behave again")
    desk.click("Retry now", desk.window.outbox_line)
    desk.until(lambda: [event.state for event in desk.events()] == [EventState.TAKEN])
    assert client().only_alert()["summary"] == "Disk full"


@pytest.mark.parametrize("mode", Mode)
def test_every_way_to_misbehave_is_in_the_menu_and_in_the_band(desk: Desk, services: Services, mode: Mode) -> None:
    name = list(entries(submenu(desk, "Practice misbehaves")))[list(Mode).index(mode)]
    choose(desk, "Practice misbehaves", name, "Until it is switched off")
    desk.until(lambda: band(desk).endswith("until switched off"))
    assert f"plays: {name}".casefold() in band(desk).casefold()
    assert services.practice.call(lambda parts: parts.misbehaviour.now).result(PATIENCE).mode is mode  # type: ignore[union-attr]
    choose(desk, "Behave again")
    desk.until(lambda: band(desk) == IDLE)


def submenu(desk: Desk, name: str) -> QMenu:
    found = entries(practice_menu(desk))[name].menu()
    assert isinstance(found, QMenu)
    return found


def test_what_is_switched_on_the_page_shows_in_the_window(desk: Desk, services: Services) -> None:
    services.practice.call(lambda parts: parts.misbehaviour.start(Mode.SLOW, 300.0)).result(PATIENCE)
    desk.until(lambda: "plays: ilert is slow, 0" in band(desk))
    assert entries(practice_menu(desk))["Behave again"].isEnabled()


def test_a_practice_that_was_started_anew_is_followed_as_well(desk: Desk, services: Services) -> None:
    services.practice.call(lambda parts: parts.misbehaviour.start(Mode.DOWN, None)).result(PATIENCE)
    desk.until(lambda: band(desk).endswith("until switched off"))
    services.practice.stop()
    desk.until(lambda: band(desk) == IDLE)
    services.practice.start()
    services.practice.call(lambda parts: parts.misbehaviour.start(Mode.SLOW, None)).result(PATIENCE)
    desk.until(lambda: "ilert is slow" in band(desk))


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


def test_a_summary_with_the_mark_gets_no_second_one(desk: Desk, tmp_path: Path) -> None:
    start_drill(desk, DRILL, tmp_path)
    desk.until(lambda: "drill “" in band(desk))
    desk.compose(Draft(summary="[drill] Disk full"))
    assert '"summary": "[drill] Disk full"' in desk.shown


@pytest.mark.expects_log
def test_practice_that_had_to_begin_anew_says_so(desk: Desk, folders: Folders) -> None:
    (folders.data / PRACTICE_FILE).write_bytes(b"this is no database" * 100)
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: desk.notice)
    assert "practice" in desk.notice.casefold()
    desk.until(lambda: desk.last.startswith("ALERT taken"))


def test_a_configuration_that_cannot_be_used_is_said_at_the_start(
    folders: Folders, vault: MemoryVault, desks: list[Desk], qtbot: object
) -> None:
    (folders.config / "practice.toml").write_text("sources = 1", encoding="utf-8")
    services = Services(folders, keys=Keys(vault))
    services.start()
    try:
        desk = Desk(services, qtbot)  # type: ignore[arg-type]
        desks.append(desk)
        assert desk.notice.startswith("Practice's configuration can't be used.")
        assert "practice.toml:1" in desk.notice
        assert desk.window.composing.source.is_practice
        desk.window.tasks.close()
    finally:
        services.stop()
