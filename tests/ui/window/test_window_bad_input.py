"""Whatever is pasted: no crash, a clear message at the field, nothing lost, and after mending it arrives as it is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from ilert_desktop.draft import Draft, event_of
from ilert_desktop.event import EventType, to_json
from tests.rig.practice import PracticeClient
from tests.ui.window.desk import Desk

Client = Callable[[], PracticeClient]

LONG_SUMMARY = "".join(chr(0x4E00 + number % 500) for number in range(10_000))
ODD_TEXTS = (
    "\U0001f600\U0001f469\u200d\U0001f692\U0001f3f4\U000e0067\U000e0062\U000e007f",
    "\u200f\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627\u200e abc",
    "a\u0301\u200b\u2060\ufeffz",
    "<b>&amp;</b> %s {0} \\n",
    "\u202eright to left\u202c",
)
TEXT_FIELDS = ("summary", "details", "alert_key", "routing_key", "custom_details", "images", "links", "labels")


def editor(desk: Desk, name: str) -> Any:
    """The widget that takes a paste for a field, a new row's first cell for a list."""
    field = getattr(desk.fields, name)
    if hasattr(field, "focus_cell"):
        if name == "labels":
            desk.click("More fields: severity, labels, services, comments")
        desk.click(f"Add {name.removesuffix('s')}")
        return QApplication.focusWidget()
    return field.focusProxy() or field


def typed(desk: Desk, name: str) -> str:
    value = getattr(desk.draft, name)
    return value if isinstance(value, str) else value[0][0]


def arrived(client: PracticeClient) -> dict[str, Any]:
    (alert,) = json.loads(client.alerts_text(), parse_int=str, parse_float=str)
    (event,) = alert["events"]
    found: dict[str, Any] = event
    return found


@pytest.mark.parametrize("name", TEXT_FIELDS)
@pytest.mark.parametrize(
    ("text", "words"), [("bad \0 text", "invisible NUL"), ("bad \ud83d text", "half of a broken character")]
)
def test_nul_and_lone_surrogates_are_named_at_their_field(desk: Desk, name: str, text: str, words: str) -> None:
    field = editor(desk, name)
    desk.paste(field, text)
    assert typed(desk, name) == text
    wire = {"alert_key": "alertKey", "routing_key": "routingKey", "custom_details": "customDetails"}.get(name, name)
    assert words in desk.field_problem(wire)
    assert not desk.header.send.isEnabled()
    desk.press("Ctrl+Return")
    assert desk.events() == []
    assert typed(desk, name) == text


def test_after_mending_it_is_sent(desk: Desk, client: Client) -> None:
    desk.write(desk.fields.summary, "Disk full")
    desk.paste(desk.fields.details, "half \ud83d of it\0")
    assert not desk.header.send.isEnabled()
    assert "details" not in desk.shown or desk.window.preview.note()
    desk.fields.details.selectAll()
    desk.paste(desk.fields.details, "whole 😀")
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert arrived(client())["details"] == "whole 😀"


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_every_script_arrives_as_it_was_pasted(desk: Desk, client: Client, text: str) -> None:
    for field in (desk.fields.summary, desk.fields.details, desk.fields.routing_key, desk.fields.alert_key.line):
        desk.paste(field, f"a{text}z")
    desk.fields.labels.set_value([(f"a{text}z", f"a{text}z")])
    desk.fields.labels.changed.emit()
    desk.settle()
    assert desk.all_problems() == []
    assert json.loads(desk.shown)["summary"] == f"a{text}z"
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    event = arrived(client())
    assert {event[name] for name in ("summary", "details", "routingKey", "alertKey")} == {f"a{text}z"}
    assert event["labels"] == {f"a{text}z": f"a{text}z"}


def test_a_summary_of_ten_thousand_characters_arrives_whole(desk: Desk, client: Client) -> None:
    desk.paste(desk.fields.summary, LONG_SUMMARY)
    assert desk.draft.summary == LONG_SUMMARY
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert arrived(client())["summary"] == LONG_SUMMARY
    desk.until(desk.rows)


def test_a_megabyte_of_custom_details_arrives_digit_by_digit(desk: Desk, client: Client) -> None:
    details = json.dumps({f"name {number}": "é" * 90 for number in range(10_000)}, ensure_ascii=False)
    details = details[:-1] + ', "odd": [1.0, 1e400, 12345678901234567890]}'
    assert len(details.encode()) > 1_000_000
    desk.write(desk.fields.summary, "Disk full")
    desk.paste(desk.fields.custom_details.focusProxy(), details)
    desk.until(lambda: "kB" in desk.window.preview.note())
    assert desk.draft.custom_details == details
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    expected = event_of(Draft(summary="Disk full", alert_key=desk.events()[0].alert_key, custom_details=details))
    assert desk.events()[0].body == to_json(expected)
    assert arrived(client())["customDetails"] == json.loads(details, parse_int=str, parse_float=str)


def test_a_megabyte_of_broken_custom_details_says_where_and_stays(desk: Desk) -> None:
    details = '{"lines": [' + "1,\n" * 300_000 + "oops]}"
    desk.write(desk.fields.summary, "Disk full")
    desk.paste(desk.fields.custom_details.focusProxy(), details)
    desk.until(lambda: desk.field_problem("customDetails"))
    assert desk.field_problem("customDetails").startswith("Line 300001, column 1:")
    assert desk.draft.custom_details == details
    assert not desk.header.send.isEnabled()


def test_two_hundred_links_arrive_in_their_order(desk: Desk, client: Client) -> None:
    links = tuple((f"https://example.org/{number}", f"Link {number}") for number in range(200))
    desk.compose(Draft(summary="Disk full", links=links))
    assert desk.draft.links == links
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert arrived(client())["links"] == [{"href": href, "text": text} for href, text in links]
    assert desk.draft.links == ()


def test_line_breaks_in_a_paste_are_neither_lost_nor_hidden(desk: Desk, client: Client) -> None:
    desk.paste(desk.fields.summary, "two\nlines\n")
    assert desk.draft.summary == "two\nlines\n"
    assert json.loads(desk.shown)["summary"] == "two\nlines"
    desk.send()
    desk.until(lambda: desk.last == "ALERT taken by ilert (202). “two lines”")
    assert arrived(client())["summary"] == "two\nlines"


def test_a_paragraph_separator_from_a_paste_is_a_line_break_in_the_details(desk: Desk) -> None:
    desk.paste(desk.fields.details, "one\u2029two")
    assert desk.draft.details == "one\ntwo"


def test_a_field_that_is_not_used_keeps_what_is_bad_in_it(desk: Desk) -> None:
    desk.compose(Draft(event_type=EventType.ALERT, summary="x", alert_key="k"))
    desk.paste(desk.fields.details, "\ud83d")
    assert not desk.header.send.isEnabled()
    desk.composer.set_event_type(EventType.ACCEPT)
    desk.settle()
    assert desk.header.send.isEnabled()
    assert desk.draft.details == "\ud83d"
    assert "details" not in json.loads(desk.shown)
