"""One event for several sources: clear that it is several, committed together, one result for each."""

from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType, Priority
from ilert_desktop.ledger.records import EventState, Hold
from ilert_desktop.sources.source import Source
from tests.rig.practice import FIRST, PracticeClient, knowing_only, practice_running
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import PATIENCE, Desk

Client = Callable[[], PracticeClient]
BACKUP_KEY = "il1-backup-key-4711"


@pytest.fixture
def backup_end() -> Iterator[PracticeClient]:
    """What is behind the second source."""
    with practice_running(configuration=knowing_only("Second", BACKUP_KEY)) as running:
        yield running


@pytest.fixture
def backup(services: Services, backup_end: PracticeClient) -> Source:
    """A second source, with its key."""
    source = Source(id="backup", name="Backup", endpoint=backup_end.events_url, key_field="integrationKey")
    services.sources.add(source)
    services.keys.store(source, BACKUP_KEY).result(PATIENCE)
    return source


@pytest.fixture
def production(services: Services, far_end: PracticeClient) -> Source:
    """The chosen source, with its key."""
    return real_source(services, far_end.events_url, FAR_KEY)


@pytest.fixture
def desk(production: Source, backup: Source, open_desk: OpenDesk) -> Desk:
    """A window with Production chosen, Backup and Practice beside it."""
    return open_desk()


def compose(desk: Desk, *also: str, **fields: object) -> None:
    desk.compose(msgspec.structs.replace(Draft(summary="Disk full"), **fields))
    desk.window.composing.also_to(also)
    desk.settle()


def also(desk: Desk) -> list[str]:
    """The names of all sources but the first."""
    return [source.name for source in desk.window.composing.sources[1:]]


def test_without_another_source_there_is_nothing_to_choose(services: Services, open_desk: OpenDesk) -> None:
    desk, alone = open_desk(), services.sources.chosen
    assert desk.header.also.isVisible()
    desk.header.set_sources([alone], [alone])
    assert not desk.header.also.isVisible()


def test_it_is_clear_that_there_are_several(desk: Desk) -> None:
    compose(desk, priority=Priority.HIGH)
    assert desk.header.also.text() == "Also to…"
    assert desk.header.send.label() == "Raise HIGH alert at Production"
    desk.window.composing.also_to(("backup",))
    assert desk.header.also.text() == "+ Backup"
    assert desk.header.send.label() == "Raise HIGH alert at Production, Backup"
    desk.window.composing.also_to(("backup", "practice"))
    assert desk.header.also.text() == "+ 2 more"
    assert desk.header.also.accessibleDescription() == f"Also goes to {FIRST}, Backup"
    assert desk.header.send.label() == "Raise HIGH alert at 3 sources"
    assert desk.header.outlook.text().startswith(f"{FIRST}: nobody is paged. Production and Backup: ")
    assert '"apiKey"' in desk.shown
    assert any("Backup: the key is sent as integrationKey" in words for words in desk_labels(desk))


def desk_labels(desk: Desk) -> list[str]:
    return [label.text() for label in desk.window.findChildren(QLabel) if label.isVisible()]


@pytest.mark.qt_log_ignore("does not support raise", "grabbing the keyboard", "propagateSizeHints")
def test_they_are_checked_by_keyboard_without_the_menu_closing(desk: Desk) -> None:
    menu = desk.header.also.menu()
    assert isinstance(menu, QMenu)
    menu.popup(desk.header.also.mapToGlobal(desk.header.also.rect().bottomLeft()))
    desk.until(menu.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(menu, key)
    assert menu.isVisible()
    assert also(desk) == [FIRST, "Practice: Office"]
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert also(desk) == [FIRST]
    place = menu.actionGeometry(menu.actions()[1]).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert menu.isVisible()
    assert also(desk) == [FIRST, "Practice: Office"]
    menu.actions()[-1].trigger()
    assert also(desk) == []
    menu.close()


def test_the_practice_band_is_gone_when_somebody_is_paged(desk: Desk) -> None:
    desk.window.composing.choose_source("practice")
    assert desk.window.band.isVisible()
    desk.window.composing.also_to(("prod",))
    assert not desk.window.band.isVisible()
    assert desk.header.outlook.text().startswith("Say in one line")
    desk.window.composing.also_to(())
    assert desk.window.band.isVisible()


def test_each_source_gets_it_and_has_its_row_and_its_result(
    desk: Desk, far_end: PracticeClient, backup_end: PracticeClient, client: Client
) -> None:
    compose(desk, "backup", "practice", alert_key="db-1")
    desk.send()
    desk.until(lambda: desk.last.count("ALERT taken by ilert (202)") == 3)
    for name in ("Production", "Backup", FIRST):
        assert f"{name}: ALERT taken by ilert (202). “Disk full”" in desk.last
    assert [end.only_alert()["alertKey"] for end in (far_end, backup_end, client())] == ["db-1"] * 3
    desk.until(lambda: len(desk.rows()) == 3)
    events = desk.events()
    assert {event.source_name for event in events} == {"Production", "Backup", FIRST}
    assert len({event.draft_id for event in events}) == 3
    assert {event.created_at for event in events} == {events[0].created_at}


def test_after_the_send_it_goes_to_one_source_again(desk: Desk) -> None:
    compose(desk, "backup")
    desk.send()
    desk.until(lambda: not desk.draft.summary)
    assert also(desk) == []
    assert desk.header.also.text() == "Also to…"
    assert desk.window.composing.source.name == "Production"


def test_what_is_wrong_at_one_source_holds_no_other_up(services: Services, desk: Desk) -> None:
    services.sources.add(Source(id="west", name="West", endpoint="https://127.0.0.1:9/x"))
    compose(desk, "west")
    desk.send()
    desk.until(lambda: "West has no key" in desk.notice)
    desk.until(lambda: "Production: ALERT taken" in desk.last)
    assert {event.source_name: (event.state, event.hold) for event in desk.events()} == {
        "Production": (EventState.TAKEN, None),
        "West": (EventState.HELD, Hold.KEY_MISSING),
    }


def test_an_alert_is_resolved_at_both(desk: Desk, far_end: PracticeClient, backup_end: PracticeClient) -> None:
    compose(desk, "backup", alert_key="db-1")
    desk.send()
    desk.until(lambda: desk.last.count("ALERT taken") == 2)
    compose(desk, "backup", event_type=EventType.RESOLVE, alert_key="db-1")
    assert desk.header.send.label() == "Resolve at Production, Backup"
    desk.send()
    desk.until(lambda: {end.only_alert()["status"] for end in (far_end, backup_end)} == {"RESOLVED"})


def test_a_repeat_at_one_of_them_queues_nothing_and_asks_once(
    desk: Desk, far_end: PracticeClient, backup_end: PracticeClient
) -> None:
    desk.window.composing.choose_source("backup")
    desk.raise_alert("Disk full")
    desk.window.composing.choose_source("prod")
    compose(desk, "backup")
    desk.send()
    desk.until(lambda: "Not sent again" in desk.notice)
    assert "The same event went to Backup" in desk.notice
    assert "other sources either" in desk.notice
    assert len(desk.events()) == 1
    assert also(desk) == ["Backup"]
    desk.click("Send it again")
    desk.until(lambda: len(desk.events()) == 3)
    desk.until(lambda: (len(far_end.alerts()), len(backup_end.alerts())) == (1, 2))
    desk.until(lambda: not desk.notice)
    assert also(desk) == []


def test_one_that_is_held_at_one_of_them_asks_once_for_all(services: Services, desk: Desk) -> None:
    services.sources.add(Source(id="west", name="West", endpoint="https://127.0.0.1:9/x"))
    desk.window.composing.choose_source("west")
    compose(desk, alert_key="db-1")
    desk.send()
    desk.until(lambda: "West has no key" in desk.notice)
    desk.window.composing.choose_source("prod")
    compose(desk, "west", summary="Disk fuller", alert_key="db-1")
    desk.send()
    desk.until(lambda: "needs an answer first" in desk.notice)
    assert "at West" in desk.notice
    assert "Nothing is queued at any source yet" in desk.notice
    assert len(desk.events()) == 1
    desk.click("Wait")
    desk.until(lambda: len(desk.events()) == 3)
    desk.until(lambda: "Production: ALERT taken" in desk.last)


def test_an_alert_that_one_of_them_never_took_is_cancelled_there_and_resolved_elsewhere(
    services: Services, desk: Desk, far_end: PracticeClient
) -> None:
    services.sources.add(Source(id="west", name="West", endpoint="https://127.0.0.1:9/x"))
    compose(desk, "west", alert_key="db-1")
    desk.send()
    desk.until(lambda: "West has no key" in desk.notice)
    desk.until(far_end.alerts)
    compose(desk, "west", event_type=EventType.RESOLVE, alert_key="db-1")
    desk.send()
    desk.until(lambda: desk.buttons("Cancel both, nobody is paged"))
    assert len(desk.events()) == 2
    desk.click("Cancel both, nobody is paged")
    desk.until(lambda: far_end.only_alert()["status"] == "RESOLVED")
    sent = [(event.source_name, event.event_type, event.state) for event in desk.events()]
    assert ("West", EventType.ALERT, EventState.CANCELLED) in sent
    assert ("West", EventType.RESOLVE) not in [(name, kind) for name, kind, _ in sent]
    assert desk.draft.alert_key == ""


def test_a_resolve_that_two_of_them_never_took_is_not_lost_between_the_two_questions(
    services: Services, desk: Desk
) -> None:
    for name in ("West", "East"):
        services.sources.add(Source(id=name.lower(), name=name, endpoint="https://127.0.0.1:9/x"))
    desk.window.composing.choose_source("west")
    compose(desk, "east", alert_key="db-1")
    desk.send()
    desk.until(lambda: desk.window.outbox_view.counts.held == 2)
    compose(desk, "east", event_type=EventType.RESOLVE, alert_key="db-1")
    desk.send()
    desk.until(lambda: "at West" in desk.notice and desk.buttons("Cancel both, nobody is paged"))
    desk.click("Cancel both, nobody is paged")
    desk.until(lambda: "at East" in desk.notice and bool(desk.buttons("Cancel both, nobody is paged")))
    assert desk.draft.alert_key == "db-1"
    desk.click("Cancel both, nobody is paged")
    desk.until(lambda: not services.ledger.outbox().result(PATIENCE))
    desk.until(lambda: desk.draft.alert_key == "")


def test_the_same_key_is_looked_up_at_every_source(desk: Desk) -> None:
    compose(desk, "backup", alert_key="db-1")
    desk.send()
    desk.until(lambda: desk.last.count("ALERT taken") == 2)
    compose(desk, "backup", summary="More", alert_key="db-1")
    said = desk.fields.alert_key.same_key_text
    desk.until(lambda: "is open at Production (raised" in said() and ") and Backup (raised" in said())
    desk.window.composing.also_to(())
    desk.until(lambda: "Backup" not in said() and "is open at Production" in said())


def test_one_second_step_for_all_live_ones(services: Services, desk: Desk, production: Source, backup: Source) -> None:
    for source in (production, backup):
        services.sources.replace(msgspec.structs.replace(source, live=True))
    compose(desk, "backup", "practice", priority=Priority.HIGH)
    desk.send()
    confirm = desk.window.sending.guard_bar.confirm
    assert confirm.label() == "Page Production and Backup now"
    assert f"It goes to {FIRST} as well." in desk.window.sending.guard_bar.text()
    desk.window.composing.also_to(("backup",))
    assert not confirm.isVisible()
    desk.send()
    desk.until(lambda: confirm.is_armed)
    desk.press("Return")
    desk.until(lambda: desk.last.count("ALERT taken") == 2)


def test_choosing_one_of_them_first_keeps_the_others(desk: Desk) -> None:
    compose(desk, "backup", "practice")
    desk.window.composing.choose_source("backup")
    assert [source.name for source in desk.window.composing.sources] == ["Backup", FIRST]


def test_a_removed_source_is_gone_from_the_choice(services: Services, desk: Desk) -> None:
    compose(desk, "backup", "practice")
    services.sources.remove("backup")
    desk.window.composing.show_sources()
    assert also(desk) == [FIRST]


def test_a_cleared_draft_comes_back_with_its_sources(desk: Desk) -> None:
    compose(desk, "backup")
    desk.press("Ctrl+N")
    assert also(desk) == []
    desk.press("Ctrl+Z")
    assert desk.draft.summary == "Disk full"
    assert also(desk) == ["Backup"]
