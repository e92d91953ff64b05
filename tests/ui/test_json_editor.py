"""The JSON editor: what is typed stays exactly so, faults are marked where they are, long texts stay usable."""

from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ilert_desktop.custom_details import DetailsFault, object_fault
from ilert_desktop.ui.exact_text import document_text
from ilert_desktop.ui.field_problem import FieldProblem
from ilert_desktop.ui.json_editor import JsonEditor
from ilert_desktop.ui.json_highlighter import LONGEST_LINE, JsonHighlighter

# The offscreen platform says so of every window with a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

_Widget = TypeVar("_Widget", bound=QWidget)


@pytest.fixture
def editor(qtbot: QtBot) -> JsonEditor:
    made = JsonEditor()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def child(root: QWidget, kind: type[_Widget]) -> _Widget:
    return root.findChildren(kind)[0]


def field(editor: JsonEditor) -> QPlainTextEdit:
    return child(editor, QPlainTextEdit)


def marked(editor: JsonEditor) -> list[str]:
    return [mark.cursor.selectedText() for mark in field(editor).extraSelections()]


def colours(document: QTextDocument) -> dict[str, str]:
    found = {}
    block = document.begin()
    while block.isValid():
        for part in block.layout().formats():
            text = block.text()[part.start : part.start + part.length]
            found[text] = part.format.foreground().color().name()
        block = block.next()
    return found


def contrast(one: QColor, other: QColor) -> float:
    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{\n  "a": 1,\n  "b": tru\n}', ["t"]),
        # Python 3.13 and later name the comma, earlier ones what follows it.
        ('{"a": [1, 2,]}', [",", "]"]),
        ('{"a": 1', ["1"]),
        ("[1]", ["["]),
        ('{"\U0001f600": x}', ["x"]),
        ("\n\n", [""]),
    ],
)
def test_a_fault_is_named_and_marked_at_its_place(editor: JsonEditor, text: str, places: list[str]) -> None:
    fault = object_fault(text)
    assert fault is not None
    editor.set_value(text)
    editor.set_problem(fault)
    assert child(editor, FieldProblem).text() == str(fault)
    assert field(editor).accessibleDescription() == str(fault)
    assert marked(editor)[0] in places
    editor.set_problem(None)
    assert marked(editor) == []
    assert child(editor, FieldProblem).isHidden()


def test_a_fault_beyond_the_text_is_no_error(editor: JsonEditor) -> None:
    editor.set_value("{}")
    for fault in (DetailsFault("far away", 99, 99), DetailsFault("nowhere"), DetailsFault("right of it", 1, 50)):
        editor.set_problem(fault)
        assert child(editor, FieldProblem).text() == str(fault)


def test_format_keeps_every_digit_and_can_be_undone(qtbot: QtBot, editor: JsonEditor) -> None:
    text = '{"a":1.0,"b":1e400,"c":12345678901234567890123,"d":"\\u00e9\\/","e":[]}'
    editor.set_value(text)
    with qtbot.waitSignal(editor.changed):
        QTest.mouseClick(child(editor, QToolButton), Qt.MouseButton.LeftButton)
    lines = editor.value().split("\n")
    assert lines[1:4] == ['  "a": 1.0,', '  "b": 1e400,', '  "c": 12345678901234567890123,']
    assert '"\\u00e9\\/"' in editor.value()
    field(editor).undo()
    assert editor.value() == text


def test_format_of_a_faulty_text_changes_nothing_and_goes_to_the_fault(qtbot: QtBot, editor: JsonEditor) -> None:
    editor.set_value('{\n"a" 1}')
    QTest.mouseClick(child(editor, QToolButton), Qt.MouseButton.LeftButton)
    assert editor.value() == '{\n"a" 1}'
    assert (field(editor).textCursor().blockNumber(), field(editor).textCursor().positionInBlock()) == (1, 4)
    assert child(editor, FieldProblem).text().startswith("Line 2, column 5")


def test_keys(qtbot: QtBot, editor: JsonEditor) -> None:
    field(editor).setFocus()
    QTest.keyClick(field(editor), Qt.Key.Key_BraceLeft)
    QTest.keyClick(field(editor), Qt.Key.Key_Return)
    QTest.keyClick(field(editor), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(field(editor), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == "{\n\n"
    QTest.keyClick(field(editor), Qt.Key.Key_Tab)
    assert editor.value() == "{\n\n"
    assert not field(editor).hasFocus()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_characters="\r\u2029\ufdd0\ufdd1\x0b\x0c"), max_size=30))
def test_every_text_comes_back_as_it_was_set(editor: JsonEditor, text: str) -> None:
    editor.set_value(text)
    assert editor.value() == text


def test_broken_characters_survive_typing(qtbot: QtBot, editor: JsonEditor) -> None:
    text = '{"a": "\ud800 \0 \u00a0 \U0001f600 \udc00",\n"b": "plain"}'
    editor.set_value(text)
    field(editor).moveCursor(field(editor).textCursor().MoveOperation.End)
    QTest.keyClick(field(editor), Qt.Key.Key_Space)
    assert editor.value() == text + " "


def test_a_megabyte_is_taken_and_typed_into(qtbot: QtBot, editor: JsonEditor) -> None:
    text = "{\n" + ",\n".join(f'"name{number}": {number}' for number in range(52_000)) + "\n}"
    assert len(text) > 1_000_000
    editor.set_value(text)
    QTest.keyClick(field(editor), Qt.Key.Key_Space)
    assert editor.value() == " " + text
    assert colours(field(editor).document()) == {}


def test_it_grows_from_four_lines_to_twelve(qtbot: QtBot, editor: JsonEditor) -> None:
    heights = []
    for count in (1, 4, 8, 12, 500):
        editor.set_value("\n" * (count - 1))
        heights.append(field(editor).height())
    assert heights[0] == heights[1] < heights[2] < heights[3] == heights[4]


def test_very_long_lines_stay_without_colours(qtbot: QtBot) -> None:
    preview = QPlainTextEdit()
    qtbot.addWidget(preview)
    document = preview.document()
    highlighter = JsonHighlighter(document)
    document.setPlainText('"short"\n"' + "x" * LONGEST_LINE + '"')
    qtbot.waitUntil(lambda: list(colours(document)) == ['"short"'])
    assert highlighter.document() is document


@pytest.mark.parametrize(("window", "base"), [("#efefef", "#ffffff"), ("#2d2d2d", "#1e1e1e")])
def test_the_colours_can_be_read_on_light_and_dark(qtbot: QtBot, window: str, base: str) -> None:
    preview = QPlainTextEdit()
    qtbot.addWidget(preview)
    document = preview.document()
    highlighter = JsonHighlighter(document)
    palette = QPalette(QColor(window))
    highlighter.set_palette(palette)
    document.setPlainText('{"name" : "text \\" more", "n": -1.5e+3, "t": true, "f": false, "z": null}')
    qtbot.waitUntil(lambda: bool(colours(document)))
    found = colours(document)
    assert set(found) == {'"name"', '"text \\" more"', '"n"', "-1.5e+3", '"t"', "true", '"f"', "false", '"z"', "null"}
    assert found['"name"'] != found['"text \\" more"'] != found["true"] != found["-1.5e+3"]
    for colour in found.values():
        assert contrast(QColor(colour), QColor(base)) >= 4.5
        assert contrast(QColor(colour), QColor(window)) >= 4.5


def test_colours_sit_right_behind_characters_of_two_units(qtbot: QtBot) -> None:
    preview = QPlainTextEdit()
    qtbot.addWidget(preview)
    document = preview.document()
    highlighter = JsonHighlighter(document)
    document.setPlainText('{"\U0001f600": 1}')
    qtbot.waitUntil(lambda: bool(colours(document)))
    starts = [(part.start, part.length) for part in document.begin().layout().formats()]
    assert starts == [(1, 4), (7, 1)]
    assert document_text(document) == '{"\U0001f600": 1}'
    assert highlighter.document() is document
