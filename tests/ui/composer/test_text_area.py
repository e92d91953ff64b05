"""A field of several lines: its keys, its height, and its text exactly."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.json_editor import JsonEditor
from ilert_desktop.ui.text_area import TextArea

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Page(QWidget):
    """The field between others, and what it leaves to the window."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.left: list[int] = []
        editor: JsonEditor | TextArea = JsonEditor() if kind == "json" else TextArea(2, 5)
        self.field = editor.findChildren(TextArea)[0] if isinstance(editor, JsonEditor) else editor
        lines = QVBoxLayout(self)
        lines.addWidget(editor)
        lines.addWidget(QLineEdit())
        lines.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self.left.append(event.key())


@pytest.fixture(params=["text", "json"])
def page(request: pytest.FixtureRequest, qtbot: QtBot) -> Page:
    made = Page(request.param)
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.field.setFocus()
    return made


def test_return_starts_a_line_and_so_does_shift_return(page: Page) -> None:
    QTest.keyClicks(page.field, "a")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    QTest.keyClicks(page.field, "b")
    QTest.keyClick(page.field, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(page.field, "c")
    assert page.field.value() == "a\nb\nc"


def test_ctrl_return_is_left_to_the_window(page: Page) -> None:
    QTest.keyClick(page.field, Qt.Key.Key_Return, CONTROL)
    assert page.field.value() == ""
    assert page.left[-1] == Qt.Key.Key_Return


def test_tab_leaves_it(page: Page) -> None:
    QTest.keyClick(page.field, Qt.Key.Key_Tab)
    assert page.field.value() == ""
    assert not page.field.hasFocus()


def test_it_grows_with_its_text_up_to_a_limit_and_shrinks_again(page: Page) -> None:
    heights = []
    for lines in (1, 4, 5, 12, 40):
        page.field.set_value("\n".join("x" * lines))
        heights.append(page.field.height())
    assert heights == sorted(heights)
    page.field.set_value("\n".join("x" * 80))
    assert page.field.height() == heights[-1]
    page.field.set_value("")
    assert page.field.height() == heights[0]


def test_undo_and_exact_characters(page: Page) -> None:
    page.field.set_value("no-break\u00a0space \ud83d")
    assert page.field.value() == "no-break\u00a0space \ud83d"
    QTest.keyClick(page.field, Qt.Key.Key_End, CONTROL)
    QTest.keyClicks(page.field, "!")
    page.field.undo()
    assert page.field.value() == "no-break\u00a0space \ud83d"
