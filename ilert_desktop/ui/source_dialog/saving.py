"""Writing sources and keys down: one source, all of them, another order, one less."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.sources.key_problems import KeyProblem, KeyringLocked
from ilert_desktop.sources.source_list import SourceList, SourceRefused, SourcesNotSaved
from ilert_desktop.ui.source_dialog.drafts import SourceDrafts
from ilert_desktop.ui.source_dialog.key_states import KeyStates


class SourceSaving(QObject):
    """Takes drafts to the list of sources, and typed keys to where keys are kept.

    Signals:
        sources_changed: the list was saved.
        key_changed: the key of the source with this id was stored or forgotten.
        failed: something could not be done; carries the problem, which has a `title` and a `sentence`.
        all_saved: `save_all` is through, keys included.
    """

    sources_changed = Signal()
    key_changed = Signal(str)
    failed = Signal(object)
    all_saved = Signal()

    def __init__(self, sources: SourceList, drafts: SourceDrafts, keys: KeyStates, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._drafts = drafts
        self._keys = keys
        self._is_saving_all = False
        self._locked_out: set[str] = set()
        keys.stored.connect(self._on_key_stored)
        keys.forgotten.connect(self.key_changed)
        keys.not_stored.connect(self._on_key_not_stored)
        keys.failed.connect(self._on_key_failed)

    def can_save(self, source_id: str) -> bool:
        """Whether a source has something unsaved and no problem, and no key on its way."""
        is_ready = self._drafts.is_changed(source_id) and not self._drafts.problems(source_id)
        return is_ready and not self._keys.is_storing(source_id)

    def save(self, source_id: str) -> bool:
        """Save a source, and send its typed key on its way; whether the source could be saved."""
        is_edited = self._drafts.is_edited(source_id)
        if is_edited and not self._is_written(lambda: self._drafts.save(source_id)):
            return False
        self._store_key(source_id)
        return True

    def save_all(self) -> str | None:
        """Save everything unsaved; gives the first source that could not be saved and stops there."""
        self._is_saving_all = True
        for source in self._drafts.changed():
            if self._drafts.problems(source.id) or not self.save(source.id):
                self._is_saving_all = False
                return source.id
        self._finish_saving_all()
        return None

    def has_locked_out_keys(self) -> bool:
        """Whether a locked keyring did not take keys that could be kept for the session."""
        return bool(self._locked_out)

    def keep_for_session(self) -> None:
        """Keep the keys that a locked keyring did not take until the program ends."""
        waiting, self._locked_out = self._locked_out, set()
        for source_id in waiting:
            self._store_key(source_id, session_only=True)

    def move(self, source_id: str, place: int) -> bool:
        """Move a source to another place, from 0; whether it is saved."""
        return self._is_written(lambda: self._sources.move(source_id, place))

    def remove(self, source_id: str) -> bool:
        """Remove a source and forget its key; whether it is saved."""
        if not self._is_written(lambda: self._sources.remove(source_id)):
            return False
        self._drafts.discard(source_id)
        self._keys.forget(source_id)
        return True

    def _store_key(self, source_id: str, *, session_only: bool = False) -> None:
        saved = self._sources.get(source_id)
        typed = self._drafts.typed_key(source_id)
        if saved is not None and typed and not self._keys.is_storing(source_id):
            self._keys.store(saved, typed, session_only=session_only)

    def _is_written(self, write: Callable[[], object]) -> bool:
        try:
            write()
        except (SourceRefused, SourcesNotSaved) as problem:
            self.failed.emit(problem)
            return False
        self.sources_changed.emit()
        return True

    def _finish_saving_all(self) -> None:
        if self._is_saving_all and not self._drafts.changed():
            self._is_saving_all = False
            self.all_saved.emit()

    @Slot(str)
    def _on_key_stored(self, source_id: str) -> None:
        self._locked_out.discard(source_id)
        self._drafts.type_key(source_id, "")
        self.key_changed.emit(source_id)
        self._finish_saving_all()

    @Slot(str, object)
    def _on_key_not_stored(self, source_id: str, problem: KeyProblem) -> None:
        if isinstance(problem, KeyringLocked):
            self._locked_out.add(source_id)
        self._on_key_failed(problem)

    @Slot(object)
    def _on_key_failed(self, problem: KeyProblem) -> None:
        self._is_saving_all = False
        self.failed.emit(problem)
