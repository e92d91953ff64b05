"""Editing the sources, without widgets: which one is on the screen, what is unsaved, saving, removing, moving."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.sources.key_problems import KeyProblem
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from ilert_desktop.sources.source_list import SourceList, SourceRefused, SourcesNotSaved
from ilert_desktop.sources.source_rules import SourceProblem
from ilert_desktop.ui.source_dialog.drafts import SourceDrafts
from ilert_desktop.ui.source_dialog.key_states import KeyStates
from ilert_desktop.ui.source_dialog.palette import next_colour


class SourceEditing(QObject):
    """What the dialog shows and does.

    Signals:
        shown: another source is on the screen, or it was replaced by what is saved: show everything anew.
        updated: something is known or typed anew about the sources, the one on the screen stays as it is.
        sources_changed: the list was saved.
        key_changed: the key of the source with this id was stored or forgotten.
        failed: something could not be done; carries the problem, which has a `title` and a `sentence`.
        all_saved: `save_all` is through, keys included.
    """

    shown = Signal()
    updated = Signal()
    sources_changed = Signal()
    key_changed = Signal(str)
    failed = Signal(object)
    all_saved = Signal()

    def __init__(self, sources: SourceList, keys: KeyStates, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._keys = keys
        self._is_saving_all = False
        self._untouched: str | None = None
        self.drafts = SourceDrafts(sources)
        self.current: Source = sources.chosen
        keys.changed.connect(self._on_key_state_changed)
        keys.stored.connect(self._on_key_stored)
        keys.forgotten.connect(self.key_changed)
        keys.failed.connect(self._on_key_failed)

    def show(self, source_id: str) -> None:
        """Put another source on the screen; an unknown id changes nothing."""
        source = self.drafts.get(source_id)
        if source is not None:
            self.current = source
            if source_id != self._untouched:
                self.drop_untouched()
            self.check_key()
            self.shown.emit()

    def check_key(self) -> None:
        """Find out whether the source on the screen has a key, unless it is known."""
        saved = self._sources.get(self.current.id)
        if saved is not None:
            self._keys.check(saved)

    def add(self) -> None:
        """Put a new, empty source on the screen."""
        colours = [source.colour for source in self.drafts.all()]
        source = Source(name="", colour=next_colour(colours))
        self.drop_untouched()
        self.drafts.edit(source)
        self._untouched = source.id
        self.show(source.id)

    def drop_untouched(self) -> None:
        """Forget a new source in which nothing was typed."""
        if self._untouched is not None:
            self.drafts.discard(self._untouched)
            self._untouched = None

    def leave_untouched(self) -> None:
        """Go away from a new source in which nothing was typed, if that is what is on the screen."""
        if self.current.id == self._untouched:
            self.show(self._sources.chosen.id)

    def edit(self, source: Source) -> None:
        """Take what was typed about the source on the screen."""
        self.current = source
        self._untouched = None
        self.drafts.edit(source)
        self.updated.emit()

    def type_key(self, key: str) -> None:
        """Take what was typed as the key of the source on the screen."""
        self._untouched = None
        self.drafts.type_key(self.current.id, key)
        self.updated.emit()

    def problems(self) -> list[SourceProblem]:
        """What to show as wrong with the source on the screen: nothing before something was typed."""
        is_touched = self.drafts.is_changed(self.current.id) and self.current.id != self._untouched
        return self.drafts.problems(self.current.id) if is_touched else []

    def can_save(self) -> bool:
        """Whether the source on the screen has something unsaved and no problem, and no key on its way."""
        source_id = self.current.id
        is_ready = self.drafts.is_changed(source_id) and not self.drafts.problems(source_id)
        return is_ready and not self._keys.is_storing(source_id)

    def save(self) -> None:
        """Save the source on the screen; its typed key goes to the keyring."""
        if self._save(self.current.id):
            self.show(self.current.id)

    def save_all(self) -> None:
        """Save everything unsaved; stops at the first source with a problem and shows it."""
        self._is_saving_all = True
        for source in self.drafts.changed():
            if self.drafts.problems(source.id) or not self._save(source.id):
                self._is_saving_all = False
                self.show(source.id)
                return
        self._finish_saving_all()

    def undo(self) -> None:
        """Give up what is unsaved of the source on the screen; a new one goes away."""
        self.drafts.discard(self.current.id)
        self.show(self.current.id if self.drafts.get(self.current.id) else self._sources.all()[-1].id)

    def discard_all(self) -> None:
        """Give up everything unsaved."""
        for source in self.drafts.changed():
            self.drafts.discard(source.id)
        self.show(self.current.id if self.drafts.get(self.current.id) else self._sources.chosen.id)

    def place(self) -> int:
        """Where the source on the screen stands, from 0."""
        return [source.id for source in self.drafts.all()].index(self.current.id)

    def can_move(self, by: int) -> bool:
        """Whether the source on the screen can go `by` places down; new ones stay last until they are saved."""
        is_new = self.drafts.is_new(self.current.id)
        return not is_new and 0 <= self.place() + by < len(self._sources.all())

    def move(self, by: int) -> None:
        """Move the source on the screen `by` places down (up when negative)."""
        if self.can_move(by) and self._written(lambda: self._sources.move(self.current.id, self.place() + by)):
            self.updated.emit()

    def can_remove(self) -> bool:
        """Whether the source on the screen can be removed: all can but Practice, and one whose key is on its way."""
        return self.current.id != PRACTICE_SOURCE.id and not self._keys.is_storing(self.current.id)

    def remove(self) -> None:
        """Remove the source on the screen and forget its key."""
        source_id, place = self.current.id, self.place()
        if self.drafts.is_new(source_id):
            self.undo()
        elif self._written(lambda: self._sources.remove(source_id)):
            self.drafts.discard(source_id)
            self._keys.forget(source_id)
            remaining = self.drafts.all()
            self.show(remaining[min(place, len(remaining) - 1)].id)

    def _save(self, source_id: str) -> bool:
        is_edited = self.drafts.is_edited(source_id)
        if is_edited and not self._written(lambda: self.drafts.save(source_id)):
            return False
        saved = self._sources.get(source_id)
        typed = self.drafts.typed_key(source_id)
        if saved is not None and typed and not self._keys.is_storing(source_id):
            self._keys.store(saved, typed)
        return True

    def _written(self, write: Callable[[], object]) -> bool:
        try:
            write()
        except (SourceRefused, SourcesNotSaved) as problem:
            self.failed.emit(problem)
            return False
        self.sources_changed.emit()
        return True

    def _finish_saving_all(self) -> None:
        if self._is_saving_all and not self.drafts.changed():
            self._is_saving_all = False
            self.all_saved.emit()

    @Slot(str)
    def _on_key_state_changed(self, _source_id: str) -> None:
        self.updated.emit()

    @Slot(str)
    def _on_key_stored(self, source_id: str) -> None:
        self.drafts.type_key(source_id, "")
        if source_id == self.current.id:
            self.shown.emit()
        self.updated.emit()
        self.key_changed.emit(source_id)
        self._finish_saving_all()

    @Slot(object)
    def _on_key_failed(self, problem: KeyProblem) -> None:
        self._is_saving_all = False
        self.failed.emit(problem)
