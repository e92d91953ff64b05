"""Custom details: a JSON object that stays text. Here is the check that it is one, with line and column."""

import json
import re
from typing import Any, Final, NoReturn

import msgspec

from ilert_desktop.unicode_text import text_fault

# Readers commonly stop at 1,000 levels, some at 500; the event around is one of them.
DEEPEST: Final = 400
_TEXT_OR_WORD: Final = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN')


class DetailsFault(msgspec.Struct, frozen=True):
    """What is wrong with a text that should be a JSON object; `line` and `column` count from 1, 0 means nowhere."""

    message: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.message}" if self.line else self.message


def object_fault(text: str) -> DetailsFault | None:
    """Why `text` is no JSON object (RFC 8259), or None when it is one."""
    if fault := _position_of_bad_text(text):
        return fault
    try:
        value = json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        return _fault_of(error, text)
    if not isinstance(value, dict):
        return DetailsFault('Custom details are an object: start with "{" and end with "}".', 1, 1)
    if "\\u" in text and (bad := _bad_string(_with_every_name(text))):
        return DetailsFault(f"{bad} holds half of a broken character (a lone \\ud800 to \\udfff).")
    return DetailsFault(_TOO_DEEP) if _is_too_deep(text) else None


def _fault_of(error: Exception, text: str) -> DetailsFault:
    if isinstance(error, json.JSONDecodeError):
        return DetailsFault(f"{_plain(error.msg)}.", error.lineno, error.colno)
    if isinstance(error, _NotJsonError):
        line, column = _locate(text, error.word)
        return DetailsFault(f"{error.word} is no JSON; write null or a number.", line, column)
    return DetailsFault(_TOO_DEEP)


_TOO_DEEP: Final = f"Nested too deeply to be read everywhere; use {DEEPEST} levels at most."


def _is_too_deep(text: str) -> bool:
    if text.count("{") + text.count("[") <= DEEPEST:
        return False
    level = 0
    for bracket in re.findall(r"[\[\]{}]", _TEXT_OR_WORD.sub("", text)):
        level += 1 if bracket in "[{" else -1
        if level > DEEPEST:
            return True
    return False


class _NotJsonError(ValueError):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _refuse_constant(word: str) -> NoReturn:
    raise _NotJsonError(word)


def _plain(message: str) -> str:
    # The parser's words say what it looked for; people look for what to type.
    return {
        "Expecting property name enclosed in double quotes": 'Expected a name in double quotes, or "}"',
        "Illegal trailing comma before end of object": "A comma stands before the closing brace; remove it",
        "Illegal trailing comma before end of array": "A comma stands before the closing bracket; remove it",
        "Expecting ',' delimiter": "Expected a comma here",
        "Expecting ':' delimiter": "Expected a colon here",
        "Expecting value": "Expected a value here",
        "Extra data": "Something follows after the object's end",
    }.get(message, message.rstrip("."))


def _locate(text: str, word: str) -> tuple[int, int]:
    # The parser does not tell the place; in a text (a string of JSON) the word may stand as well.
    position = next(found.start() for found in _TEXT_OR_WORD.finditer(text) if found.group() == word)
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _position_of_bad_text(text: str) -> DetailsFault | None:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.isascii() or "\0" in line:
            fault = text_fault(line)
            if fault:
                column = int(fault.split()[1])
                return DetailsFault(fault, number, column)
    return None


class _Pairs(list[tuple[str, Any]]):
    """An object's names and values; a name may come twice."""


def _with_every_name(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_Pairs)


def _bad_string(value: Any) -> str | None:
    """The JSON path of the first text or name in `value` with a lone surrogate, or None."""
    waiting: list[tuple[str, Any]] = [("$", value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, str) and not _is_unicode(item):
            return path
        if isinstance(item, _Pairs):
            if not all(_is_unicode(name) for name, _ in item):
                return f"A name in {path}"
            waiting.extend((f"{path}.{name}", inner) for name, inner in item)
        elif isinstance(item, list):
            waiting.extend((f"{path}[{index}]", inner) for index, inner in enumerate(item))
    return None


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
