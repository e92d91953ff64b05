"""The start of the window when something is wrong with what it starts from."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ilert_desktop.assembly import LEDGER_FILE, SOURCES_FILE, Services
from ilert_desktop.draft import Draft
from ilert_desktop.paths import Folders
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from tests.rig.vaults import MemoryVault
from tests.ui.window.conftest import OpenDesk
from tests.ui.window.desk import Desk


@pytest.fixture
def open_on(folders: Folders, vault: MemoryVault, desks: list[Desk], qtbot: QtBot) -> Iterator[OpenDesk]:
    """Starts the program once its folders are as the test wants them."""
    started: list[Services] = []

    def start() -> Desk:
        services = Services(folders, keys=Keys(vault))
        started.append(services)
        services.start()
        desk = Desk(services, qtbot)
        desks.append(desk)
        return desk

    yield start
    for desk in desks:
        desk.window.tasks.close()
    for services in started:
        # A restart has stopped the earlier ones.
        if services is started[-1]:
            services.stop()


def test_the_first_start_is_ready_for_practice(desk: Desk) -> None:
    assert desk.window.composing.source.is_practice
    assert desk.window.band.isVisible()
    assert desk.window.band.text() == "Practice, nobody is paged"
    assert desk.fields.summary.hasFocus()
    assert desk.notice == ""
    desk.until(lambda: desk.window.outbox_line.outbox_text() == "Outbox empty")


def newer_ledger(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


@pytest.mark.expects_log
@pytest.mark.parametrize("damage", [newer_ledger, folder_in_its_place])
def test_a_ledger_that_cant_be_opened_is_said_and_what_is_typed_stays(
    folders: Folders, open_on: OpenDesk, damage: object
) -> None:
    assert callable(damage)
    damage(folders.data / LEDGER_FILE)
    before = (folders.data / LEDGER_FILE).stat()
    desk = open_on()
    desk.until(lambda: desk.notice)
    desk.until(lambda: desk.window.outbox_line.outbox_text() == "Outbox unknown")
    draft = Draft(summary="Disk full", details="look", alert_key="disk-1")
    desk.compose(draft)
    desk.click("Close the message")
    before_send = desk.draft
    desk.send()
    desk.until(lambda: desk.notice)
    assert len(desk.notice) > 30
    assert desk.draft == before_send
    assert desk.header.send.isEnabled()
    desk.send()
    desk.settle()
    assert desk.draft == before_send
    assert (folders.data / LEDGER_FILE).stat().st_size == before.st_size


def test_a_damaged_list_of_sources_is_said_at_the_start(folders: Folders, open_on: OpenDesk) -> None:
    (folders.config / SOURCES_FILE).write_text("{ this is no list")
    desk = open_on()
    assert desk.notice.startswith("The sources could not be read.")
    assert "set aside" in desk.notice
    assert desk.window.composing.source.is_practice
    desk.raise_alert("Disk full")


def test_without_a_usable_keyring_it_is_said_once_a_source_needs_one(
    folders: Folders, vault: MemoryVault, desks: list[Desk], qtbot: QtBot
) -> None:
    services = Services(folders, keys=Keys())
    services.start()
    try:
        services.sources.add(Source(name="Production"))
        desk = Desk(services, qtbot)
        desks.append(desk)
        desk.until(lambda: desk.notice.startswith("Keys are held for this session only."))
        desk.window.tasks.close()
    finally:
        services.stop()


def test_the_chosen_source_and_the_history_are_there_after_a_restart(open_on: OpenDesk) -> None:
    first = open_on()
    first.raise_alert("Disk full")
    first.services.sources.add(Source(id="prod", name="Production"))
    first.window.composing.show_sources()
    last = first.header.source.count() - 1
    first.header.source.setCurrentIndex(last)
    first.header.source.activated.emit(last)
    assert first.window.composing.source.id == "prod"
    assert not first.window.band.isVisible()
    first.window.tasks.close()
    first.services.stop()
    first.put_away()
    second = open_on()
    assert second.window.composing.source.id == "prod"
    second.until(lambda: [row[:2] for row in second.rows()] == [["Open", "Disk full"]])
