"""What does not go well at once: refused, without a key, nobody there; each said, and each with its way on."""

import pytest

from ilert_desktop.assembly import Services
from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.draft import Draft
from ilert_desktop.ledger.records import EventState, Hold
from ilert_desktop.practice.embedded import Practice
from tests.rig.practice import PracticeClient, knowing_only
from tests.rig.vaults import MemoryVault
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk
from tests.ui.window.sources_opened import line_edit, opened_dialog


def send_one(desk: Desk, summary: str = "Disk full") -> None:
    desk.compose(Draft(summary=summary))
    desk.send()


def test_a_refused_alert_is_edited_and_sent_again_under_its_key(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    source = real_source(services, far_end.events_url, "il1-wrong-key")
    desk = open_desk()
    send_one(desk)
    desk.until(lambda: desk.notice)
    assert "Production did not take this ALERT" in desk.notice
    assert "404" in desk.notice
    assert "Disk full" in desk.last
    (event,) = desk.events()
    assert event.state is EventState.REJECTED
    desk.until(lambda: [row[0] for row in desk.rows()] == ["Not taken"])

    desk.write(desk.fields.summary, "Something else")
    desk.click("Show it")
    assert "did not take" in desk.notice
    desk.click("Edit and send again")
    assert desk.notice == ""
    assert desk.last == "In the form: ALERT “Disk full”, to be edited and sent again"
    assert (desk.draft.summary, desk.draft.minted_key, desk.draft.alert_key) == ("Disk full", event.alert_key, "")
    assert desk.window.composing.source.id == source.id
    desk.result(services.keys.store(source, FAR_KEY))
    desk.write(desk.fields.summary, " on db-1")
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert far_end.only_alert()["alertKey"] == event.alert_key
    assert far_end.only_alert()["summary"] == "Disk full on db-1"
    assert [e.state for e in desk.events()] == [EventState.REJECTED, EventState.TAKEN]


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_what_is_held_for_a_key_goes_out_by_itself_once_there_is_one(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    source = real_source(services, far_end.events_url)
    desk = open_desk()
    send_one(desk, "First")
    desk.until(lambda: desk.notice)
    send_one(desk, "Second")
    desk.until(lambda: desk.window.outbox_line.outbox_text() == "2 need an answer")
    assert "Production has no key on this computer" in desk.notice
    assert {event.hold for event in desk.events()} == {Hold.KEY_MISSING}
    desk.click("Enter the key…")
    dialog = opened_dialog(desk)
    desk.write(line_edit(desk, "Key", dialog), FAR_KEY)
    desk.click("Save", dialog)
    desk.until(lambda: len(far_end.alerts()) == 2)
    desk.until(lambda: desk.window.outbox_line.outbox_text() == "Outbox empty")
    assert desk.notice == ""
    assert desk.result(services.keys.fetch(source)) == FAR_KEY


def test_a_locked_keyring_holds_events_until_it_is_unlocked(
    services: Services, open_desk: OpenDesk, vault: MemoryVault, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, FAR_KEY)
    vault.locked = True
    services.keys.drop_remembered()
    desk = open_desk()
    desk.until(lambda: "keyring is locked" in desk.notice)
    send_one(desk)
    desk.until(lambda: desk.window.outbox_line.outbox_text() == "1 needs an answer")
    desk.until(lambda: "key of Production is in it" in desk.notice)
    desk.click("Unlock the keyring…")
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.until(lambda: not desk.notice)
    assert far_end.only_alert()["summary"] == "Disk full"


def test_what_waits_is_counted_down_and_can_be_retried_at_once(
    services: Services, open_desk: OpenDesk, closed_port: int
) -> None:
    real_source(services, f"http://127.0.0.1:{closed_port}/api/events", FAR_KEY)
    desk = open_desk()
    send_one(desk)
    desk.until(lambda: "next try in" in desk.window.outbox_line.outbox_text())
    assert desk.window.outbox_line.outbox_text().startswith("1 waiting, next try in ")
    assert "refuses the connection" in desk.last
    assert desk.notice == ""
    assert desk.draft.summary == ""
    practice = Practice(port=closed_port, configuration=knowing_only("Far", FAR_KEY))
    desk.result(on_daemon_thread(practice.start, name="far-end"))
    try:
        desk.until(lambda: retried(desk))
    finally:
        practice.stop()
    assert desk.events()[0].state is EventState.TAKEN


def retried(desk: Desk) -> bool:
    for button in desk.buttons("Retry now", desk.window.outbox_line):
        button.click()
    return desk.last.startswith("ALERT taken")


def test_words_of_a_long_event_do_not_fill_the_window(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, "il1-wrong-key")
    desk = open_desk()
    send_one(desk, "x" * 10_000)
    desk.until(lambda: desk.notice)
    assert len(desk.notice) < 1000
    assert len(desk.last) < 1000
    assert desk.window.notices.height() < 120


@pytest.mark.parametrize("name", ["R&D <b>bold</b>", "Produktionsumgebung im Rechenzentrum Frankfurt am Main, Halle 7"])
def test_a_source_may_be_called_anything(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient, name: str
) -> None:
    real_source(services, far_end.events_url, FAR_KEY, name)
    desk = open_desk()
    desk.compose(Draft(summary="Disk full"))
    assert desk.header.send.label() == f"Raise alert at {name}"
    assert desk.header.send.accessibleName() == f"Raise alert at {name}"
    assert desk.header.send.shortcut().isEmpty()
    assert "<b>" not in desk.header.send.toolTip()
    assert not desk.window.band.isVisible()
    assert desk.window.minimumSizeHint().width() <= 900
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
