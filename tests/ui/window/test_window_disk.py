"""What the window says when its disk or its history can't be used; what is composed stays, and it goes on by itself."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.ledger.records import EventState, Hold
from ilert_desktop.ledger.schema import STEPS
from ilert_desktop.paths import Folders
from ilert_desktop.sources.keys import Keys
from tests.rig.damage import PAGE, fill_ledger, pages_of
from tests.rig.vaults import MemoryVault
from tests.ui.window.desk import Desk

pytestmark = pytest.mark.expects_log
Start = Callable[[], Desk]


@pytest.fixture
def start(folders: Folders, desks: list[Desk], qtbot: QtBot) -> Iterator[Start]:
    """Starts the program on whatever is in the folders by then."""
    running: list[Services] = []

    def make() -> Desk:
        services = Services(folders, keys=Keys(MemoryVault()))
        running.append(services)
        services.start()
        desks.append(Desk(services, qtbot))
        return desks[-1]

    yield make
    for desk in desks:
        desk.window.tasks.close()
    for services in running:
        services.stop()


def send_in_vain(desk: Desk, problem: str) -> None:
    """Compose and send; it is not queued, said, and stays in the form."""
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: "Not queued: " in desk.notice)
    assert problem in desk.notice
    assert "still in the form" in desk.notice
    assert desk.draft.summary == "Disk full"


def send_now(desk: Desk) -> None:
    """Send what is in the form, and have it taken."""
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert desk.draft.summary == ""
    desk.until(lambda: not any(desk.window.notices.has(subject) for subject in ("ledger", "not queued", "delivery")))


def test_a_history_of_a_newer_version_is_said_and_left_alone(start: Start, folders: Folders) -> None:
    path = folders.data / "ledger.db"
    fill_ledger(path, 3)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    content = path.read_bytes()
    desk = start()
    desk.until(lambda: "The history is from a newer version" in desk.notice)
    assert "Install the newest ilert Desktop" in desk.notice
    assert desk.window.notices._next.isHidden(), "one message about it is enough"
    send_in_vain(desk, "the history is from a newer version")
    assert path.read_bytes() == content


def test_a_history_that_another_program_holds_is_tried_again_by_itself(
    start: Start, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ilert_desktop.ledger.schema.BUSY_SECONDS", 0.1)
    path = folders.data / "ledger.db"
    fill_ledger(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        desk = start()
        desk.until(lambda: "The history is in use" in desk.notice)
        send_in_vain(desk, "the history is in use")
    desk.until(lambda: len(desk.rows()) == 3)
    send_now(desk)


def test_a_data_folder_that_cannot_be_made_is_said_and_used_as_soon_as_it_can(start: Start, folders: Folders) -> None:
    shutil.rmtree(folders.data.parent)
    folders.data.parent.write_text("in the way")
    desk = start()
    desk.until(lambda: "The program's folder can't be used" in desk.notice)
    assert str(folders.data) in desk.notice
    send_in_vain(desk, "the program's folder can't be used")
    folders.data.parent.unlink()
    desk.until(lambda: "The program's folder" not in desk.notice or "Not queued" in desk.notice)
    desk.until((folders.data / "ledger.db").exists)
    send_now(desk)
    assert folders.data.stat().st_mode & 0o077 == 0


def test_a_damaged_history_is_told_until_the_operator_has_read_it(start: Start, folders: Folders) -> None:
    path = folders.data / "ledger.db"
    before = fill_ledger(path, 60, all_settled=True)
    with path.open("r+b") as file:
        file.seek((pages_of(path, "event")[1] - 1) * PAGE)
        file.write(bytes(PAGE))
        file.seek((pages_of(path, "alert")[0] - 1) * PAGE)
        file.write(bytes(PAGE))
    desk = start()
    desk.until(lambda: "The history was damaged and has been repaired" in desk.notice)
    (aside,) = folders.data.glob("ledger-damaged-*.db")
    assert str(aside) in desk.notice
    assert "events were rescued" in desk.notice
    assert "could not be read" in desk.notice
    kept = {event.id: event for event in desk.events()}
    assert kept.keys() < before.keys()
    desk.put_away()

    again = start()
    again.until(lambda: "The history was damaged" in again.notice)
    again.click("Got it")
    assert again.notice == ""
    again.result(again.services.ledger.counts())
    assert again.result(again.services.ledger.damage_notes()) == []


def test_what_may_have_been_sent_is_asked_about_and_nothing_is_sent_by_itself(start: Start, folders: Folders) -> None:
    path = folders.data / "ledger.db"
    before = fill_ledger(path, 60)
    with path.open("r+b") as file:
        file.write(b"\xa5" * 100)
    desk = start()
    desk.until(lambda: "has been repaired" in desk.notice)
    assert "wait for your answer" in desk.notice
    events = {event.id: event for event in desk.events()}
    assert events.keys() == before.keys()
    asked = [event for event in events.values() if event.state is EventState.HELD]
    assert {event.hold for event in asked} == {Hold.UNCERTAIN}
    assert len(asked) == sum(event.state is not EventState.TAKEN for event in before.values())


def test_damage_that_shows_while_one_composes_costs_nothing_of_it(desk: Desk, folders: Folders, tmp_path: Path) -> None:
    for number in range(3):
        desk.raise_alert(f"Alert {number}")
    path = Path(shutil.copy(folders.data / "ledger.db", tmp_path))
    shutil.copy(folders.data / "ledger.db-wal", tmp_path)
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    desk.compose(Draft(summary="In the middle of it"))
    with (folders.data / "ledger.db").open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)
    with (folders.data / "ledger.db-wal").open("r+b") as file:
        file.write(b"\xa5" * 100)
    (folders.data / "ledger.db-shm").write_bytes(bytes(32768))
    desk.send()
    desk.until(lambda: "In the middle of it" in desk.last and desk.last.startswith("ALERT taken"))
    assert desk.draft.summary == ""
    assert "In the middle of it" in {alert.summary for alert in desk.alerts()}
