"""The list of sources on this computer, kept whole through crashes, full disks and damage."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ilert_desktop.sources import source_file
from ilert_desktop.sources.shared_source_file import SharedSourceFile, SourcesNotSaved
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source, practice_endpoint_of
from ilert_desktop.sources.source_file import Sources
from ilert_desktop.sources.source_rules import SourceProblem, source_problems

__all__ = ["SourceList", "SourceNotice", "SourceProblem", "SourceRefused", "SourcesNotSaved", "source_problems"]

_log = logging.getLogger(__name__)


class SourceNotice(msgspec.Struct, frozen=True):
    """Something the operator should know about the file of the sources."""

    title: str
    sentence: str


class SourceRefused(ValueError):  # noqa: N818 - named for what happened
    """A change that the list does not take; `title` and `sentence` are for the operator."""

    def __init__(self, title: str, sentence: str) -> None:
        self.title = title
        self.sentence = sentence
        super().__init__(f"{title}. {sentence}")


class SourceList:
    """The sources in the operator's order, and the one that is chosen. Every method may be called on any thread.

    Reading never waits. Changes are on the disk when a method returns (some milliseconds: not for the GUI thread);
    when writing fails, the list stays as it was. The file is read by `load()`; before that there are only the practice
    sources, and nothing can be changed. They are always in the list; one that is no longer among them is not, and keeps
    its place in the file.

    Several programs may share the file: each change starts from what is in it, and `refresh()` takes over what
    another program has changed.

    Args:
        path: the file.
        practice: what practice's configuration has as sources, at least one.
    """

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

    def choose(self, source_id: str) -> None:
        """Make a source the chosen one. Raises: SourceRefused: it is not in the list; SourcesNotSaved."""
        with self._change():
            self._position(source_id)
            self._save(self._content.sources, source_id)

    def add(self, source: Source) -> None:
        """Put a new source at the end. Raises: SourceRefused: it has a problem; SourcesNotSaved."""
        with self._change():
            if not source.id or self.get(source.id):
                raise SourceRefused("The source is there already", "Edit it instead of adding it again.")
            self._save((*self._content.sources, self._checked(source)), self._content.chosen)

    def replace(self, source: Source) -> None:
        """Put `source` in the place of the one with its id. Raises: SourceRefused; SourcesNotSaved."""
        with self._change():
            sources = list(self._content.sources)
            position = self._position(source.id)
            kept = sources[position] if sources[position].is_practice else None
            sources[position] = self._checked(source_file.as_set_up(source, kept))
            self._save(tuple(sources), self._content.chosen)

    def remove(self, source_id: str) -> None:
        """Take a source out; if it was chosen, Practice is. Raises: SourceRefused: Practice stays; SourcesNotSaved.

        Its key stays in the keyring until `Keys.forget()`.
        """
        with self._change():
            if practice_endpoint_of(source_id) is not None:
                raise SourceRefused("Practice stays", "A practice source can be renamed, but not removed.")
            sources = list(self._content.sources)
            del sources[self._position(source_id)]
            chosen = self._first_practice if self._content.chosen == source_id else self._content.chosen
            self._save(tuple(sources), chosen)

    def move(self, source_id: str, position: int) -> None:
        """Move a source to `position` (from 0, clamped to the list). Raises: SourceRefused; SourcesNotSaved."""
        with self._change():
            sources = list(self._content.sources)
            source = sources.pop(self._position(source_id))
            sources.insert(max(0, position), source)
            self._save(tuple(sources), self._content.chosen)

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

    def _position(self, source_id: str) -> int:
        for position, source in enumerate(self._content.sources):
            if source.id == source_id:
                return position
        raise SourceRefused("The source is gone", "It was removed in the meantime; choose another one.")

    def _checked(self, source: Source) -> Source:
        problems = source_problems(source, self._content.sources)
        if problems:
            raise SourceRefused("The source can't be saved", problems[0].message)
        return msgspec.structs.replace(source, name=source.name.strip())

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
