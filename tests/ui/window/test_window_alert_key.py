"""The alert key: minted when none is typed, shown where it will be sent, renewed and kept when it should be."""

import json

from PySide6.QtWidgets import QCheckBox, QLabel

from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType
from tests.ui.window.desk import Desk


def previewed_key(desk: Desk) -> str | None:
    key: str | None = json.loads(desk.shown).get("alertKey")
    return key


def test_a_minted_key_is_shown_greyed_and_in_the_preview(desk: Desk) -> None:
    minted = desk.draft.minted_key
    assert minted.startswith("desktop-")
    assert desk.fields.alert_key.line.placeholderText() == minted
    assert desk.fields.alert_key.line.text() == ""
    assert previewed_key(desk) == minted


def test_a_typed_key_takes_its_place(desk: Desk) -> None:
    desk.write(desk.fields.alert_key.line, "  disk-1 ")
    assert previewed_key(desk) == "disk-1"
    desk.fields.alert_key.line.clear()
    desk.settle()
    assert previewed_key(desk) == desk.draft.minted_key


def test_it_is_renewed_by_clearing_and_after_a_send(desk: Desk) -> None:
    first = desk.draft.minted_key
    desk.press("Ctrl+N")
    second = desk.draft.minted_key
    assert second != first
    desk.write(desk.fields.summary, "Disk full")
    assert desk.draft.minted_key == second
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert desk.draft.minted_key not in {first, second}
    assert [event.alert_key for event in desk.events()] == [second]


def test_without_a_key_it_is_left_out_and_the_operator_is_warned(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Disk full")
    without = desk.only(QCheckBox, root=desk.fields.alert_key)
    without.click()
    desk.settle()
    assert previewed_key(desk) is None
    warning = next(label for label in desk.fields.alert_key.findChildren(QLabel) if label.isVisible())
    assert "can't be accepted or resolved" in warning.text()
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    (event,) = desk.events()
    assert event.alert_key == ""
    desk.until(desk.rows)
    desk.until(lambda: desk.buttons("Accept")[0].toolTip() not in {"", "This alert is being read."})
    assert not desk.buttons("Accept")[0].isEnabled()
    assert "key" in desk.buttons("Accept")[0].toolTip()
    assert not without.isChecked()


def test_only_an_alert_can_go_without_a_typed_key(desk: Desk) -> None:
    desk.compose(Draft(event_type=EventType.RESOLVE))
    assert previewed_key(desk) is None
    assert not desk.buttons("Send without a key")
    assert not desk.header.send.isEnabled()
    desk.write(desk.fields.alert_key.line, "disk-1")
    assert desk.header.send.isEnabled()
    assert json.loads(desk.shown) == {
        "apiKey": "••••••••",
        "eventType": "RESOLVE",
        "summary": "disk-1",
        "alertKey": "disk-1",
    }
