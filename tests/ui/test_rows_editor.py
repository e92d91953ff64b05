"""The editor for lists of rows: every operation by keyboard and by mouse, and texts that arrive as typed."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.field_problem import ProblemFrame, ProblemText
from ilert_desktop.ui.rows_editor import Column, RowsEditor

LINKS = (Column("href", "Address", "https://…", "Absolute address", 3), Column("text", "Text"))
COMMENTS = (Column("creator", "By"), Column("content", "Comment", multiline=True))
THREE = (("a", "1"), ("b", "2"), ("c", "3"))

_Widget = TypeVar("_Widget", bound=QWidget)
MakeEditor = Callable[..., RowsEditor]


@pytest.fixture
def make_editor(qtbot: QtBot) -> MakeEditor:
    def make(rows: tuple[tuple[str, ...], ...] = (), columns: tuple[Column, ...] = LINKS) -> RowsEditor:
        editor = RowsEditor(columns, "Link")
        qtbot.addWidget(editor)
        editor.set_value(rows)
        editor.show()
        editor.activateWindow()
        qtbot.waitUntil(editor.isActiveWindow)
        return editor

    return make


def child(root: QWidget, kind: type[_Widget]) -> _Widget:
    return root.findChildren(kind)[0]


def cell(editor: RowsEditor, name: str) -> QWidget:
    return next(found for found in editor.findChildren(QWidget) if found.accessibleName() == name and found.isVisible())


def frames_of(field: QWidget) -> list[ProblemFrame]:
    return field.findChildren(ProblemFrame, options=Qt.FindChildOption.FindDirectChildrenOnly)


def button(editor: RowsEditor, name: str) -> QToolButton:
    return next(b for b in editor.findChildren(QToolButton) if b.accessibleName() == name)


def in_focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def focused() -> str:
    return in_focus().accessibleName()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(in_focus(), key, modifiers)


def test_an_empty_list_is_its_add_button_and_add_goes_into_the_new_row(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor()
    add = child(editor, QPushButton)
    assert editor.sizeHint().height() == add.sizeHint().height()
    with qtbot.waitSignal(editor.changed):
        QTest.keyClick(add, Qt.Key.Key_Space)
    assert editor.value() == (("", ""),)
    assert focused() == "Link 1 address"


def test_return_goes_from_cell_to_cell_and_adds_a_row_only_after_a_filled_one(
    qtbot: QtBot, make_editor: MakeEditor
) -> None:
    editor = make_editor((("", ""),))
    editor.focus_cell(0, "href")
    QTest.keyClicks(in_focus(), "https://a.example")
    press(Qt.Key.Key_Return)
    assert focused() == "Link 1 text"
    press(Qt.Key.Key_Return)
    assert focused() == "Link 2 address"
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert editor.value() == (("https://a.example", ""), ("", ""))


def test_keys_move_duplicate_and_remove_and_keep_the_column(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor(THREE)
    editor.focus_cell(1, "text")
    press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert editor.value() == (("b", "2"), ("a", "1"), ("c", "3"))
    assert focused() == "Link 1 text"
    press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.value() == (("a", "1"), ("c", "3"), ("b", "2"))
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == (("a", "1"), ("c", "3"), ("b", "2"), ("b", "2"))
    assert focused() == "Link 4 text"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for left in (3, 2, 1):
        press(Qt.Key.Key_Delete, both)
        assert len(editor.value()) == left
        assert focused() == f"Link {left} text"
    press(Qt.Key.Key_Delete, both)
    assert editor.value() == ()
    assert child(editor, QPushButton).hasFocus()


def test_deleting_a_word_does_not_delete_the_row(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor((("one two", ""),))
    editor.focus_cell(0, "href")
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == (("two", ""),)


def test_the_same_by_mouse(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor(THREE)
    for name in ("Move Link 1 down", "Move Link 3 up", "Duplicate Link 1", "Remove Link 2"):
        with qtbot.waitSignal(editor.changed):
            QTest.mouseClick(button(editor, name), Qt.MouseButton.LeftButton)
    assert editor.value() == (("b", "2"), ("c", "3"), ("a", "1"))
    assert not button(editor, "Move Link 1 up").isEnabled()
    assert not button(editor, "Move Link 3 down").isEnabled()


def test_tab_follows_the_rows_as_they_stand(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor(THREE)
    editor.focus_cell(2, "href")
    press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    editor.focus_cell(0, "href")
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    editor.focus_cell(0, "href")
    order = []
    for _ in range(8):
        order.append(focused())
        press(Qt.Key.Key_Tab)
    assert order == [f"Link {row} {column}" for row in (1, 2, 3, 4) for column in ("address", "text")]
    assert child(editor, QPushButton).hasFocus()


def test_broken_characters_survive_setting_typing_and_undoing(qtbot: QtBot, make_editor: MakeEditor) -> None:
    odd = "a\ud800\0b\udc01 \U0001f600 \u202ertl\u00a0"
    editor = make_editor(((odd, "\ud83d"),))
    assert editor.value() == ((odd, "\ud83d"),)
    first = cell(editor, "Link 1 address")
    editor.focus_cell(0, "href")
    press(Qt.Key.Key_Home)
    QTest.keyClicks(first, "x")
    assert editor.value() == (("x" + odd, "\ud83d"),)
    assert isinstance(first, QLineEdit)
    first.undo()
    assert editor.value() == ((odd, "\ud83d"),)
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == ((odd, "\ud83d"), (odd, "\ud83d"))


def test_problems_are_at_their_cells_and_go_with_a_move(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor(THREE)
    editor.set_problems([(1, "href", "Give the whole address."), (1, "text", "Too odd.")])
    marked = [w.accessibleName() for w in editor.findChildren(QWidget) if any(f.isVisible() for f in frames_of(w))]
    assert marked == ["Link 2 address", "Link 2 text"]
    assert cell(editor, "Link 2 address").accessibleDescription() == "Give the whole address."
    words = [label.text() for label in editor.findChildren(ProblemText) if label.isVisible()]
    assert words == ["Address: Give the whole address.\nText: Too odd."]
    editor.set_problems([])
    assert not [label for label in editor.findChildren(ProblemText) if label.isVisible()]
    assert cell(editor, "Link 2 address").accessibleDescription() == ""


def test_a_problem_of_a_row_that_is_gone_is_no_error(make_editor: MakeEditor) -> None:
    editor = make_editor(THREE)
    editor.set_problems([(7, "href", "Gone."), (0, "nonsense", "Somewhere.")])
    assert [label.text() for label in editor.findChildren(ProblemText) if label.isVisible()] == ["Somewhere."]


def test_setting_a_value_is_silent_and_typing_is_not(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor(THREE)
    with qtbot.assertNotEmitted(editor.changed):
        editor.set_value((("z", "9"),))
    editor.focus_cell(0, "text")
    with qtbot.waitSignal(editor.changed):
        QTest.keyClicks(in_focus(), "8")
    assert editor.value() == (("z", "98"),)


def test_a_cell_of_several_lines_keeps_them_and_leaves_with_tab(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor((("Ann", "one\ntwo"),), COMMENTS)
    editor.focus_cell(0, "content")
    press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Return)
    QTest.keyClicks(in_focus(), "three")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(in_focus(), "four")
    assert editor.value() == (("Ann", "one\ntwo\nthree\nfour"),)
    press(Qt.Key.Key_Tab)
    assert focused() != "Link 1 comment"


def test_two_hundred_rows(qtbot: QtBot, make_editor: MakeEditor) -> None:
    rows = tuple((f"https://example.com/{number}", "") for number in range(200))
    editor = make_editor(rows)
    editor.focus_cell(100, "href")
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == (*rows[:101], rows[100], *rows[101:])
    assert focused() == "Link 102 address"
    editor.set_value(())
    assert editor.value() == ()


def test_the_keys_of_rows_work_from_a_cell_of_several_lines(qtbot: QtBot, make_editor: MakeEditor) -> None:
    editor = make_editor((("Ann", "one\ntwo"), ("Bob", "three")), COMMENTS)
    editor.focus_cell(0, "content")
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.value() == (("Bob", "three"), ("Ann", "one\ntwo"))
    assert focused() == "Link 2 comment"
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert editor.value() == (("Bob", "three"), ("Ann", "one\ntwo"))
