"""Reads a TOML file that a person wrote; what is wrong with it comes with its place."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from ilert_desktop.practice.faults import FileFault, FileProblem

TomlPath = tuple[str | int, ...]
"""The way to a value: names of keys, and places in lists counted from 0, as in `("sources", 2, "priority")`."""

# tomlkit, which finds the lines of mistakes, takes seconds for much more.
MOST_BYTES: Final = 128 * 1024
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        FileFault: it is not there, can't be read, is over 128 KiB, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _fault(path, "there is no such file; correct its name") from None
    except IsADirectoryError:
        raise _fault(path, "this is a folder; name the file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _fault(path, f"the file can't be read ({reason}); correct its name or its rights") from error
    if len(content) > MOST_BYTES:
        raise _fault(path, "the file is larger than 128 KiB; is it the right one?")
    return _decoded(path, content)


def parse(path: Path, text: str) -> dict[str, Any]:
    """What a TOML text says. `path` is only named in a fault.

    Raises:
        FileFault: it is no valid TOML; tomllib stops at the first mistake.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _fault(path, "brackets are nested too deeply; take some away") from None
    except tomllib.TOMLDecodeError as error:
        raise _syntax_fault(path, text, str(error)) from None
    except ValueError:
        # Python's own limit (4300 digits), which tomllib does not catch.
        raise _fault(path, "a number has too many digits; shorten it") from None


def _syntax_fault(path: Path, text: str, reason: str) -> FileFault:
    place = _PLACE.search(reason)
    line = column = None
    if place is not None:
        reason = reason[: place.start()]
        line = int(place[1]) if place[1] else text.rstrip("\n").count("\n") + 1
        column = int(place[2]) if place[2] else None
    return _fault(path, f"no valid TOML: {reason[:1].lower()}{reason[1:]}; correct what stands here", line, column)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _fault(path, "the file is UTF-16; save it as UTF-8", 1)
    # TOML 1.0 knows no byte order mark, and Notepad writes one.
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        sentence = "a character here is not UTF-8; save the file as UTF-8"
        raise _fault(path, sentence, before.count(b"\n") + 1, column) from None


def _fault(path: Path, sentence: str, line: int | None = None, column: int | None = None) -> FileFault:
    return FileFault([FileProblem(file=str(path), line=line, column=column, sentence=sentence)])
