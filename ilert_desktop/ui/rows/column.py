"""What a rows editor knows about one of its columns."""

import msgspec


class Column(msgspec.Struct, frozen=True):
    """One column of a rows editor.

    `name` is the wire name, by which problems are matched; `title` stands above the column and in accessible names;
    `hint` explains the column in a tooltip and to a screen reader; `stretch` is its share of the width; a
    `multiline` cell takes line breaks.
    """

    name: str
    title: str
    placeholder: str = ""
    hint: str = ""
    stretch: int = 1
    multiline: bool = False
