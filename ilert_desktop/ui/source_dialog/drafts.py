"""What the operator has typed about sources and not saved yet, so that changing rows loses nothing. Knows no Qt."""

import msgspec

from ilert_desktop.sources.keys import key_fault
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.sources.source_rules import SourceProblem, source_problems


class SourceDrafts:
    """The saved sources with the unsaved changes on top, and new sources after them.

    Typed keys are held here until they are stored or given up, and nowhere else.
    """

    def __init__(self, sources: SourceList) -> None:
        self._sources = sources
        self._edited: dict[str, Source] = {}
        self._typed_keys: dict[str, str] = {}
        self._saving: dict[str, Source] = {}

    def all(self) -> list[Source]:
        """Every source as it stands on the screen, the new ones last."""
        saved = self._sources.all()
        known = {source.id for source in saved}
        new = [source for source in self._edited.values() if source.id not in known]
        return [self._edited.get(source.id, source) for source in saved] + new

    def get(self, source_id: str) -> Source | None:
        """One source as it stands on the screen, or None."""
        return self._edited.get(source_id) or self._sources.get(source_id)

    def edit(self, source: Source) -> None:
        """Take what was typed; text that equals what is saved is no change."""
        # While it is written down, what is saved is about to be something else.
        if source == self._sources.get(source.id) and not self.is_saving(source.id):
            self._edited.pop(source.id, None)
        else:
            self._edited[source.id] = source

    def typed_key(self, source_id: str) -> str:
        """The key that was typed for a source and is not stored yet."""
        return self._typed_keys.get(source_id, "")

    def type_key(self, source_id: str, key: str) -> None:
        """Take a typed key; an empty one takes it back."""
        if key:
            self._typed_keys[source_id] = key
        else:
            self._typed_keys.pop(source_id, None)

    def is_new(self, source_id: str) -> bool:
        """Whether a source was never saved."""
        return self._sources.get(source_id) is None

    def changed(self) -> list[Source]:
        """The sources with something unsaved, in the order of the screen."""
        return [source for source in self.all() if self.is_changed(source.id)]

    def is_edited(self, source_id: str) -> bool:
        """Whether something other than the key of a source is unsaved."""
        return source_id in self._edited

    def is_changed(self, source_id: str) -> bool:
        """Whether a source has something unsaved, its key included."""
        return source_id in self._edited or source_id in self._typed_keys

    def discard(self, source_id: str) -> None:
        """Give up everything unsaved of a source; a new one is gone."""
        self._edited.pop(source_id, None)
        self._typed_keys.pop(source_id, None)

    def problems(self, source_id: str) -> list[SourceProblem]:
        """Everything that keeps a source from being saved; a bad typed key has the field `key`."""
        source = self.get(source_id)
        if source is None:
            return []
        found = source_problems(source, self.all())
        typed = self.typed_key(source_id)
        if typed and (fault := key_fault(typed)):
            found.append(SourceProblem("key", fault))
        return found

    def is_saving(self, source_id: str) -> bool:
        """Whether a source is being written down."""
        return source_id in self._saving

    def begin_save(self, source_id: str) -> Source:
        """What is to be written down of an edited source. Until `end_save` it is still shown as unsaved.

        Raises:
            KeyError: nothing but a key is unsaved of this source.
        """
        source = self._saving[source_id] = self._edited[source_id]
        return msgspec.structs.replace(source, name=source.name.strip())

    def end_save(self, source_id: str, *, is_saved: bool) -> None:
        """Take note of how writing down ended; what was typed meanwhile stays typed, and so does a key."""
        written = self._saving.pop(source_id)
        edited = self._edited.get(source_id)
        if is_saved and edited == written:
            del self._edited[source_id]
        elif edited is not None:
            self.edit(edited)
