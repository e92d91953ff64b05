"""Clears the composer, and brings back what was in it."""

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence

from ilert_desktop.draft import Draft, is_blank
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.composing import Composing


class Clearing(QObject):
    """Ctrl+N and its undo.

    Signals:
        undo_changed: whether a cleared draft can be brought back.
    """

    undo_changed = Signal(bool)

    def __init__(self, composer: Composer, composing: Composing, parent: QObject) -> None:
        super().__init__(parent)
        self._composer = composer
        self._composing = composing
        self._cleared: tuple[Draft, tuple[str, ...]] | None = None
        self._is_clearing = False
        composer.changed.connect(self._on_changed)
        composer.fields.summary.installEventFilter(self)

    @property
    def can_undo(self) -> bool:
        """Whether a cleared draft can be brought back."""
        return self._cleared is not None

    @Slot()
    def clear(self) -> None:
        """Start a blank draft with a new key; `undo` brings the present one back until something else is typed."""
        self.replace(None)

    def replace(self, draft: Draft | None) -> None:
        """Compose `draft` (None: a blank one); `undo` brings back what it took the place of, as after `clear`."""
        before = self._composer.value()
        if not is_blank(before):
            self._set((before, self._composing.source_ids))
        self._is_clearing = True
        self._composing.begin_anew(draft)
        self._is_clearing = False
        self._composer.show_top()

    @Slot()
    def undo(self) -> None:
        """Bring the cleared draft back, with its key, for the source it was meant for."""
        if self._cleared is not None:
            draft, (source_id, *also) = self._cleared
            self._set(None)
            self._composing.begin_anew(draft)
            if source_id != self._composing.source.id:
                self._composing.choose_source(source_id)
            self._composing.also_to(also)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Leave Ctrl+Z in the blank summary to the window: there it means "bring the draft back"."""
        is_undo = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        )
        if is_undo and self.can_undo:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_changed(self) -> None:
        if not self._is_clearing and self._cleared is not None and not is_blank(self._composer.value()):
            self._set(None)

    def _set(self, cleared: tuple[Draft, tuple[str, ...]] | None) -> None:
        self._cleared = cleared
        self.undo_changed.emit(cleared is not None)
