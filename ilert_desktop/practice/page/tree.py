"""Custom details as a tree of typed nodes, in which every number keeps the digits it came with."""

import json
from typing import Any, Final

import msgspec

from ilert_desktop.practice.page.shorten import shorten

_MOST_NODES: Final = 1_500
_MOST_LEVELS: Final = 40
_LONGEST_TEXT: Final = 2_000  # characters
_LONGEST_NAME: Final = 200


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """One value: `kind` is object, list, text, number or word (true, false, null).

    `value` is the text of a value that has no parts. `size` says how many parts there are, or how many characters
    a text has; if fewer are given, the rest was left out.
    """

    kind: str
    value: str = ""
    size: int = 0
    parts: tuple[tuple[str, "Node"], ...] = ()


class _Number(str):
    """A number's digits."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object's members in their order, those with the same name too."""

    __slots__ = ()


def tree_of(text: bytes) -> tuple[Node, bool]:
    """The tree of a JSON text, and whether it is all of it: large ones are cut."""
    value = json.loads(text, parse_int=_Number, parse_float=_Number, object_pairs_hook=_Members)
    building = _Building()
    return building.node(value, 1), building.whole


class _Building:
    def __init__(self) -> None:
        self.whole = True
        self._left = _MOST_NODES

    def node(self, value: Any, level: int) -> Node:
        match value:
            case _Members():
                return Node("object", size=len(value), parts=self._parts(value, level))
            case list():
                pairs = [(str(place), item) for place, item in enumerate(value)]
                return Node("list", size=len(value), parts=self._parts(pairs, level))
            case _Number():
                return self._text("number", value)
            case str():
                return self._text("text", value)
            case _:
                return Node("word", json.dumps(value))

    def _parts(self, pairs: list[tuple[str, Any]], level: int) -> tuple[tuple[str, Node], ...]:
        room = self._left if level < _MOST_LEVELS else 0
        self.whole = self.whole and len(pairs) <= room
        taken = pairs[:room]
        self._left -= len(taken)
        return tuple((self._name(name), self.node(item, level + 1)) for name, item in taken)

    def _name(self, name: str) -> str:
        self.whole = self.whole and len(name) <= _LONGEST_NAME
        return shorten(name, _LONGEST_NAME)

    def _text(self, kind: str, text: str) -> Node:
        self.whole = self.whole and len(text) <= _LONGEST_TEXT
        return Node(kind, shorten(str(text), _LONGEST_TEXT), size=len(text))
