"""Where a value stands in a TOML text, to say on which line a mistake is.

Import it only when there is a mistake: tomlkit takes its time.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Item, Key, Table
from tomlkit.parser import Parser

from ilert_desktop.practice.toml.text import TomlPath

_Found = Item | Container


class Lines:
    """The lines of everything in one TOML text; reads the text once.

    A text that can't be read has no lines. tomllib finds what is wrong with it, and where.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        parser = _PlaceKeeper(text)
        try:
            self._root: Container | None = parser.parse()
        except (TOMLKitError, RecursionError, ValueError):
            self._root = None
        self._places: Final = parser.places

    def of(self, path: TomlPath) -> int | None:
        """The line of a value, counted from 1; of what it would stand in, when it is not there.

        A value is on the line of its key, a table on the line of its header; a table without a header (made by
        dotted keys, or by the headers of its tables) and a list of tables are where the first of their values is.
        The whole text has the line 1. None: the text can't be read.
        """
        if self._root is None:
            return None
        found: list[_Found] = [self._root]
        place = 0
        for step in path:
            found = list(_within(found, step))
            begin = min(filter(None, (self._begin_of(part) for part in found)), default=None)
            if begin is None:
                break
            place = begin - 1
        return self._text.count("\n", 0, place) + 1

    def _begin_of(self, part: _Found) -> int | None:
        # One more than the index: 0 is a place as well.
        own = self._places.get(id(part))
        if own is not None:
            return own[0] + 1
        return min(filter(None, (self._begin_of(child) for child in _children(part))), default=None)


class _PlaceKeeper(Parser):
    """tomlkit's parser, which also keeps where values and headers of tables begin.

    tomlkit has no public way to a position. Should these methods change their names, lines are unknown and nothing
    else breaks; the tests would tell.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        # By identity. The items are kept, for a document drops some, and others would take over their identity.
        self.places: dict[int, tuple[int, Item]] = {}

    def _parse_value(self) -> Item:
        begin = self._idx
        item = super()._parse_value()
        self.places[id(item)] = (begin, item)
        return item

    def _parse_table(self, parent_name: Key | None = None, parent: Table | None = None) -> tuple[Key, Table | AoT]:
        begin = self._idx
        key, table = super()._parse_table(parent_name, parent)
        self._keep_header(table, begin)
        return key, table

    def _keep_header(self, table: Table | AoT, begin: int) -> None:
        # A header `[a.b.c]` makes the tables a and b, too; the one it is for is the first within them.
        part: Item | None = table
        while isinstance(part, Table | AoT):
            self.places.setdefault(id(part), (begin, part))
            is_final = isinstance(part, Table) and not part.is_super_table()
            part = None if is_final else next(iter(_children(part)), None)


def _children(part: _Found) -> Iterable[Item]:
    match part:
        case AoT():
            return part.body
        case Array():
            return list.__iter__(part)
        case Table() | InlineTable():
            return _children(part.value)
        case Container():
            return (item for key, item in part.body if key is not None)
        case _:
            return ()


def _within(found: list[_Found], step: str | int) -> Iterator[_Found]:
    # A table whose parts stand apart in the text is in several places of its document.
    if isinstance(step, int):
        listed = [child for part in found if isinstance(part, AoT | Array) for child in _children(part)]
        yield from listed[step : step + 1]
        return
    for part in found:
        body = part.value if isinstance(part, Table | InlineTable) else part
        if isinstance(body, Container):
            yield from (item for key, item in body.body if key is not None and key.key == step)
