"""Which bodies count as JSON: the same as for the standard library, which builds all of it and takes many times longer.

RFC 8259, 8.1: "JSON text exchanged between systems that are not part of a closed ecosystem MUST be encoded using
UTF-8"; 8.2 leaves lone surrogates open, which no UTF-8 can carry; 9: "An implementation may set limits on the maximum
depth of nesting."
"""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ilert_desktop.practice.request import MAX_DEPTH, Refusal, check_json

PIECES = [
    *("{", "}", "[", "]", ",", ":", " ", "\n", "\t", "\x0b", "\x00", "\ufeff", "\xa0", "e", "E", "+", "-", ".", "/"),
    *("null", "true", "false", "NaN", "Infinity", "0", "01", "1e400", "9" * 5000, '"', '"a"', '"a":1', '"ä"', "\\"),
    *('"\\\\"', '"\\""', '"\\\\\\""', '"[{"', '"]}"', '"\\u005b"', '"\\n"', '"\\q"', '"\n"', '"\\u12"', "'a'"),
    *('"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"', '"\\ud83d\\u0041"', '"\\\\ud83d"', '"\\uD83D\\uDE00x"'),
]
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join).map(str.encode)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def refused(body: bytes) -> str | None:
    try:
        check_json(body)
    except Refusal as refusal:
        return refusal.message
    return None


def never(word: str) -> None:
    raise ValueError(word)


def is_json(body: bytes) -> bool:
    try:
        value = json.loads(body.decode(), parse_int=str, parse_float=str, parse_constant=never)
        json.dumps(value, ensure_ascii=False).encode()
    except ValueError:
        return False
    return True


@given(texts)
@example(b'{"a": "\xc3\x28"}')
@example(b'"\\ud800x"')
def test_what_the_standard_library_reads_is_json(body: bytes) -> None:
    assert (refused(body) is None) == is_json(body)


@given(values, st.booleans(), st.sampled_from([None, 2]))
def test_what_it_writes_is_json(value: Any, is_ascii: bool, indent: int | None) -> None:
    assert refused(json.dumps(value, ensure_ascii=is_ascii, indent=indent).encode()) is None


@given(st.binary(max_size=20))
def test_bytes_that_are_no_text_are_no_json(body: bytes) -> None:
    assert (refused(body) is None) == is_json(body)


@pytest.mark.parametrize("text", ["[", "]", '\\"[', "\\\\", '\\\\\\"{', "\\u005b"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"[":', "}")])
def test_brackets_in_texts_are_not_nesting(text: str, opening: str, closing: str) -> None:
    def nested(levels: int) -> bytes:
        return f'{opening * levels}"{text * 3}"{closing * levels}'.encode()

    assert refused(nested(MAX_DEPTH)) is None
    assert "nested too deeply" in (refused(nested(MAX_DEPTH + 1)) or "")


def test_many_side_by_side_are_not_nesting() -> None:
    assert refused(b"[" + b'[{"a": []}],' * 10_000 + b"1]") is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"a": 1,\n "b": }', "Expecting value: line 2 column 7"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": "\\ud800x"}', "half of a broken character"),
        (b'{"a": "\xff"}', "no UTF-8 (byte 7)"),
    ],
)
def test_a_refusal_says_what_is_wrong(body: bytes, words: str) -> None:
    assert words in (refused(body) or "")
