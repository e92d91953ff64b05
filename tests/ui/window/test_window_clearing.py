"""Ctrl+N, "Use again", and the way back from both."""

from ilert_desktop.draft import Draft
from ilert_desktop.event import Priority
from ilert_desktop.sources.source import Source
from tests.rig.events import full_draft
from tests.ui.window.desk import Desk


def can_bring_back(desk: Desk) -> bool:
    return desk.window.actions_by_name["undo_clear"].isEnabled()


def test_ctrl_n_clears_and_ctrl_z_brings_everything_back_with_its_key(desk: Desk) -> None:
    desk.compose(full_draft())
    before = desk.draft
    desk.fields.details.setFocus()
    desk.press("Ctrl+N")
    assert desk.draft == Draft(minted_key=desk.draft.minted_key)
    assert desk.fields.summary.hasFocus()
    assert desk.all_problems() == []
    desk.press("Ctrl+Z")
    assert desk.draft == before
    assert not can_bring_back(desk)
    assert desk.header.send.isEnabled()


def test_a_minted_key_comes_back_too(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Disk full")
    minted = desk.draft.minted_key
    desk.press("Ctrl+N")
    desk.press("Ctrl+N")
    desk.press("Ctrl+Z")
    assert (desk.draft.summary, desk.draft.minted_key) == ("Disk full", minted)


def test_once_something_is_typed_nothing_comes_back(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Disk full")
    desk.press("Ctrl+N")
    assert can_bring_back(desk)
    desk.write(desk.fields.summary, "Other")
    assert not can_bring_back(desk)
    desk.press("Ctrl+Z")
    assert desk.draft.summary != "Disk full"


def test_a_blank_form_leaves_nothing_to_bring_back(desk: Desk) -> None:
    desk.press("Ctrl+N")
    assert not can_bring_back(desk)


def test_use_again_can_be_undone(desk: Desk) -> None:
    desk.raise_alert("Disk full", priority=Priority.LOW, details="look")
    desk.write(desk.fields.summary, "Half written")
    before = desk.draft
    desk.click("Use again")
    assert (desk.draft.summary, desk.draft.details, desk.draft.priority) == ("Disk full", "look", Priority.LOW)
    assert desk.draft.alert_key == ""
    assert desk.draft.minted_key not in {before.minted_key, desk.events()[0].alert_key}
    assert can_bring_back(desk)
    desk.press("Ctrl+Z")
    assert desk.draft == before


def test_undoing_use_again_goes_back_to_the_source_too(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.services.sources.add(Source(id="other", name="Other"))
    desk.window.composing.choose_source("other")
    desk.write(desk.fields.summary, "Half written")
    desk.click("Use again")
    assert desk.window.composing.source.is_practice
    desk.press("Ctrl+Z")
    assert desk.draft.summary == "Half written"
    assert desk.window.composing.source.id == "other"


def test_use_again_into_a_blank_form_sends_a_new_alert(desk: Desk) -> None:
    first = desk.raise_alert("Disk full")
    desk.click("Use again")
    desk.write(desk.fields.summary, " again")
    desk.send()
    desk.until(lambda: len(desk.alerts()) == 2)
    assert desk.alerts()[0].alert_key != first.alert_key
