"""The preview: the bytes that are sent, with the key masked, also when they are many."""

import json

from PySide6.QtWidgets import QApplication, QCheckBox

from ilert_desktop.draft import Draft, event_of
from ilert_desktop.event import KEY_MASK, body, pretty
from tests.rig.events import full_draft
from tests.ui.window.desk import Desk


def test_the_indented_view_is_the_same_bytes_reformatted(desk: Desk) -> None:
    desk.compose(full_draft())
    expected = body(event_of(full_draft()), key_field="apiKey", api_key=KEY_MASK)
    indented = desk.shown
    assert indented == pretty(expected)
    desk.only(QCheckBox, root=desk.window.preview).click()
    exact = desk.shown
    assert exact.encode() == expected
    assert digits_kept(exact) == digits_kept(indented)


def digits_kept(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=list)


def test_it_follows_every_key_stroke(desk: Desk) -> None:
    desk.write(desk.fields.summary, "D")
    assert json.loads(desk.shown)["summary"] == "D"
    desk.write(desk.fields.summary, "isk")
    assert json.loads(desk.shown)["summary"] == "Disk"


def test_copy_takes_everything_that_is_shown_and_no_key(desk: Desk) -> None:
    desk.compose(full_draft())
    desk.click("Copy", desk.window.preview)
    copied = QApplication.clipboard().text()
    assert copied == desk.shown
    assert json.loads(copied)["apiKey"] == KEY_MASK


def test_what_is_not_valid_yet_is_left_out_and_named(desk: Desk) -> None:
    desk.compose(Draft(summary="x", custom_details="{", services=(("", "seven"),)))
    assert set(json.loads(desk.shown)) == {"apiKey", "eventType", "summary", "alertKey"}
    note = desk.window.preview.note()
    assert "Custom details" in note
    assert "Services" in note


def test_a_long_body_is_shown_in_part_and_copied_whole(desk: Desk) -> None:
    details = json.dumps({f"name {number}": "x" * 100 for number in range(10_000)})
    desk.compose(Draft(summary="x", custom_details=details))
    desk.until(lambda: "kB" in desk.window.preview.note())
    assert len(desk.shown) < 100_000
    assert "all of it is sent" in desk.window.preview.note()
    desk.click("Copy", desk.window.preview)
    assert json.loads(QApplication.clipboard().text())["customDetails"] == json.loads(details)
    desk.click("Show all")
    assert json.loads(desk.shown)["customDetails"] == json.loads(details)
