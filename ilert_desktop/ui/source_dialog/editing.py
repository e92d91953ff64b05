"""Editing the sources, without widgets: which one is on the screen, what is typed, and what can be done."""

from concurrent.futures import Executor

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.sources.source_rules import SourceProblem
from ilert_desktop.ui.source_dialog.drafts import SourceDrafts
from ilert_desktop.ui.source_dialog.key_states import KeyState, KeyStates
from ilert_desktop.ui.source_dialog.palette import next_colour
from ilert_desktop.ui.source_dialog.saving import SourceSaving, SourceWriting
from ilert_desktop.ui.tasks import Tasks


class SourceEditing(QObject):
    """What the dialog shows and does.

    Attributes:
        drafts: what is typed and not saved.
        saving: writes drafts down; its signals tell what came of that.
        current: the source on the screen, as it is typed.

    Signals:
        shown: another source is on the screen, or it was replaced by what is saved: show everything anew.
        updated: something is known or typed anew about the sources, the one on the screen stays as it is.
    """

    shown = Signal()
    updated = Signal()

    def __init__(self, sources: SourceList, keys: KeyStates, files: Executor, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._keys = keys
        self._untouched: str | None = None
        self.drafts = SourceDrafts(sources)
        self.saving = SourceSaving(sources, self.drafts, keys, SourceWriting(files, tasks, self), self)
        self.current: Source = sources.chosen
        keys.changed.connect(self._on_key_state_changed)
        self.saving.key_changed.connect(self._on_key_changed)
        self.saving.changed.connect(self.updated)
        self.saving.saved.connect(self._on_saved)
        self.saving.stopped.connect(self.show)

    @Slot(str)
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

    def key_state(self) -> KeyState:
        """What is known of the key of the source on the screen."""
        if self.drafts.is_saving(self.current.id) and self.drafts.typed_key(self.current.id):
            # It goes to the keyring as it is now: no half of another one.
            return KeyState.SAVING
        return self._keys.state_of(self.current)

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

    def holds_unsaved(self) -> bool:
        """Whether something typed is unsaved, or still being written down."""
        return self.saving.is_writing() or any(source.id != self._untouched for source in self.drafts.changed())

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

    def can_undo(self) -> bool:
        """Whether something of the source on the screen is unsaved, and not being written down."""
        return self.drafts.is_changed(self.current.id) and not self.drafts.is_saving(self.current.id)

    def undo(self) -> None:
        """Give up what is unsaved of the source on the screen; a new one goes away."""
        self.drafts.discard(self.current.id)
        self.show(self.current.id if self.drafts.get(self.current.id) else self._sources.all()[-1].id)

    def discard_all(self) -> None:
        """Give up everything unsaved."""
        for source in self.drafts.changed():
            self.drafts.discard(source.id)
        self.show(self.current.id if self.drafts.get(self.current.id) else self._sources.chosen.id)

    @Slot(str)
    def _on_key_state_changed(self, _source_id: str) -> None:
        self.updated.emit()

    @Slot(str)
    def _on_key_changed(self, source_id: str) -> None:
        if source_id == self.current.id:
            self.shown.emit()
        self.updated.emit()

    @Slot(str)
    def _on_saved(self, source_id: str) -> None:
        if source_id == self.current.id and not self.drafts.is_edited(source_id):
            self.show(source_id)
