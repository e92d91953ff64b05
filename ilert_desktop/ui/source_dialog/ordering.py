"""The order of the sources: moving the one on the screen, and taking it out."""

from PySide6.QtCore import QObject, Slot

from ilert_desktop.sources.source import practice_endpoint_of
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.source_dialog.editing import SourceEditing
from ilert_desktop.ui.source_dialog.key_states import KeyStates


class SourceOrdering(QObject):
    """Moves and removes the source on the screen, one change after the other."""

    def __init__(self, sources: SourceList, keys: KeyStates, editing: SourceEditing, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._keys = keys
        self._editing = editing
        self._place_of_removed = 0
        editing.saving.removed.connect(self._on_removed)

    def can_move(self, by: int) -> bool:
        """Whether the source on the screen can go `by` places down; new ones stay last until they are saved."""
        editing = self._editing
        if editing.saving.is_writing() or editing.drafts.is_new(editing.current.id):
            return False
        return 0 <= self._place() + by < len(self._sources.all())

    @Slot(int)
    def move(self, by: int) -> None:
        """Move the source on the screen `by` places down (up when negative)."""
        if self.can_move(by):
            self._editing.saving.move(self._editing.current.id, self._place() + by)

    def can_remove(self) -> bool:
        """Whether the source on the screen can be removed: all can but Practice, while nothing of it is on its way."""
        current_id = self._editing.current.id
        is_busy = self._editing.saving.is_writing() or self._keys.is_storing(current_id)
        return practice_endpoint_of(current_id) is None and not is_busy

    @Slot()
    def remove(self) -> None:
        """Remove the source on the screen and forget its key."""
        if not self.can_remove():
            return
        current_id = self._editing.current.id
        if self._editing.drafts.is_new(current_id):
            self._editing.undo()
        else:
            self._place_of_removed = self._place()
            self._editing.saving.remove(current_id)

    def _place(self) -> int:
        return [source.id for source in self._editing.drafts.all()].index(self._editing.current.id)

    @Slot(str)
    def _on_removed(self, source_id: str) -> None:
        if source_id == self._editing.current.id:
            remaining = self._editing.drafts.all()
            self._editing.show(remaining[min(self._place_of_removed, len(remaining) - 1)].id)
