"""The file of the sources: readable JSON, and never thrown away when it can't be understood."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

import msgspec

from ilert_desktop.sources.owner_file import write_owner_only
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from ilert_desktop.sources.source_rules import source_problems

_VERSION: Final = 1


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds: the sources in the operator's order and the id of the chosen one."""

    version: int = _VERSION
    chosen: str
    sources: tuple[Source, ...]


FIRST_SOURCES: Final = Sources(chosen=PRACTICE_SOURCE.id, sources=(PRACTICE_SOURCE,))


class Understood(msgspec.Struct, frozen=True):
    """What could be read of a file; `fault` says in a clause what could not, or is None."""

    sources: Sources
    fault: str | None = None


class _Version(msgspec.Struct, frozen=True):
    version: int


def understand(text: bytes) -> Understood:
    """Read the text of the file. Sources that could not be saved as they are (`source_problems`) are left out."""
    try:
        if msgspec.json.decode(text, type=_Version).version != _VERSION:
            return Understood(FIRST_SOURCES, "it was written by another version of the program")
        read = msgspec.json.decode(text, type=Sources)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Understood(FIRST_SOURCES, "it is damaged")
    good = _good(read.sources)
    fault = f"{len(read.sources) - len(good)} of its sources can't be used" if len(good) < len(read.sources) else None
    with_practice = _with_practice(good)
    chosen = read.chosen if any(source.id == read.chosen for source in with_practice) else PRACTICE_SOURCE.id
    return Understood(Sources(chosen=chosen, sources=with_practice), fault)


def write(path: Path, sources: Sources) -> None:
    """Replace the file by `sources`; on return they are on the disk. Raises: OSError: it is unchanged."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_owner_only(path, msgspec.json.format(msgspec.json.encode(sources), indent=2) + b"\n")


def set_aside(path: Path) -> Path:
    """Rename the file to one with the present date (UTC) in its name; returns it. Raises: OSError."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    for number in count():
        suffix = f"-{number}" if number else ""
        aside = path.with_name(f"{path.stem}-{stamp}{suffix}{path.suffix}")
        if not aside.exists():
            break
    return path.rename(aside)


def _good(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    good: list[Source] = []
    for source in sources:
        is_new = all(source.id != other.id for other in good)
        if source.id and is_new and not source_problems(source, good):
            good.append(source)
    return tuple(good)


def _with_practice(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    if any(source.id == PRACTICE_SOURCE.id for source in sources):
        return sources
    names = (PRACTICE_SOURCE.name, *(f"{PRACTICE_SOURCE.name} {number}" for number in range(2, len(sources) + 3)))
    free = (msgspec.structs.replace(PRACTICE_SOURCE, name=name) for name in names)
    return (*sources, next(source for source in free if not source_problems(source, sources)))
