"""The preview: the sender's bytes with a masked key, and what is left out of it is said."""

import pytest
from hypothesis import given
from msgspec.structs import replace

from ilert_desktop.draft import Draft, event_of, problems_of
from ilert_desktop.event import KEY_MASK, EventType, body
from ilert_desktop.preview import preview_of
from tests.rig.events import full_draft, good_drafts


@given(good_drafts())
def test_the_preview_is_the_body_with_a_masked_key(draft: Draft) -> None:
    shown = preview_of(draft, problems_of(draft), key_field="integrationKey")
    assert shown.note == ""
    sent = body(event_of(draft), key_field="integrationKey", api_key="il-secret")
    assert shown.body.replace(KEY_MASK.encode(), b"il-secret", 1) == sent


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"custom_details": '{"a": '}, b"customDetails"),
        ({"custom_details": r'{"a": "\ud800"}'}, b"customDetails"),
        ({"services": (("", "x"),)}, b"services"),
        ({"services": (("", "9" * 5000),)}, b"services"),
    ],
)
def test_what_is_not_valid_yet_is_left_out_and_named(change: dict[str, object], field: bytes) -> None:
    draft = replace(full_draft(), **change)
    shown = preview_of(draft, problems_of(draft), key_field="apiKey")
    assert field not in shown.body
    assert b"Pump 3 stopped" in shown.body
    assert "left out" in shown.note


def test_a_text_without_a_form_on_the_wire_shows_why() -> None:
    draft = Draft(summary="\ud800")
    shown = preview_of(draft, problems_of(draft), key_field="apiKey")
    assert shown.body == b""
    assert "no valid Unicode" in shown.note


def test_fields_that_the_type_does_not_use_are_not_shown() -> None:
    shown = preview_of(full_draft(EventType.ACCEPT), [], key_field="apiKey").body
    assert b"Pump 3 stopped" in shown
    assert b'details"' not in shown.replace(b'customDetails"', b"")
    assert b"images" not in shown


def test_a_custom_details_fault_does_not_matter_where_nothing_else_is_typed() -> None:
    draft = Draft(custom_details="x" * 1_000_000)
    shown = preview_of(draft, problems_of(draft), key_field="apiKey")
    assert len(shown.body) < 100
