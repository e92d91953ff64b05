"""The dialog in which the operator adds, describes, orders and removes alert sources and gives their keys."""

from concurrent.futures import Executor

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ilert_desktop.delivery.connection_check import ConnectionChecker
from ilert_desktop.sources.keys import KeyringStatus, Keys
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.source_dialog.connection_checks import ConnectionChecks
from ilert_desktop.ui.source_dialog.dialog_notices import DialogNotices
from ilert_desktop.ui.source_dialog.editing import SourceEditing
from ilert_desktop.ui.source_dialog.key_states import KeyStates
from ilert_desktop.ui.source_dialog.leaving import Leaving
from ilert_desktop.ui.source_dialog.ordering import SourceOrdering
from ilert_desktop.ui.source_dialog.sources_view import SourcesView
from ilert_desktop.ui.tasks import Tasks


class SourceDialog(QDialog):
    """Adds, edits, reorders and removes sources; open it with `open()` or `show()`.

    Nothing typed is lost by going to another source: it stays, marked as unsaved, until it is saved or given up.

    Signals:
        sources_changed: the list of sources was saved.
        key_changed: the key of the source with this id was stored or forgotten.
        test_requested: the operator wants a test event sent to this (practice) `Source`.
        stayed: the dialog was to close and stays: the operator looks again, or something could not be saved.

    Args:
        sources: the list.
        keys: where keys are kept.
        files: one thread, on which the list's small file is written: not for the GUI thread.
        tasks: watches what `keys`, `files` and `checker` promise.
        checker: finds out how far the way to an endpoint goes.
    """

    sources_changed = Signal()
    key_changed = Signal(str)
    test_requested = Signal(object)
    stayed = Signal()

    def __init__(
        self,
        sources: SourceList,
        keys: Keys,
        files: Executor,
        tasks: Tasks,
        checker: ConnectionChecker,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys = KeyStates(keys, tasks, self)
        self._editing = SourceEditing(sources, self._keys, files, tasks, self)
        bar = NoticeBar()
        self._notices = DialogNotices(self._keys, self._editing.saving, bar)
        self._leaving = Leaving(self._editing, self._notices, self)
        self._view = SourcesView(self._editing, SourceOrdering(sources, self._keys, self._editing, self))
        self._checks = ConnectionChecks(self._view.connection, checker, tasks, self)
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
        """Go to a source."""
        self._editing.show(source_id)

    def ask_for_key(self, source_id: str) -> None:
        """Go to a source and into its key, as when the window says that it is missing."""
        self._editing.show(source_id)
        self._view.focus_key()

    def holds_unsaved(self) -> bool:
        """Whether something typed would be lost if the dialog went now."""
        return self._editing.holds_unsaved()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask the keyring what it can do each time the dialog opens."""
        super().showEvent(event)
        if not event.spontaneous():
            self._keys.ask_status()
            self._editing.show(self._editing.current.id)

    def reject(self) -> None:
        """Close, once everything is written down; ask first while something is unsaved."""
        self._leaving.start()

    def _connect(self) -> None:
        saving = self._editing.saving
        saving.sources_changed.connect(self.sources_changed)
        saving.key_changed.connect(self.key_changed)
        self._leaving.left.connect(self._on_left)
        self._leaving.stayed.connect(self.stayed)
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
        self._undo.setEnabled(self._editing.can_undo())

    @Slot()
    def _on_save(self) -> None:
        self._notices.withdraw_problem()
        self._editing.saving.save(self._editing.current.id)

    @Slot()
    def _on_left(self) -> None:
        super().reject()

    @Slot(object)
    def _on_status_changed(self, _status: KeyringStatus) -> None:
        self._editing.check_key()
