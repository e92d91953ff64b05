"""Compares what a TOML file says with the structs it is meant for, and tells everything that does not fit."""

import difflib
import json
import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

import msgspec

from ilert_desktop.practice.toml.text import TomlPath

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_SHOWN: Final = 60  # characters
_LIST_TYPES: Final = (list, tuple)


class Misfit(msgspec.Struct, frozen=True):
    """One value that does not fit: where it is, and a sentence that begins with its name."""

    path: TomlPath
    sentence: str


def misfits(value: object, wanted: Any, path: TomlPath = ()) -> Iterator[Misfit]:
    """Everything in `value` that msgspec would refuse for the type `wanted`.

    msgspec stops at the first fault; a person wants all of them. A type says in `Meta(description=…)` what it takes,
    in words that follow "it is"; `Meta(extra={"hidden": True})` keeps its value out of the sentence.

    Args:
        value: what tomllib made.
        wanted: a struct, a list or tuple of one type, or what stands in them.
        path: where the value is.
    """
    inner, element = _without_none(wanted), _element(wanted)
    if _is_struct(inner) and isinstance(value, dict):
        yield from _in_table(value, inner, path)
    elif element is not None and isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from misfits(item, element, (*path, number))
    elif _is_struct(inner) or not _fits(value, inner):
        yield Misfit(path, f"{shown_path(path)} is {_shown_as(value, inner)}; it is {_description(inner)}")


def shown_path(path: TomlPath) -> str:
    """The way to a value as a person writes it: `sources[2].priority`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f"{'.' if text else ''}{step if _BARE_KEY.fullmatch(step) else shown(step)}"
    return text or "the file"


def shown(value: object) -> str:
    """A value on one line, without anything that would do something to a terminal; cut when it is long."""
    match value:
        case dict():
            return "a table"
        case list():
            return "a list" if value else "an empty list"
        case str() | bool() | int() | float():
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    text = "".join(part if part.isprintable() else f"\\u{ord(part):04x}" for part in text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def nearest(name: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown name: the one that was meant, or those there are."""
    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.strip().casefold()[:_LONGEST_SHOWN], folded, n=1)
    if close:
        return f"did you mean {shown(folded[close[0]])}?"
    return f"known are {', '.join(shown(candidate) for candidate in known)}" if known else "there is none yet"


def _in_table(table: dict[str, object], wanted: type[msgspec.Struct], path: TomlPath) -> Iterator[Misfit]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
    for name, value in table.items():
        if name in fields:
            yield from misfits(value, fields[name].type, (*path, name))
        else:
            here = (*path, name)
            yield Misfit(here, f"{shown_path(here)} is not known; {nearest(name, fields)}")
    for name, field in fields.items():
        if field.required and name not in table:
            sentence = f"{shown_path(path)} has no {name}; add it: {_description(_without_none(field.type))}"
            yield Misfit(path, sentence)


def _fits(value: object, wanted: Any) -> bool:
    try:
        msgspec.convert(value, wanted, strict=True)
    except (msgspec.ValidationError, OverflowError):
        return False
    # msgspec takes 2.0 for a whole number.
    return not (isinstance(value, float) and _bare(wanted) is int)


def _shown_as(value: object, wanted: Any) -> str:
    hidden = any((meta.extra or {}).get("hidden") for meta in _metas(wanted))
    return "not what it can be" if hidden else shown(value)


def _description(wanted: Any) -> str:
    described = next((meta.description for meta in _metas(wanted) if meta.description), None)
    if described:
        return described
    bare = _bare(wanted)
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return f"one of {', '.join(bare)}"
    if _element(wanted) is not None:
        return f"a list: one or more of {_description(_element(wanted))}"
    return {bool: "true or false", int: "a whole number", str: "text in quotes"}.get(bare, "a table")


def _without_none(wanted: Any) -> Any:
    if get_origin(wanted) in {Union, UnionType}:
        return next(part for part in get_args(wanted) if part is not NoneType)
    return wanted


def _metas(wanted: Any) -> list[msgspec.Meta]:
    return [part for part in get_args(wanted)[1:] if isinstance(part, msgspec.Meta)]


def _bare(wanted: Any) -> Any:
    wanted = _without_none(wanted)
    return get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted


def _element(wanted: Any) -> Any:
    bare = _bare(wanted)
    return get_args(bare)[0] if get_origin(bare) in _LIST_TYPES else None


def _is_struct(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, msgspec.Struct)
