"""A HIGH alert at a live source: nothing is sent by one press, and nothing but a deliberate second one sends it."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType, Priority
from ilert_desktop.sources.source import DefaultPriority, Source
from ilert_desktop.ui.guard.bar import GuardBar
from ilert_desktop.ui.guard.deliberate_button import DeliberateButton
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk
from tests.ui.window.sources_opened import opened_dialog

HIGH = Priority.HIGH
RETURN = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier
PAGE = "Page Production now"


@pytest.fixture
def live(services: Services, far_end: PracticeClient) -> Source:
    """A live source, chosen."""
    source = msgspec.structs.replace(real_source(services, far_end.events_url, FAR_KEY), live=True)
    services.sources.replace(source)
    return source


@pytest.fixture
def desk(live: Source, open_desk: OpenDesk) -> Desk:
    """A window whose chosen source is live."""
    return open_desk()


def bar(desk: Desk) -> GuardBar:
    (found,) = desk.window.findChildren(GuardBar)
    return found


def confirm(desk: Desk) -> DeliberateButton:
    return bar(desk).confirm


def asks(desk: Desk) -> bool:
    return bar(desk).isVisible()


def ask(desk: Desk, **fields: object) -> None:
    """Press Send with an alert that needs the second step."""
    desk.compose(msgspec.structs.replace(Draft(summary="Disk full", priority=HIGH), **fields))
    desk.send()
    assert asks(desk)


def take_step(desk: Desk) -> None:
    """Wait until a press counts, and press Enter where the keyboard is."""
    desk.until(lambda: confirm(desk).is_armed)
    desk.press("Return")


def nothing_was_sent(desk: Desk) -> bool:
    desk.settle()
    return desk.events() == []


def test_send_asks_first_and_enter_sends(desk: Desk, far_end: PracticeClient) -> None:
    ask(desk)
    assert nothing_was_sent(desk)
    assert confirm(desk).label() == PAGE
    assert confirm(desk).hasFocus()
    assert bar(desk).text() == (
        "Nothing is sent yet. Production is live. This HIGH alert pages people there. Press Enter to send it, Escape to"
        " go back."
    )
    assert confirm(desk).accessibleDescription() == bar(desk).text()
    take_step(desk)
    assert not asks(desk)
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert far_end.only_alert()["summary"] == "Disk full"
    desk.until(lambda: not desk.draft.summary)


def test_the_mouse_takes_the_step_too(desk: Desk) -> None:
    ask(desk)
    desk.until(lambda: confirm(desk).is_armed)
    QTest.mouseClick(confirm(desk), Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    assert len(desk.events()) == 1


def test_ctrl_enter_again_and_again_is_no_second_step(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Disk full")
    desk.press("Ctrl+Return")
    assert asks(desk)
    for _ in range(5):
        desk.press("Ctrl+Return")
    desk.until(lambda: confirm(desk).is_armed)
    desk.press("Ctrl+Return")
    assert nothing_was_sent(desk)
    assert asks(desk)


def test_the_enter_that_started_it_has_to_be_let_go(desk: Desk) -> None:
    desk.write(desk.fields.summary, "Disk full")
    QTest.keyPress(desk.fields.summary, RETURN, CTRL)
    assert asks(desk)
    for _ in range(30):
        hold(confirm(desk))
    assert nothing_was_sent(desk)
    assert not confirm(desk).is_armed
    QTest.keyRelease(confirm(desk), RETURN)
    take_step(desk)
    desk.until(lambda: desk.last.startswith("ALERT taken"))


def test_enter_on_the_send_button_is_not_both_steps(desk: Desk) -> None:
    desk.compose(Draft(summary="Disk full", priority=HIGH))
    desk.header.send.setFocus()
    QTest.keyPress(desk.header.send, RETURN)
    assert asks(desk)
    for _ in range(30):
        hold(confirm(desk))
    QTest.keyRelease(confirm(desk), RETURN)
    assert nothing_was_sent(desk)


def hold(button: DeliberateButton) -> None:
    """What a held key does: it is pressed again and again, each time marked as a repetition."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(button, QKeyEvent(kind, RETURN, Qt.KeyboardModifier.NoModifier, "\r", True))


def test_a_double_click_on_send_does_not_take_the_step(desk: Desk) -> None:
    desk.compose(Draft(summary="Disk full", priority=HIGH))
    place = desk.header.send.mapToGlobal(desk.header.send.rect().center())
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(desk.header.send, left)
    QTest.mouseDClick(desk.header.send, left)
    assert asks(desk)
    assert QApplication.widgetAt(place) is desk.header.send
    assert nothing_was_sent(desk)


@pytest.mark.parametrize("way", ["Escape", "Go back (Esc)"])
def test_going_back_leads_to_where_the_keyboard_was(desk: Desk, way: str) -> None:
    desk.compose(Draft(summary="Disk full", priority=HIGH))
    desk.fields.details.setFocus()
    desk.press("Ctrl+Return")
    assert confirm(desk).hasFocus()
    if way == "Escape":
        desk.press(way)
    else:
        desk.click(way)
    assert not asks(desk)
    assert desk.fields.details.hasFocus()
    assert desk.draft.summary == "Disk full"
    assert nothing_was_sent(desk)
    desk.send()
    assert asks(desk)


CHANGES: list[Callable[[Desk], object]] = [
    lambda desk: desk.write(desk.fields.summary, "!"),
    lambda desk: desk.fields.priority.set_value(None),
    lambda desk: desk.composer.set_event_type(EventType.RESOLVE),
    lambda desk: desk.window.composing.choose_source("practice"),
    lambda desk: desk.window.clearing.clear(),
]


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_takes_the_question_back(desk: Desk, change: Callable[[Desk], object]) -> None:
    ask(desk)
    change(desk)
    assert not asks(desk)
    assert nothing_was_sent(desk)


def test_what_was_asked_is_not_what_is_sent_after_a_change_back(desk: Desk) -> None:
    ask(desk)
    desk.write(desk.fields.summary, "!")
    desk.press("Backspace")
    desk.send()
    assert asks(desk)
    assert nothing_was_sent(desk)


def test_a_source_that_becomes_live_asks_at_once(services: Services, open_desk: OpenDesk, live: Source) -> None:
    services.sources.replace(msgspec.structs.replace(live, live=False))
    desk = open_desk()
    desk.compose(Draft(summary="Disk full", priority=HIGH))
    services.sources.replace(live)
    desk.send()
    assert asks(desk)
    assert nothing_was_sent(desk)


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_who_comes_back_to_the_window_has_to_wait_again(desk: Desk) -> None:
    ask(desk)
    desk.until(lambda: confirm(desk).is_armed)
    desk.window.key_flow.open_sources()
    opened_dialog(desk).reject()
    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)
    assert asks(desk)
    assert not confirm(desk).is_armed
    assert nothing_was_sent(desk)


def test_a_repeat_that_passed_the_guard_is_not_asked_about_twice(desk: Desk, far_end: PracticeClient) -> None:
    ask(desk)
    take_step(desk)
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.until(lambda: not desk.draft.summary)
    ask(desk)
    take_step(desk)
    desk.until(lambda: desk.notice)
    assert "Not sent again" in desk.notice
    desk.click("Send it again")
    desk.until(lambda: len(far_end.alerts()) == 2)
    assert not asks(desk)


def test_pressing_send_again_after_the_step_was_taken_does_not_ask_twice_unless_edited(desk: Desk) -> None:
    ask(desk)
    take_step(desk)
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.until(lambda: not desk.draft.summary)
    ask(desk)
    take_step(desk)
    desk.until(lambda: desk.notice)
    desk.send()
    assert not asks(desk)
    desk.write(desk.fields.summary, "!")
    desk.send()
    assert asks(desk)


def test_the_next_alert_is_asked_about_again(desk: Desk) -> None:
    ask(desk)
    take_step(desk)
    desk.until(lambda: not desk.draft.summary)
    ask(desk, summary="Disk fuller")


def test_without_a_priority_the_default_decides(services: Services, desk: Desk, live: Source) -> None:
    ask(desk, priority=None)
    assert "may count as HIGH" in bar(desk).text()
    services.sources.replace(msgspec.structs.replace(live, default_priority=DefaultPriority.LOW))
    desk.window.composing.show_sources()
    desk.send()
    assert not asks(desk)
    desk.until(lambda: desk.last.startswith("ALERT taken"))


@pytest.mark.parametrize(
    "draft",
    [
        Draft(summary="Disk full", priority=Priority.LOW),
        Draft(event_type=EventType.RESOLVE, alert_key="k", summary="Disk full"),
    ],
)
def test_what_pages_nobody_goes_at_once(desk: Desk, draft: Draft) -> None:
    desk.compose(draft)
    desk.send()
    assert not asks(desk)
    desk.until(lambda: len(desk.events()) == 1)


def test_a_draft_with_problems_shows_them_and_asks_nothing(desk: Desk) -> None:
    desk.compose(Draft(priority=HIGH))
    desk.press("Ctrl+Return")
    assert not asks(desk)
    assert desk.all_problems() == ["summary"]


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
@pytest.mark.parametrize(("source_id", "is_offered"), [("prod", True), ("practice", False)])
def test_a_source_is_marked_as_live_in_the_dialog(desk: Desk, source_id: str, is_offered: bool) -> None:
    desk.window.key_flow.open_source(source_id)
    dialog = opened_dialog(desk)
    boxes = [box for box in dialog.findChildren(QCheckBox) if "HIGH" in box.text() and box.isVisible()]
    assert [box.isChecked() for box in boxes] == [True] * is_offered
    if is_offered:
        boxes[0].click()
        desk.click("Save", dialog)
        desk.until(lambda: not getattr(desk.services.sources.get("prod"), "live", True))
