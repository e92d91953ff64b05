"""Practice in the window: its page, how it is made to misbehave, and what it says of itself."""

from collections.abc import Callable

import pytest

from ilert_desktop.assembly import PRACTICE_FILE, Services
from ilert_desktop.draft import Draft
from ilert_desktop.ledger.records import EventState
from ilert_desktop.paths import Folders
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.sources.keys import Keys
from tests.rig.practice import PracticeClient
from tests.rig.vaults import MemoryVault
from tests.ui.window.desk import PATIENCE, Desk
from tests.ui.window.practice_menu import IDLE, band, choose, entries, practice_menu, submenu

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
Client = Callable[[], PracticeClient]


def test_the_page_opens_in_the_browser_and_starts_practice(desk: Desk, services: Services, opened: list[str]) -> None:
    assert services.practice.page_url is None
    desk.press("Ctrl+B")
    desk.until(lambda: opened)
    assert opened == [f"{services.practice.page_url}/"]


def test_the_place_in_the_bottom_line_leads_to_the_page(desk: Desk, services: Services, opened: list[str]) -> None:
    desk.click("Practice starts with the first event", desk.window.outbox_line)
    desk.until(lambda: opened)
    assert opened == [f"{services.practice.page_url}/"]
    desk.raise_alert()
    place = services.practice.url
    assert place is not None
    desk.click(f"Practice at {place.removeprefix('http://')}", desk.window.outbox_line)
    desk.until(lambda: len(opened) == 2)


def test_the_bottom_line_says_where_practice_is_whatever_has_started_it(desk: Desk, services: Services) -> None:
    choose(desk, "Practice misbehaves", "ilert is down", "For 1 minute")
    desk.until(lambda: services.practice.url)
    place = (services.practice.url or "").removeprefix("http://")
    desk.until(lambda: desk.window.outbox_line.place_text() == f"Practice at {place}")


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
        assert "default" in desk.notice
        bar = desk.window.notices
        assert bar.height() == bar.heightForWidth(bar.width())
        assert desk.window.composing.source.is_practice
        desk.window.tasks.close()
    finally:
        services.stop()
