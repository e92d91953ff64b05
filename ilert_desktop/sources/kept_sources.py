"""The sources as they are in memory and in their file, kept whole through crashes, full disks and damage."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ilert_desktop.sources import source_file
from ilert_desktop.sources.shared_source_file import SharedSourceFile, SourcesNotSaved
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from ilert_desktop.sources.source_file import Sources

_log = logging.getLogger(__name__)


class SourceNotice(msgspec.Struct, frozen=True):
    """Something the operator should know about the file of the sources."""

    title: str
    sentence: str


class KeptSources:
    """What a `SourceList` is read from, and how a change of it gets to the disk."""

    def __init__(self, path: Path, practice: tuple[Source, ...] = (PRACTICE_SOURCE,)) -> None:
        self._path = path
        self._changing = threading.Lock()
        self._shared = SharedSourceFile(path, practice)
        self._watchers: list[Callable[[], None]] = []
        self._content = source_file.first_sources(practice)
        self._first_practice = self._content.chosen
        self._absent: tuple[Source, ...] = ()
        self._notice: SourceNotice | None = None
        self._blocked: str | None = "it has not been read yet"

    @property
    def notice(self) -> SourceNotice | None:
        """What happened to the file when it was read, or None when all was well."""
        return self._notice

    def load(self) -> None:
        """Read the file. A damaged or newer one is set aside under a name with the date, never thrown away."""
        with self._changing:
            self._read()

    def refresh(self) -> None:
        """Read the file again if another program has changed it since; takes a moment, not for the GUI thread."""
        with self._changing:
            before = self._content
            self._take_over()
            has_changed = self._content != before
        for watcher in self._watchers if has_changed else ():
            watcher()

    def subscribe(self, watcher: Callable[[], None]) -> None:
        """Call `watcher()`, on whatever thread calls `refresh`, when another program has changed the list."""
        self._watchers.append(watcher)

    def all(self) -> tuple[Source, ...]:
        """Every source, in the operator's order."""
        return self._content.sources

    def get(self, source_id: str) -> Source | None:
        """The source with this id, or None when it was removed."""
        return next((source for source in self._content.sources if source.id == source_id), None)

    @property
    def chosen(self) -> Source:
        """The source that the composer sends to."""
        content = self._content
        return next(source for source in content.sources if source.id == content.chosen)

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Keep other threads and programs away, and start from what is in the file. Raises: SourcesNotSaved."""
        with self._changing, self._shared.locked():
            if fault := self._take_over():
                raise SourcesNotSaved(self._path, f"it was changed meanwhile, and {fault}")
            yield

    def _take_over(self) -> str | None:
        """Start from what another program has written; what is wrong with that, and then nothing is taken."""
        if self._blocked is not None or not self._shared.has_changed():
            return None
        understood = self._shared.read()
        if understood.fault is None:
            self._content, self._absent = understood.sources, understood.absent
        return understood.fault

    def _read(self) -> None:
        self._blocked = self._notice = None
        understood = self._shared.read()
        self._content, self._absent = understood.sources, understood.absent
        if understood.fault:
            self._set_aside(understood.fault)

    def _save(self, sources: tuple[Source, ...], chosen: str) -> None:
        if self._blocked is not None:
            raise SourcesNotSaved(self._path, self._blocked)
        content = Sources(chosen=chosen, sources=sources)
        self._shared.write(Sources(chosen=chosen, sources=(*sources, *self._absent)))
        # One assignment: readers on other threads see the old list or the new one, never a mixture.
        self._content = content

    def _set_aside(self, fault: str) -> None:
        start = "The list starts with " + ", ".join(source.name for source in self._content.sources) + "."
        try:
            aside = source_file.set_aside(self._path)
        except OSError:
            # What can't be moved out of the way must not be overwritten either.
            self._blocked = fault
            self._notice = SourceNotice(
                "The sources could not be read",
                f"{self._path} can't be used: {fault}. {start} No change is saved until the file is repaired.",
            )
            return
        self._notice = SourceNotice(
            "The sources could not be read", f"Their file was set aside as {aside}, because {fault}. {start}"
        )
        try:
            self._save(self._content.sources, self._content.chosen)
        except SourcesNotSaved:
            # The operator hears of it at the next change; what is in memory serves until then.
            _log.info("the list of sources could not be written after the old file was set aside")
