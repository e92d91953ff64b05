"""Reads a TOML file into the struct it is meant for, or tells everything that is wrong with it."""

from collections.abc import Callable, Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from ilert_desktop.practice.faults import FileFault, FileProblem
from ilert_desktop.practice.toml.shape import Misfit, misfits
from ilert_desktop.practice.toml.text import parse, read_text

_MOST_PROBLEMS: Final = 100
_File = TypeVar("_File", bound=msgspec.Struct)


def read_document(
    path: Path,
    wanted: type[_File],
    contradictions: Callable[[dict[str, Any]], Iterable[Misfit]],
    fault: type[FileFault],
) -> _File:
    """What the file says.

    Args:
        path: the file.
        wanted: what it is meant for.
        contradictions: gives what is wrong with the document though each value has its form; some may not have it.
        fault: what is raised.

    Raises:
        FileFault: the file can't be read or used, as a `fault`; it has everything that is wrong (the first 100 things),
            in the order of the lines.
    """
    try:
        text = read_text(path)
        document = parse(path, text)
    except FileFault as unreadable:
        raise fault(unreadable.problems) from unreadable
    found = list(islice(chain(misfits(document, wanted), contradictions(document)), _MOST_PROBLEMS))
    if found:
        raise fault(_with_lines(path, text, found))
    return msgspec.convert(document, wanted, strict=True)


def _with_lines(path: Path, text: str, found: list[Misfit]) -> list[FileProblem]:
    from ilert_desktop.practice.toml.lines import Lines  # noqa: PLC0415 - tomlkit: 60 ms, for a file with mistakes only

    lines = Lines(text)
    problems = [FileProblem(file=str(path), line=lines.of(misfit.path), sentence=misfit.sentence) for misfit in found]
    return sorted(problems, key=lambda problem: problem.line or 0)
