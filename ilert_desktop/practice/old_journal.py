"""Takes over what versions before the database wrote down: a journal, one event as JSON on each line."""

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from ilert_desktop.event import from_json
from ilert_desktop.practice.configuration import Configuration, PracticeSource
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.keeping.store import Store
from ilert_desktop.practice.state import Received

_log: Final = logging.getLogger(__name__)
# The one source that there was then.
_ONLY_SOURCE: Final = "Practice"


class _Line(msgspec.Struct, frozen=True):
    """One event: when it was taken, the name of its source, and its JSON text without a key."""

    time: datetime
    source: str
    event: msgspec.Raw


def take_over(journal: Path, store: Store, configuration: Configuration) -> None:
    """Let the journal's events happen in a store in which nothing has happened yet, each at its own time.

    Damaged lines are left out and counted in the log. The journal is renamed once its events are written down, all of
    them or none; whatever goes wrong, it stays, and practice goes on without it.
    """
    try:
        if not journal.is_file() or not store.is_empty:
            return
        with journal.open("rb") as lines, store.together():
            damaged = _take_all(lines, Intake(store, configuration))
        journal.rename(journal.with_name(f"{journal.name}.taken-over"))
    except (OSError, PracticeFault) as error:
        _log.warning("Practice can't take over %s: %s", journal, error)
        return
    if damaged:
        _log.warning("Practice left out %s damaged events.", damaged)


def _take_all(lines: Iterator[bytes], intake: Intake) -> int:
    """How many lines are damaged."""
    sources = {source.name: source for source in intake.configuration.sources}
    sources.setdefault(_ONLY_SOURCE, intake.configuration.sources[0])
    damaged = 0
    for line in lines:
        if not line.endswith(b"\n"):
            # What a crash left half written was never answered.
            break
        try:
            source, received, time = _read(line, sources)
        except (ValueError, LookupError, RecursionError):
            damaged += 1
        else:
            intake.take(source.key, received, time)
    return damaged


def _read(line: bytes, sources: dict[str, PracticeSource]) -> tuple[PracticeSource, Received, datetime]:
    read = msgspec.json.decode(line, type=_Line)
    if read.time.tzinfo is None:
        raise ValueError("the time has no zone")
    return sources[read.source], Received(from_json(bytes(read.event)), read.event), read.time
