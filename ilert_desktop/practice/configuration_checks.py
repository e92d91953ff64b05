"""What no type can tell about a configuration file: names that must be there, or must not be there twice."""

import zoneinfo
from collections.abc import Iterator
from typing import Any, Final

from ilert_desktop.practice.configuration import PriorityRule
from ilert_desktop.practice.configuration_tables import folded
from ilert_desktop.practice.toml.shape import Misfit, nearest, shown, shown_path
from ilert_desktop.practice.toml.text import TomlPath

_EACH: Final = None
_Pattern = tuple[str | None, ...]

_ONCE: Final[tuple[_Pattern, ...]] = (
    ("sources", _EACH, "id"),
    ("sources", _EACH, "name"),
    ("sources", _EACH, "key"),
    ("policies", _EACH, "id"),
    ("policies", _EACH, "name"),
    ("policies", _EACH, "routing_key"),
    ("people", _EACH, "name"),
    ("support_hours", _EACH, "name"),
)
_NAMED: Final[tuple[tuple[_Pattern, str], ...]] = (
    (("sources", _EACH, "policy"), "policies"),
    (("sources", _EACH, "support_hours"), "support_hours"),
    (("policies", _EACH, "levels", _EACH, "people", _EACH), "people"),
)
_BY_HOURS: Final = (PriorityRule.HIGH_DURING_SUPPORT_HOURS, PriorityRule.LOW_DURING_SUPPORT_HOURS)


def contradictions(document: dict[str, Any]) -> Iterator[Misfit]:
    """What is wrong between the tables of a file, as far as they have the form they should have."""
    for pattern in _ONCE:
        yield from _twice(_texts(document, pattern))
    for pattern, table in _NAMED:
        yield from _unknown(document, pattern, table)
    yield from _people_twice(document)
    yield from _real_keys(document)
    yield from _without_hours(document)
    yield from _time_zones(document)
    yield from _empty_hours(document)
    yield from _levels_out_of_order(document)
    yield from _templates(document)


def _values(value: object, pattern: _Pattern, path: TomlPath = ()) -> Iterator[tuple[TomlPath, Any]]:
    """What is there at the places of a pattern; in it, None stands for each place of a list."""
    if not pattern:
        yield path, value
    elif pattern[0] is None and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values(item, pattern[1:], (*path, number))
    elif pattern[0] is not None and isinstance(value, dict) and pattern[0] in value:
        yield from _values(value[pattern[0]], pattern[1:], (*path, pattern[0]))


def _texts(document: object, pattern: _Pattern) -> list[tuple[TomlPath, str]]:
    """Names and numbers at the places of a pattern, as text; what is blank names nothing."""
    return [
        (path, str(value))
        for path, value in _values(document, pattern)
        if isinstance(value, str | int) and str(value).strip()
    ]


def _tables(document: object, *pattern: str | None) -> Iterator[tuple[TomlPath, dict[str, Any]]]:
    return ((path, value) for path, value in _values(document, pattern) if isinstance(value, dict))


def _twice(texts: list[tuple[TomlPath, str]]) -> Iterator[Misfit]:
    first: dict[str, TomlPath] = {}
    for path, text in texts:
        before = first.setdefault(folded(text), path)
        if before != path:
            # Not what it says: somebody may have put a real key here.
            yield Misfit(path, f"{shown_path(path)} is the same as {shown_path(before)}; give each its own")


def _unknown(document: dict[str, Any], pattern: _Pattern, table: str) -> Iterator[Misfit]:
    known = {folded(name): name for _, name in _texts(document, (table, _EACH, "name"))}
    # A table that is no list is told already.
    is_list = isinstance(document.get(table, []), list)
    for path, name in _texts(document, pattern) if is_list else ():
        if folded(name) not in known:
            hint = nearest(name, known.values()) if known else f"add it as a table [[{table}]]"
            yield Misfit(path, f"{shown_path(path)} is {shown(name)}, which [[{table}]] does not have; {hint}")


def _people_twice(document: dict[str, Any]) -> Iterator[Misfit]:
    for path, level in _tables(document, "policies", _EACH, "levels", _EACH):
        yield from _twice([((*path, *place), name) for place, name in _texts(level, ("people", _EACH))])


def _real_keys(document: dict[str, Any]) -> Iterator[Misfit]:
    for path, key in _texts(document, ("sources", _EACH, "key")):
        # Facts page, "Request": "the key of the alert source (starts il…)".
        if folded(key).startswith("il"):
            sentence = "begins as ilert's own keys do; practice's keys are public: never put a real key here"
            yield Misfit(path, f"{shown_path(path)} {sentence}")


def _without_hours(document: dict[str, Any]) -> Iterator[Misfit]:
    for path, source in _tables(document, "sources", _EACH):
        if source.get("priority") in _BY_HOURS and not source.get("support_hours"):
            here = (*path, "priority")
            sentence = f'{source["priority"]}, which needs hours; add support_hours = "NAME" of a [[support_hours]]'
            yield Misfit(here, f"{shown_path(here)} is {sentence}")


def _time_zones(document: dict[str, Any]) -> Iterator[Misfit]:
    for path, name in _texts(document, ("support_hours", _EACH, "time_zone")):
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            close = nearest(name, zoneinfo.available_timezones())
            hint = close if close.startswith("did") else 'write one such as "Europe/Berlin" or "UTC"'
            yield Misfit(path, f"{shown_path(path)} is {shown(name)}, which is no time zone; {hint}")


def _empty_hours(document: dict[str, Any]) -> Iterator[Misfit]:
    for path, hours in _tables(document, "support_hours", _EACH):
        if not any(name.endswith("day") for name in hours):
            yield Misfit(path, f'{shown_path(path)} has no hours; add a day, such as monday = ["08:00-18:00"]')


def _levels_out_of_order(document: dict[str, Any]) -> Iterator[Misfit]:
    for path, policy in _tables(document, "policies", _EACH):
        before = -1
        for place, level in _tables(policy, "levels", _EACH):
            after = level.get("after_minutes", 0)
            if not isinstance(after, int) or after < 0:
                continue
            here = (*path, *place, "after_minutes")
            if after <= before:
                yield Misfit(
                    here, f"{shown_path(here)} is {shown(after)}; it is more than the {before} of the level before"
                )
            before = max(before, after)


def _templates(document: dict[str, Any]) -> Iterator[Misfit]:
    for path, template in _tables(document, "sources", _EACH, "template"):
        texts = {name: _texts(template, (name, _EACH)) for name in ("high", "low")}
        if not any(name in template for name in texts):
            yield Misfit(path, f'{shown_path(path)} finds nothing; add high = ["critical"], low = ["info"], or both')
        high = {folded(text) for _, text in texts["high"]}
        for place, text in texts["low"]:
            if folded(text) in high:
                here = (*path, *place)
                yield Misfit(here, f"{shown_path(here)} is {shown(text)}, which is in high as well; take one away")
