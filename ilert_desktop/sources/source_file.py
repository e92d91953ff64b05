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


class Understood(msgspec.Struct, frozen=True):
    """What could be read of a file; `fault` says in a clause what could not, or is None.

    `absent` are practice sources of the file that practice does not have any more, or not just now.
    """

    sources: Sources
    fault: str | None = None
    absent: tuple[Source, ...] = ()


class _Version(msgspec.Struct, frozen=True):
    version: int


def first_sources(practice: tuple[Source, ...]) -> Sources:
    """What the list starts with: practice's sources, of which the first is chosen."""
    return Sources(chosen=practice[0].id, sources=_with_practice((), practice))


def understand(text: bytes, practice: tuple[Source, ...] = (PRACTICE_SOURCE,)) -> Understood:
    """Read the text of the file. Sources that could not be saved as they are (`source_problems`) are left out.

    Of what the file says about the sources of `practice`, only what the operator can change there counts; those
    that it does not name are added behind the others.
    """
    first = first_sources(practice)
    try:
        if msgspec.json.decode(text, type=_Version).version != _VERSION:
            return Understood(first, "it was written by another version of the program")
        read = msgspec.json.decode(text, type=Sources)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Understood(first, "it is damaged")
    good = _good(read.sources)
    fault = f"{len(read.sources) - len(good)} of its sources can't be used" if len(good) < len(read.sources) else None
    known = {source.id for source in practice}
    absent = tuple(source for source in good if source.is_practice and source.id not in known)
    with_practice = _with_practice(tuple(source for source in good if source not in absent), practice)
    chosen = read.chosen if any(source.id == read.chosen for source in with_practice) else practice[0].id
    return Understood(Sources(chosen=chosen, sources=with_practice), fault, absent)


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


def _with_practice(sources: tuple[Source, ...], practice: tuple[Source, ...]) -> tuple[Source, ...]:
    """`sources` with all of `practice`, behind the last of those that are there already."""
    set_up = {source.id: source for source in practice}
    listed = [as_set_up(source, set_up.pop(source.id, None)) for source in sources]
    for source in set_up.values():
        places = [place for place, other in enumerate(listed) if other.is_practice]
        listed.insert(places[-1] + 1 if places else len(listed), _with_free_name(source, listed))
    return tuple(listed)


def as_set_up(stored: Source, set_up: Source | None) -> Source:
    """`stored` as far as the operator may change it; the rest of a practice source is as it is `set_up`."""
    if set_up is None:
        return stored
    return msgspec.structs.replace(
        stored,
        default_priority=set_up.default_priority,
        priority_override=set_up.priority_override,
        grouping=set_up.grouping,
    )


def _with_free_name(source: Source, others: list[Source]) -> Source:
    names = (source.name, *(f"{source.name} {number}" for number in range(2, len(others) + 3)))
    free = (msgspec.structs.replace(source, name=name) for name in names)
    return next(source for source in free if not source_problems(source, others))
