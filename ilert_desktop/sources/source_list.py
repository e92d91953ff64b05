"""The list of sources on this computer, kept whole through crashes, full disks and damage."""

import msgspec

from ilert_desktop.sources import source_file
from ilert_desktop.sources.kept_sources import KeptSources, SourceNotice
from ilert_desktop.sources.shared_source_file import SourcesNotSaved
from ilert_desktop.sources.source import Source, practice_endpoint_of
from ilert_desktop.sources.source_rules import SourceProblem, source_problems

__all__ = ["SourceList", "SourceNotice", "SourceProblem", "SourceRefused", "SourcesNotSaved", "source_problems"]


class SourceRefused(ValueError):  # noqa: N818 - named for what happened
    """A change that the list does not take; `title` and `sentence` are for the operator."""

    def __init__(self, title: str, sentence: str) -> None:
        self.title = title
        self.sentence = sentence
        super().__init__(f"{title}. {sentence}")


class SourceList(KeptSources):
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
