"""Sending from the window: each draft once, the window never blocked, and what became of it said."""

import json
import sqlite3
from collections.abc import Callable
from functools import partial

from ilert_desktop.assembly import LEDGER_FILE, Services
from ilert_desktop.draft import Draft, event_of
from ilert_desktop.event import Priority, to_json
from ilert_desktop.ledger.records import EventState
from tests.rig.events import full_draft
from tests.rig.practice import FIRST, PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk

Client = Callable[[], PracticeClient]


def test_two_clicks_in_one_turn_send_once(desk: Desk, client: Client) -> None:
    desk.write(desk.fields.summary, "Disk full")
    desk.header.send.click()
    desk.header.send.click()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert len(desk.events()) == 1
    assert [alert["summary"] for alert in client().alerts()] == ["Disk full"]
    assert len(client().only_alert()["events"]) == 1


def test_a_click_and_ctrl_enter_in_one_turn_send_once(desk: Desk, client: Client) -> None:
    desk.write(desk.fields.summary, "Disk full")
    desk.header.send.click()
    desk.window.actions_by_name["send"].trigger()
    desk.press("Ctrl+Return")
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert len(desk.events()) == 1
    assert len(client().only_alert()["events"]) == 1


def test_ctrl_enter_sends_from_every_kind_of_field(desk: Desk) -> None:
    for number, name in enumerate(("summary", "details", "alert_key", "custom_details")):
        desk.compose(Draft(summary=f"Disk {number} full"))
        field = getattr(desk.fields, name)
        field.setFocus()
        desk.press("Ctrl+Return")
        desk.until(partial(has_events, desk, number + 1))
    assert desk.draft.details == ""


def test_the_same_event_within_a_minute_asks_first(desk: Desk, client: Client) -> None:
    desk.raise_alert("Disk full")
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: desk.notice)
    assert "Not sent again" in desk.notice
    assert "Practice" in desk.notice
    assert desk.draft.summary == "Disk full"
    desk.click("Send it again")
    desk.until(lambda: len(client().alerts()) == 2)
    assert len(desk.events()) == 2
    assert desk.notice == ""
    assert desk.draft.summary == ""


def test_closing_the_question_sends_nothing(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: desk.notice)
    desk.click("Close the message")
    assert desk.notice == ""
    assert len(desk.events()) == 1
    assert desk.draft.summary == "Disk full"


def test_what_was_changed_after_the_question_is_another_event(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: desk.notice)
    desk.write(desk.fields.details, "and more")
    desk.until(lambda: not desk.notice)
    desk.send()
    desk.until(lambda: len(desk.events()) == 2)
    assert b"and more" in desk.events()[-1].body


def test_a_repeat_is_not_sent_to_a_source_that_is_not_chosen_any_more(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, FAR_KEY)
    desk = open_desk()
    desk.raise_alert("Disk full")
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: "Not sent again" in desk.notice)
    desk.window.composing.choose_source("practice")
    desk.until(lambda: not desk.notice)
    assert len(desk.events()) == 1
    assert desk.draft.summary == "Disk full"


def test_another_typed_key_is_another_event(desk: Desk) -> None:
    desk.raise_alert("Disk full", alert_key="disk-1")
    desk.compose(Draft(summary="Disk full", alert_key="disk-2"))
    desk.send()
    desk.until(lambda: len(desk.events()) == 2)
    desk.compose(Draft(summary="Disk full", alert_key="disk-2"))
    desk.send()
    desk.until(lambda: desk.notice)
    assert len(desk.events()) == 2


def test_the_row_goes_from_queued_to_taken_and_the_form_is_blank(desk: Desk, client: Client) -> None:
    desk.write(desk.fields.summary, "Disk full")
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken by ilert (202). “Disk full”"))
    desk.until(lambda: desk.rows() and desk.rows()[0][0] == "Open")
    assert desk.draft == Draft(minted_key=desk.draft.minted_key)
    assert desk.fields.summary.hasFocus()
    assert [event.state for event in desk.events()] == [EventState.TAKEN]
    assert desk.window.outbox_line.outbox_text() == "Outbox empty"
    assert client().only_alert()["status"] == "PENDING"


def test_every_field_arrives_as_the_preview_showed_it(desk: Desk, client: Client) -> None:
    draft = full_draft()
    desk.compose(draft)
    shown = json.loads(desk.shown, parse_int=str, parse_float=str)
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    (event,) = desk.events()
    assert event.body == to_json(event_of(draft))
    held = json.loads(client().alerts_text(), parse_int=str, parse_float=str)[0]["events"][0]
    assert held == {name: value for name, value in shown.items() if name != "apiKey"}


def test_the_window_is_not_blocked_while_the_ledger_is_and_loses_nothing(desk: Desk) -> None:
    desk.raise_alert("First")
    other = sqlite3.connect(desk.services.folders.data / LEDGER_FILE, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        desk.write(desk.fields.summary, "Disk full")
        desk.header.send.click()
        desk.write(desk.fields.details, "typed before the commit")
        desk.header.send.click()
        assert desk.draft.summary == "Disk full"
        assert len(desk.events()) == 1
        other.execute("ROLLBACK")
    finally:
        other.close()
    desk.until(lambda: desk.last.startswith("ALERT taken by ilert (202). “Disk full”"))
    assert desk.draft.details == "typed before the commit"
    assert len(desk.events()) == 2


def test_the_button_says_what_it_will_do(desk: Desk) -> None:
    desk.compose(Draft(summary="Disk full", priority=Priority.HIGH))
    assert desk.header.send.label() == f"Raise HIGH alert at {FIRST}"
    assert desk.header.send.accessibleName() == f"Raise HIGH alert at {FIRST}"
    desk.compose(Draft(summary="Disk full"))
    assert desk.header.send.label() == f"Raise alert at {FIRST}"
    assert desk.header.outlook.text().startswith(
        "Goes to practice: nobody is paged. Its priority will be the source's default, HIGH"
    )


def has_events(desk: Desk, number: int) -> bool:
    return len(desk.events()) == number
