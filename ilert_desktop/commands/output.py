"""What the commands print: results to standard output, all else to standard error; nothing can break the terminal."""

import sys
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ilert_desktop.printing import broken_pipe_is_no_error, write

# Control characters steer terminals, and format characters (Cf) can turn a line around.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def result_line(*cells: str) -> None:
    """Print one line of results: cells with a tab in between."""
    write(sys.stdout, "\t".join(map(plain, cells)) + "\n")


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows with their columns below each other."""
    shown = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        write(sys.stdout, "  ".join(cells).rstrip() + "\n")


def as_json(form: msgspec.Struct) -> None:
    """Print a form as indented JSON in UTF-8, whatever the terminal's own encoding is."""
    text = msgspec.json.format(msgspec.json.encode(form), indent=2) + b"\n"
    with broken_pipe_is_no_error(sys.stdout):
        sys.stdout.flush()
        buffer: Any = sys.stdout.buffer
        buffer.write(text)
        buffer.flush()


def note(sentence: str) -> None:
    """Tell the operator something that is no result."""
    write(sys.stderr, f"{plain(sentence)}\n")


def plain(text: str) -> str:
    """`text` on one line, with what could steer a terminal written as an escape."""
    shown = (c if unicodedata.category(c) not in _UNSEEN else _escape(c) for c in text)
    return "".join(shown)


def _escape(character: str) -> str:
    return " " if character in "\n\t\u2028\u2029" else character.encode("unicode_escape").decode("ascii")


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
