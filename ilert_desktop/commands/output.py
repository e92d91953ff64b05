"""What the commands print: results to standard output, all else to standard error; nothing can break the terminal."""

import contextlib
import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, TextIO

import msgspec

# Control characters steer terminals, and format characters (Cf) can turn a line around.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def result_line(*cells: str) -> None:
    """Print one line of results: cells with a tab in between."""
    _write(sys.stdout, "\t".join(map(plain, cells)) + "\n")


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows with their columns below each other."""
    shown = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        _write(sys.stdout, "  ".join(cells).rstrip() + "\n")


def as_json(form: msgspec.Struct) -> None:
    """Print a form as indented JSON in UTF-8, whatever the terminal's own encoding is."""
    text = msgspec.json.format(msgspec.json.encode(form), indent=2) + b"\n"
    with _broken_pipe_is_no_error(sys.stdout):
        sys.stdout.flush()
        buffer: Any = sys.stdout.buffer
        buffer.write(text)
        buffer.flush()


def note(sentence: str) -> None:
    """Tell the operator something that is no result."""
    _write(sys.stderr, f"{plain(sentence)}\n")


def plain(text: str) -> str:
    """`text` on one line, with what could steer a terminal written as an escape."""
    shown = (c if unicodedata.category(c) not in _UNSEEN else _escape(c) for c in text)
    return "".join(shown)


def _escape(character: str) -> str:
    return " " if character in "\n\t\u2028\u2029" else character.encode("unicode_escape").decode("ascii")


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _write(stream: TextIO, text: str) -> None:
    with _broken_pipe_is_no_error(stream):
        encoding = stream.encoding or "utf-8"
        # What the terminal can't show is escaped: a letter that is missing there must not end the command.
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


@contextlib.contextmanager
def _broken_pipe_is_no_error(stream: TextIO) -> Any:
    """Who reads no further (`| head`) changes nothing of what the command does, nor its exit code."""
    try:
        yield
    except BrokenPipeError:
        with contextlib.suppress(OSError, ValueError):
            # The interpreter would complain when it flushes the rest at its end.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
