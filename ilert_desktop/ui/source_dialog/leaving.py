"""The way out of the dialog: past what is being written down, and past what is unsaved."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ilert_desktop.ui.source_dialog.dialog_notices import DialogNotices
from ilert_desktop.ui.source_dialog.editing import SourceEditing
from ilert_desktop.ui.source_dialog.questions import ClosingQuestion


class Leaving(QObject):
    """Lets the dialog go once nothing can be lost, and asks while something is unsaved.

    Signals:
        left: the dialog may go.
        stayed: it stays: the operator looks again, or something could not be saved.
    """

    left = Signal()
    stayed = Signal()

    def __init__(self, editing: SourceEditing, notices: DialogNotices, dialog: QWidget) -> None:
        super().__init__(dialog)
        self._editing = editing
        self._notices = notices
        self._dialog = dialog
        self._is_leaving = False
        self._waits_for_files = False
        saving = editing.saving
        saving.all_saved.connect(self._on_all_saved)
        saving.changed.connect(self._on_writing_changed)
        saving.stopped.connect(self._on_stay)
        saving.failed.connect(self._on_stay)

    def start(self) -> None:
        """Try to leave; `left` or `stayed` tells, perhaps later."""
        if not self._is_leaving:
            self._is_leaving = True
            self._waits_for_files = self._editing.saving.is_writing()
            if not self._waits_for_files:
                self._leave()

    def _leave(self) -> None:
        self._editing.leave_untouched()
        unsaved = self._editing.drafts.changed()
        if not unsaved:
            self._go()
            return
        names = [source.name.strip() or self.tr("New source") for source in unsaved]
        question = ClosingQuestion(names, self._dialog)
        question.save_requested.connect(self._on_save_all)
        question.discard_requested.connect(self._on_discard_all)
        question.stay_requested.connect(self._on_stay)
        question.open()

    def _go(self) -> None:
        self._is_leaving = False
        self.left.emit()

    @Slot()
    def _on_save_all(self) -> None:
        self._notices.withdraw_problem()
        self._editing.saving.save_all()

    @Slot()
    def _on_discard_all(self) -> None:
        self._editing.discard_all()
        self._go()

    @Slot()
    def _on_all_saved(self) -> None:
        self._go()

    @Slot()
    def _on_stay(self) -> None:
        if self._is_leaving:
            self._is_leaving = self._waits_for_files = False
            self.stayed.emit()

    @Slot()
    def _on_writing_changed(self) -> None:
        if self._waits_for_files and not self._editing.saving.is_writing():
            self._waits_for_files = False
            self._leave()
