"""The window and its sources: the way to a missing key, a choice that can't be kept, a keyring opened elsewhere."""

import pytest
from PySide6.QtWidgets import QLineEdit

from ilert_desktop.assembly import SOURCES_FILE, Services
from ilert_desktop.draft import Draft
from ilert_desktop.ledger.records import Hold
from tests.rig.practice import PracticeClient
from tests.rig.vaults import MemoryVault
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk
from tests.ui.window.sources_opened import line_edit, opened_dialog


def send_one(desk: Desk) -> None:
    desk.compose(Draft(summary="Disk full"))
    desk.send()


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
@pytest.mark.parametrize("is_first", [True, False])
def test_enter_the_key_leads_into_the_key_of_that_source(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient, is_first: bool
) -> None:
    real_source(services, far_end.events_url)
    desk = open_desk()
    if not is_first:
        come_back(desk)
    send_one(desk)
    desk.click("Enter the key…")
    dialog = opened_dialog(desk)
    key = line_edit(desk, "Key", dialog)
    desk.until(key.hasFocus)
    assert desk.only(QLineEdit, "Name", dialog).text() == "Production"


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_a_source_whose_key_is_there_after_all_offers_to_replace_it(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    source = real_source(services, far_end.events_url, FAR_KEY)
    desk = open_desk()
    desk.window.key_flow.open_source(source.id)
    dialog = opened_dialog(desk)
    desk.until(lambda: [button for button in desk.buttons("Replace…", dialog) if button.hasFocus()])


def test_a_choice_that_cant_be_kept_for_the_next_start_is_said(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, FAR_KEY)
    desk = open_desk()
    file = services.folders.config / SOURCES_FILE
    file.unlink()
    file.mkdir()
    (file / "in the way").touch()
    desk.window.composing.choose_source("practice")
    desk.until(lambda: desk.notice.startswith("The sources were not saved."))
    assert desk.window.composing.source.is_practice


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_a_keyring_that_another_program_unlocks_lets_go_what_was_held_for_it(
    services: Services, open_desk: OpenDesk, vault: MemoryVault, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, FAR_KEY)
    desk = open_desk()
    vault.locked = True
    services.keys.drop_remembered()
    send_one(desk)
    desk.until(lambda: "key of Production is in it" in desk.notice)
    come_back(desk)
    assert [event.hold for event in desk.events()] == [Hold.KEY_LOCKED]
    vault.locked = False
    come_back(desk)
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.until(lambda: not desk.notice)


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_a_notice_of_a_locked_keyring_goes_once_another_program_unlocked_it(
    services: Services, open_desk: OpenDesk, vault: MemoryVault, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, FAR_KEY)
    vault.locked = True
    desk = open_desk()
    desk.until(lambda: "keyring is locked" in desk.notice)
    vault.locked = False
    come_back(desk)
    desk.until(lambda: not desk.notice)


def come_back(desk: Desk) -> None:
    """Go to another window and come back, as after a password was typed elsewhere."""
    desk.window.key_flow.open_sources()
    opened_dialog(desk).reject()
    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)
