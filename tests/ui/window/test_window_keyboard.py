"""Without a mouse and without sight: names, keys, the order of Tab, and what a passing wheel must not do."""

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QWidget,
)

from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType, Priority
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.choice import Choice
from ilert_desktop.ui.hints import hints
from tests.rig.events import full_draft
from tests.rig.practice import FIRST
from tests.ui.window.desk import Desk
from tests.ui.window.sources_opened import opened_dialog

MORE = "More fields: severity, labels, services, comments"
_CONTROLS = {
    QAccessible.Role.Button,
    QAccessible.Role.PushButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.SpinBox,
    QAccessible.Role.List,
    QAccessible.Role.Table,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ButtonDropDown,
}


def takes_keys(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()


def nameless(root: QWidget) -> list[str]:
    """Visible controls that a screen reader has no name for."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        interface = QAccessible.queryAccessibleInterface(widget)
        is_inside_a_field = isinstance(widget.parentWidget(), QLineEdit | QAbstractSpinBox)
        if not widget.isVisible() or interface is None or is_inside_a_field:
            continue
        is_control = interface.role() in _CONTROLS or takes_keys(widget)
        if is_control and not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def test_every_control_has_a_name(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.compose(full_draft())
    desk.click("Comment")
    assert nameless(desk.window) == []


@pytest.mark.parametrize("source", ["practice", "prod"])
@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_every_control_of_the_sources_has_a_name(desk: Desk, source: str) -> None:
    desk.services.sources.add(Source(id="prod", name="Production"))
    desk.window.key_flow.open_source(source)
    assert nameless(opened_dialog(desk)) == []


def mnemonics(root: QWidget) -> Counter[str]:
    texts = [label.text() for label in root.findChildren(QLabel) if label.isVisible() and label.buddy()]
    texts += [button.text() for button in root.findChildren(QAbstractButton) if button.isVisible()]
    bar = root.findChild(QMenuBar)
    texts += [action.text() for action in bar.actions()] if isinstance(bar, QMenuBar) else []
    plain = [text.replace("&&", "") for text in texts]
    return Counter(text[text.index("&") + 1].upper() for text in plain if "&" in text)


def test_alt_keys_are_unique(desk: Desk) -> None:
    desk.compose(full_draft())
    desk.raise_alert("Disk full")
    found = mnemonics(desk.window)
    assert found["S"] == 1
    assert [letter for letter, times in found.items() if times > 1] == []


def tab_stops(desk: Desk) -> list[str]:
    names: list[str] = []
    first = QApplication.focusWidget()
    while True:
        focused = QApplication.focusWidget()
        assert focused is not None
        if names and focused is first:
            return names
        interface = QAccessible.queryAccessibleInterface(focused)
        names.append(focused.accessibleName() or interface.text(QAccessible.Text.Name))
        assert len(names) < 100
        desk.press("Tab")


def test_tab_goes_through_the_form_from_top_to_bottom_and_on_to_everything(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.fields.images.set_value([("https://example.org/a.png", "", "")])
    desk.write(desk.fields.summary, "x")
    desk.click(MORE)
    desk.fields.summary.setFocus()
    names = tab_stops(desk)
    expected = [
        *("Summary", "Details (Markdown)", "Alert key", "Send without a key", "Priority", "Routing key"),
        *("Image 1 address", "Image 1 opens", "Image 1 text", "Add image", "Add link"),
        *("Custom details, a JSON object", "Format the custom details", MORE),
        *("Severity", "Add label", "Add service", "Add comment"),
    ]
    assert names[: len(expected)] == expected
    rest = names[len(expected) :]
    wanted = ["Indented", "JSON preview", "Search the history", "Accept", "Alerts", "Source", "Event type"]
    assert [name for name in wanted if name not in rest] == []
    assert rest[-1] == f"Raise alert at {FIRST}"


def test_shift_tab_goes_back(desk: Desk) -> None:
    desk.fields.details.setFocus()
    desk.press("Shift+Tab")
    assert desk.fields.summary.hasFocus()


def test_every_field_explains_itself(desk: Desk) -> None:
    sentences = hints()
    for name, field in desk.fields.table.items():
        inner = field.editor.focusProxy() or field.editor
        assert sentences[name]
        assert field.editor.toolTip() == sentences[name]
        assert field.label.toolTip() == sentences[name]
        assert inner.accessibleDescription() == sentences[name]
    assert desk.header.event_type.toolTip() == sentences["eventType"]


def test_a_disabled_field_says_why(desk: Desk) -> None:
    desk.compose(Draft(event_type=EventType.ACCEPT))
    for name, field in desk.fields.table.items():
        used = name in {"summary", "alertKey", "customDetails"}
        assert field.editor.isEnabled() is used
        assert field.label.isEnabled() is used
        assert ("does not use" in field.editor.toolTip()) is not used


def test_the_field_that_must_be_filled_is_starred(desk: Desk) -> None:
    labels = {name: desk.fields.table[name].label for name in ("summary", "alertKey")}
    assert [label.text().endswith("*") for label in labels.values()] == [True, False]
    desk.compose(Draft(event_type=EventType.RESOLVE))
    assert [label.text().endswith("*") for label in labels.values()] == [False, True]
    assert desk.fields.summary.placeholderText() == "The alert key is sent if this stays empty"


def wheel(choice: QComboBox) -> None:
    middle = QPointF(choice.rect().center())
    event = QWheelEvent(
        middle,
        choice.mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, event)


def test_a_passing_wheel_changes_no_choice(desk: Desk) -> None:
    desk.compose(Draft(summary="x", priority=Priority.HIGH))
    desk.fields.summary.setFocus()
    choices = [choice for choice in desk.window.findChildren(Choice) if choice.isVisible()]
    assert len(choices) >= 3
    before = [choice.value() for choice in choices]
    for choice in choices:
        wheel(choice)
    assert [choice.value() for choice in choices] == before
    desk.fields.priority.setFocus()
    wheel(desk.fields.priority)
    assert desk.fields.priority.value() is Priority.LOW
