"""The composer's value is the draft that was set, whatever is in it, and what a type does not use is kept."""

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from ilert_desktop.draft import Draft, effective_key, event_of, problems_of
from ilert_desktop.event import USED_FIELDS, EventType, to_json
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.hints import hints
from tests.rig.events import full_draft, good_drafts


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer(hints())
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("event_type", EventType)
def test_every_field_comes_back_as_it_was_set(composer: Composer, event_type: EventType) -> None:
    draft = replace(full_draft(event_type), minted_key="desktop-x", without_key=True)
    composer.set_value(draft)
    assert composer.value() == draft


def has_plain_line_breaks(draft: Draft) -> bool:
    # To Qt's fields of several lines these are line breaks as well, and become plain ones.
    cells = [cell for row in draft.comments for cell in row]
    return not any(mark in text for text in (draft.details, draft.custom_details, *cells) for mark in "\r\u2029")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draft=good_drafts().filter(has_plain_line_breaks))
def test_any_draft_makes_the_same_event_after_it_went_through_the_form(composer: Composer, draft: Draft) -> None:
    composer.set_value(draft)
    shown = composer.value()
    assert effective_key(shown) == effective_key(draft)
    assert to_json(event_of(shown)) == to_json(event_of(draft))
    assert problems_of(shown) == []


@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT])
def test_what_a_type_does_not_use_is_disabled_kept_and_not_sent(composer: Composer, event_type: EventType) -> None:
    draft = replace(full_draft(), minted_key="desktop-x")
    composer.set_value(draft)
    composer.set_event_type(event_type)
    used = USED_FIELDS[event_type]
    assert {name for name, field in composer.fields.table.items() if field.editor.isEnabled()} == set(used)
    assert replace(composer.value(), event_type=EventType.ALERT) == draft
    body = to_json(event_of(composer.value())).decode()
    assert [name for name in composer.fields.table if f'"{name}":' in body] == [
        name for name in composer.fields.table if name in used
    ]
    composer.set_event_type(EventType.ALERT)
    assert composer.value() == draft
    assert all(field.editor.isEnabled() for field in composer.fields.table.values())


def test_setting_tells_once_and_typing_tells_each_time(composer: Composer, qtbot: QtBot) -> None:
    told: list[Draft] = []
    composer.changed.connect(lambda: told.append(composer.value()))
    composer.set_value(full_draft())
    assert len(told) == 1
    composer.fields.summary.setText("Other")
    composer.fields.priority.setCurrentIndex(0)
    assert [draft.summary for draft in told[1:]] == ["Other", "Other"]


def test_more_fields_are_folded_until_something_is_in_them(composer: Composer) -> None:
    more = next(button for button in composer.findChildren(QToolButton) if button.isCheckable())
    assert not composer.fields.severity.isVisible()
    composer.set_value(Draft(summary="x"))
    assert not more.isChecked()
    composer.set_value(Draft(summary="x", severity=3))
    assert composer.fields.severity.isVisible()


def test_a_comment_is_ready_to_be_written(composer: Composer) -> None:
    composer.set_value(Draft(event_type=EventType.COMMENT, alert_key="k"))
    assert composer.fields.comments.value() == (("", ""),)
    assert composer.fields.comments.isVisible()
