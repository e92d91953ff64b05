"""The check that custom details are a JSON object: right texts pass, wrong ones are told with line and column."""

import json
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.custom_details import object_fault
from ilert_desktop.event import Event, EventType, body, from_json, pretty, to_json
from tests.rig.events import json_objects


@given(json_objects())
def test_objects_have_no_fault(text: str) -> None:
    assert object_fault(text) is None


@given(st.text(max_size=60) | st.text(alphabet='{}[]":,\\u0d8NaInfity \n', max_size=40))
def test_a_text_without_fault_is_a_json_object(text: str) -> None:
    fault = object_fault(text)
    if fault is None:
        assert isinstance(json.loads(text), dict)
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    else:
        assert fault.message


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("{", 1, 2, "double quotes"),
        ('{"a": 1,}', 1, None, ""),
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3, "comma"),
        ('{"a" 1}', 1, 6, "colon"),
        ('{"a": }', 1, 7, "value"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ('{"a": 1} x', 1, 10, "Something follows"),
        ('{"a": 01}', 1, 8, "comma"),
        ('{"a": "\n"}', 1, 8, "control character"),
        ("[1]", 1, 1, "object"),
        ('"x"', 1, 1, "object"),
        ("null", 1, 1, "object"),
        ('{"a": NaN}', 1, 7, "NaN is no JSON"),
        ('{"NaN": 1,\n "b": NaN}', 2, 7, "NaN is no JSON"),
        ('{"\\"NaN": [1, -Infinity]}', 1, 15, "-Infinity is no JSON"),
        ('{"-Infinity": [1,\n\n  Infinity]}', 3, 3, "Infinity is no JSON"),
        ('{"a": "x\ud800"}', 1, 9, "half of a broken character"),
        ('{\n"é": "\0"}', 2, 7, "NUL"),
        ("\ufeff{}", 1, 1, "BOM"),
        ("\u00a0{}", 1, 1, "value"),
    ],
)
def test_a_fault_says_where_it_is(text: str, line: int, column: int | None, words: str) -> None:
    fault = object_fault(text)
    assert fault is not None
    assert fault.line == line
    assert column is None or fault.column == column
    assert words in fault.message
    assert str(fault).startswith(f"Line {line}, column {fault.column}: ")


@pytest.mark.parametrize(
    "text",
    [
        r'{"a": "\ud800"}',
        r'{"\udfff": 1}',
        r'{"a": [{"b": "x\udc00y"}]}',
        r'{"a": "\ud800", "a": 1}',
        r'{"a": {"b": "\ud800"}, "a": {}}',
    ],
)
def test_half_a_character_written_as_an_escape_is_found(text: str) -> None:
    fault = object_fault(text)
    assert fault is not None
    assert "broken character" in fault.message


def test_a_whole_character_may_be_written_as_two_escapes() -> None:
    assert object_fault(r'{"a": "\ud83d\ude00"}') is None


def nested(levels: int, opening: str = '{"a":', closing: str = "}") -> str:
    return '{"a":' + opening * (levels - 1) + "1" + closing * (levels - 1) + "}"


@pytest.mark.parametrize(("opening", "closing"), [('{"a":', "}"), ("[", "]")])
def test_deep_nesting_is_refused_before_anything_breaks(opening: str, closing: str) -> None:
    for levels in (1, 100, 400, 401, 900, 1000, 5000, 200_000):
        fault = object_fault(nested(levels, opening, closing))
        assert (fault is None) == (levels <= 400), levels


def test_what_passes_can_be_sent_from_a_deep_stack() -> None:
    text = nested(400)
    assert object_fault(text) is None

    def deep(frames: int) -> None:
        if frames:
            deep(frames - 1)
        else:
            event = from_json('{"eventType":"ALERT","customDetails":' + text + "}")
            pretty(body(from_json(to_json(event)), key_field="apiKey", api_key="k"))
            assert event.event_type is EventType.ALERT
            assert isinstance(event, Event)

    failed: list[BaseException] = []

    def run() -> None:
        try:
            deep(sys.getrecursionlimit() // 3)
        except BaseException as error:  # noqa: BLE001 - the top of a thread: the test looks at it
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert failed == []


def test_a_megabyte_is_checked() -> None:
    assert object_fault('{"a": "' + "ü😀" * 250_000 + '"}') is None
    fault = object_fault('{"a": "' + "ü" * 1_000_000)
    assert fault is not None
    assert len(str(fault)) < 200
    assert object_fault('{"a": [' + "1e400," * 200_000 + "1]}") is None
