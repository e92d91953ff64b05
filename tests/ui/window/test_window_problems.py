"""Problems while typing: at their field, in the words under the button, and never before anything was typed."""

import pytest
from PySide6.QtWidgets import QApplication

from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType
from tests.ui.window.desk import Desk

ALERT = Draft(summary="Disk full")


def test_an_untouched_form_shows_no_problem_and_the_button_says_why_it_is_disabled(desk: Desk) -> None:
    assert desk.all_problems() == []
    assert not desk.header.send.isEnabled()
    assert "summary" in desk.header.outlook.text()
    assert "summary" in desk.header.send.toolTip()
    assert desk.header.send.accessibleDescription() == desk.header.outlook.text()


@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT])
def test_neither_does_one_of_another_type(desk: Desk, event_type: EventType) -> None:
    desk.compose(Draft(event_type=event_type))
    assert desk.all_problems() == []
    assert not desk.header.send.isEnabled()
    assert "key of the alert" in desk.header.outlook.text()


@pytest.mark.parametrize(
    ("draft", "field", "words"),
    [
        (Draft(details="why"), "summary", "Say in one line"),
        (Draft(event_type=EventType.ACCEPT, summary="x"), "alertKey", "needs the key"),
        (Draft(event_type=EventType.COMMENT, alert_key="k"), "comments", "Write the comment"),
        (Draft(summary="x", images=(("relative.png", "", ""),)), "images", "whole address"),
        (Draft(summary="x", images=(("", "", "only a text"),)), "images", "needs its address"),
        (Draft(summary="x", images=(("https://h/a.png", "javascript:1", ""),)), "images", "whole address"),
        (Draft(summary="x", links=(("https://h h", ""),)), "links", "spaces"),
        (Draft(summary="x", links=(("", "Runbook"),)), "links", "needs its address"),
        (Draft(summary="x", custom_details="[1]"), "customDetails", "object"),
        (Draft(summary="x", custom_details='{"a":\n }'), "customDetails", "Line 2, column 2"),
        (Draft(summary="x", labels=(("", "prod"),)), "labels", "needs a name"),
        (Draft(summary="x", labels=(("env", "a"), ("env", "b"))), "labels", "twice"),
        (Draft(summary="x", services=(("", "seven"),)), "services", "number"),
        (Draft(summary="x", comments=(("Ada", ""),)), "comments", "Write the comment"),
    ],
)
def test_each_problem_is_shown_at_its_field(desk: Desk, draft: Draft, field: str, words: str) -> None:
    desk.compose(draft)
    assert desk.all_problems() == [field]
    assert words in desk.field_problem(field)
    assert not desk.header.send.isEnabled()
    assert words in desk.header.outlook.text()
    assert desk.fields.table[field].editor.isVisible()


def test_a_problem_goes_as_soon_as_it_is_mended(desk: Desk) -> None:
    desk.write(desk.fields.details, "why")
    assert desk.all_problems() == ["summary"]
    desk.write(desk.fields.summary, "Disk full")
    assert desk.all_problems() == []
    assert desk.header.send.isEnabled()


def test_a_field_that_the_type_does_not_use_has_no_problem(desk: Desk) -> None:
    desk.compose(Draft(event_type=EventType.ACCEPT, alert_key="k", images=(("relative.png", "", ""),)))
    assert desk.all_problems() == []
    assert desk.header.send.isEnabled()


def test_ctrl_enter_on_a_draft_with_a_problem_goes_to_its_field(desk: Desk) -> None:
    desk.fields.details.setFocus()
    desk.press("Ctrl+Return")
    assert desk.all_problems() == ["summary"]
    assert desk.fields.summary.hasFocus()
    desk.compose(Draft(summary="x", labels=(("env", "a"), ("", "b"))))
    desk.press("Ctrl+Return")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Label 2 name"
    assert desk.composer.viewport().rect().contains(focused.mapTo(desk.composer.viewport(), focused.rect().center()))
    assert desk.events() == []


def test_the_row_of_a_list_is_named_under_the_button(desk: Desk) -> None:
    desk.compose(Draft(summary="x", links=(("https://example.org/", ""), ("nowhere", ""))))
    assert desk.header.outlook.text().startswith("Links, row 2: ")


def test_words_under_the_button_are_no_html_in_its_tooltip(desk: Desk) -> None:
    desk.compose(Draft(summary="x", custom_details='{"<b>bold</b>": "\\ud800"}'))
    assert "<b>" in desk.header.outlook.text()
    assert "<b>" not in desk.header.send.toolTip()
