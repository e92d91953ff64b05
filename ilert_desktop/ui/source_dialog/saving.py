"""Writing sources and keys down: one source, all of them, another order, one less. Nothing here waits for a disk."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.sources.key_problems import KeyProblem, KeyringLocked
from ilert_desktop.sources.source_list import SourceList, SourceRefused, SourcesNotSaved
from ilert_desktop.ui.source_dialog.drafts import SourceDrafts
from ilert_desktop.ui.source_dialog.key_states import KeyStates
from ilert_desktop.ui.tasks import Tasks


class SourceWriting(QObject):
    """Changes the list of sources on the thread of the files, one change after the other.

    Signals:
        changed: a change began or ended.
        written: the list was saved.
        failed: it could not be; carries the problem, which has a `title` and a `sentence`.
    """

    changed = Signal()
    written = Signal()
    failed = Signal(object)

    def __init__(self, files: Executor, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self._tasks = tasks
        self._under_way = 0

    def is_busy(self) -> bool:
        """Whether a change is under way."""
        return self._under_way > 0

    def write(self, change: Callable[[], None], done: Callable[[], None], failed: Callable[[], None]) -> None:
        """Hand in a change of the list; `done` or `failed` is called before the signals tell of its end."""
        self._under_way += 1
        future: Future[None] = self._files.submit(change)
        self._tasks.watch(future, lambda _: self._on_written(done), lambda error: self._on_failed(error, failed))
        self.changed.emit()

    def _on_written(self, done: Callable[[], None]) -> None:
        self._under_way -= 1
        done()
        self.written.emit()
        self.changed.emit()

    def _on_failed(self, problem: Exception, failed: Callable[[], None]) -> None:
        self._under_way -= 1
        failed()
        is_expected = isinstance(problem, SourceRefused | SourcesNotSaved)
        if is_expected:
            self.failed.emit(problem)
        self.changed.emit()
        if not is_expected:
            raise problem


class SourceSaving(QObject):
    """Takes drafts to the list of sources, and typed keys to where keys are kept. Every change ends later.

    Signals:
        changed: a write began or ended.
        sources_changed: the list was saved.
        saved, removed: the source with this id was, in the list; its key may still be on its way.
        key_changed: the key of the source with this id was stored or forgotten.
        failed: something could not be done; carries the problem, which has a `title` and a `sentence`.
        all_saved: `save_all` is through, keys included.
        stopped: `save_all` ended at the source with this id, which is not saved.
    """

    changed = Signal()
    sources_changed = Signal()
    saved = Signal(str)
    removed = Signal(str)
    key_changed = Signal(str)
    failed = Signal(object)
    all_saved = Signal()
    stopped = Signal(str)

    def __init__(
        self, sources: SourceList, drafts: SourceDrafts, keys: KeyStates, writing: SourceWriting, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._sources = sources
        self._drafts = drafts
        self._keys = keys
        self._writing = writing
        self._is_saving_all = False
        self._to_save: list[str] = []
        self._locked_out: set[str] = set()
        writing.changed.connect(self.changed)
        writing.written.connect(self.sources_changed)
        writing.failed.connect(self.failed)
        keys.stored.connect(self._on_key_stored)
        keys.forgotten.connect(self.key_changed)
        keys.not_stored.connect(self._on_key_not_stored)
        keys.failed.connect(self._on_key_failed)

    def is_writing(self) -> bool:
        """Whether a change of the list is under way."""
        return self._writing.is_busy()

    def can_save(self, source_id: str) -> bool:
        """Whether a source has something unsaved and no problem, and neither it nor its key is on its way."""
        is_ready = self._drafts.is_changed(source_id) and not self._drafts.problems(source_id)
        return is_ready and not self._drafts.is_saving(source_id) and not self._keys.is_storing(source_id)

    def save(self, source_id: str) -> None:
        """Save a source, and then send its typed key on its way."""
        if not self._drafts.is_edited(source_id):
            self._store_key(source_id)
            return
        change = self._sources.add if self._drafts.is_new(source_id) else self._sources.replace
        source = self._drafts.begin_save(source_id)
        self._writing.write(
            partial(change, source), partial(self._take_saved, source_id), partial(self._take_unsaved, source_id)
        )

    def save_all(self) -> None:
        """Save everything that is unsaved now; stops at the first source that can't be saved."""
        self._to_save = [source.id for source in self._drafts.changed()]
        self._is_saving_all = True
        self._go_on()

    def has_locked_out_keys(self) -> bool:
        """Whether a locked keyring did not take keys that could be kept for the session."""
        return bool(self._locked_out)

    def keep_for_session(self) -> None:
        """Keep the keys that a locked keyring did not take until the program ends."""
        waiting, self._locked_out = self._locked_out, set()
        for source_id in waiting:
            self._store_key(source_id, session_only=True)

    def move(self, source_id: str, place: int) -> None:
        """Move a source to another place, from 0."""
        self._writing.write(partial(self._sources.move, source_id, place), _nothing, _nothing)

    def remove(self, source_id: str) -> None:
        """Remove a source, and then forget its key."""
        self._writing.write(partial(self._sources.remove, source_id), partial(self._take_removed, source_id), _nothing)

    def _store_key(self, source_id: str, *, session_only: bool = False) -> None:
        saved = self._sources.get(source_id)
        typed = self._drafts.typed_key(source_id)
        if saved is not None and typed and not self._keys.is_storing(source_id):
            self._keys.store(saved, typed, session_only=session_only)

    def _take_saved(self, source_id: str) -> None:
        self._drafts.end_save(source_id, is_saved=True)
        self._store_key(source_id)
        self.saved.emit(source_id)
        self._go_on()

    def _take_unsaved(self, source_id: str) -> None:
        self._drafts.end_save(source_id, is_saved=False)
        self._stop(source_id)

    def _take_removed(self, source_id: str) -> None:
        self._drafts.discard(source_id)
        self._keys.forget(source_id)
        self.removed.emit(source_id)

    def _go_on(self) -> None:
        while self._is_saving_all and self._to_save and not self.is_writing():
            source_id = self._to_save.pop(0)
            if self._drafts.problems(source_id):
                self._stop(source_id)
            else:
                self.save(source_id)
        left = self._drafts.changed()
        if not self._is_saving_all or self.is_writing() or any(self._keys.is_storing(one.id) for one in left):
            return
        if left:
            self._stop(left[0].id)
        else:
            self._is_saving_all = False
            self.all_saved.emit()

    def _stop(self, source_id: str) -> None:
        if self._is_saving_all:
            self._is_saving_all = False
            self.stopped.emit(source_id)

    @Slot(str)
    def _on_key_stored(self, source_id: str) -> None:
        self._locked_out.discard(source_id)
        self._drafts.type_key(source_id, "")
        self.key_changed.emit(source_id)
        self._go_on()

    @Slot(str, object)
    def _on_key_not_stored(self, source_id: str, problem: KeyProblem) -> None:
        if isinstance(problem, KeyringLocked):
            self._locked_out.add(source_id)
        self._on_key_failed(problem)

    @Slot(object)
    def _on_key_failed(self, problem: KeyProblem) -> None:
        self._is_saving_all = False
        self.failed.emit(problem)


def _nothing() -> None:
    return
