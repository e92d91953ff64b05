"""The dialog in which the operator adds, describes, orders and removes alert sources and gives their keys."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ilert_desktop.sources.keys import KeyringStatus, Keys
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.source_dialog.dialog_notices import DialogNotices
from ilert_desktop.ui.source_dialog.editing import SourceEditing
from ilert_desktop.ui.source_dialog.key_states import KeyStates
from ilert_desktop.ui.source_dialog.questions import ClosingQuestion
from ilert_desktop.ui.source_dialog.sources_view import SourcesView
from ilert_desktop.ui.tasks import Tasks


class SourceDialog(QDialog):
    """Adds, edits, reorders and removes sources; open it with `open()` or `show()`.

    Nothing typed is lost by going to another source: it stays, marked as unsaved, until it is saved or given up.

    Signals:
        sources_changed: the list of sources was saved.
        key_changed: the key of the source with this id was stored or forgotten.
        test_requested: the operator wants a test event sent to this (practice) `Source`.

    Args:
        sources: the list; its small file is written on the GUI thread.
        keys: where keys are kept.
        tasks: watches what `keys` promises.
    """

    sources_changed = Signal()
    key_changed = Signal(str)
    test_requested = Signal(object)

    def __init__(self, sources: SourceList, keys: Keys, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = KeyStates(keys, tasks, self)
        self._editing = SourceEditing(sources, self._keys, self)
        bar = NoticeBar()
        self._notices = DialogNotices(self._keys, self._editing.saving, bar)
        self._view = SourcesView(self._editing)
        standard = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(standard.Save | standard.Reset | standard.Close)
        self._save = self._buttons.button(standard.Save)
        self._undo = self._buttons.button(standard.Reset)
        self._save.setText(self.tr("&Save"))
        self._undo.setText(self.tr("&Undo changes"))
        self.setWindowTitle(self.tr("Sources"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 12, 12, 12)
        lines.setSpacing(8)
        lines.addWidget(bar)
        lines.addWidget(self._view, 1)
        lines.addWidget(self._buttons)
        self.resize(800, 720)
        self._connect()
        self._on_updated()

    def show_source(self, source_id: str) -> None:
        """Go to a source, as when the window says that its key is missing."""
        self._editing.show(source_id)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask the keyring what it can do each time the dialog opens."""
        super().showEvent(event)
        if not event.spontaneous():
            self._keys.ask_status()
            self._editing.show(self._editing.current.id)

    def reject(self) -> None:
        """Close, but ask first while something is unsaved."""
        self._editing.leave_untouched()
        unsaved = self._editing.drafts.changed()
        if not unsaved:
            super().reject()
            return
        question = ClosingQuestion([source.name.strip() or self.tr("New source") for source in unsaved], self)
        question.save_requested.connect(self._on_save_all)
        question.discard_requested.connect(self._on_discard_all)
        question.open()

    def _connect(self) -> None:
        saving = self._editing.saving
        saving.sources_changed.connect(self.sources_changed)
        saving.key_changed.connect(self.key_changed)
        saving.all_saved.connect(self._on_all_saved)
        self._view.test_requested.connect(self.test_requested)
        self._keys.status_changed.connect(self._on_status_changed)
        self._editing.shown.connect(self._on_updated)
        self._editing.updated.connect(self._on_updated)
        self._save.clicked.connect(self._on_save)
        self._undo.clicked.connect(self._editing.undo)
        self._buttons.rejected.connect(self.reject)

    @Slot()
    def _on_updated(self) -> None:
        current_id = self._editing.current.id
        self._save.setEnabled(self._editing.saving.can_save(current_id))
        self._undo.setEnabled(self._editing.drafts.is_changed(current_id))

    @Slot()
    def _on_save(self) -> None:
        self._notices.withdraw_problem()
        self._editing.save()

    @Slot()
    def _on_save_all(self) -> None:
        self._notices.withdraw_problem()
        self._editing.save_all()

    @Slot()
    def _on_discard_all(self) -> None:
        self._editing.discard_all()
        super().reject()

    @Slot()
    def _on_all_saved(self) -> None:
        super().reject()

    @Slot(object)
    def _on_status_changed(self, _status: KeyringStatus) -> None:
        self._editing.check_key()
