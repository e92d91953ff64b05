"""The dialog in which the operator adds, describes, orders and removes alert sources and gives their keys."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QMessageBox,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ilert_desktop.sources.key_problems import KeyringLocked
from ilert_desktop.sources.keys import KeyringStatus, Keys
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.source_dialog.editing import SourceEditing
from ilert_desktop.ui.source_dialog.key_states import KeyStates
from ilert_desktop.ui.source_dialog.questions import ask_closing, ask_removal
from ilert_desktop.ui.source_dialog.source_form import SourceForm
from ilert_desktop.ui.source_dialog.source_list_view import SourceListView
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
        self._notices = NoticeBar()
        self._list = SourceListView()
        self._form = SourceForm()
        self._page = QScrollArea()
        standard = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(standard.Save | standard.Reset | standard.Close)
        self._save = self._buttons.button(standard.Save)
        self._undo = self._buttons.button(standard.Reset)
        self._save.setText(self.tr("&Save"))
        self._undo.setText(self.tr("&Undo changes"))
        self.setWindowTitle(self.tr("Sources"))
        self._put_together()
        self._connect()
        self._on_shown()

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
        if unsaved:
            names = [source.name.strip() or self.tr("New source") for source in unsaved]
            ask_closing(self, names).buttonClicked.connect(self._on_closing_answered)
        else:
            super().reject()

    def _put_together(self) -> None:
        self._page.setWidgetResizable(True)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setWidget(self._form)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._list)
        split.addWidget(self._page)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([200, 540])
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 12, 12, 12)
        lines.setSpacing(8)
        lines.addWidget(self._notices)
        lines.addWidget(split, 1)
        lines.addWidget(self._buttons)
        self.resize(800, 720)

    def _connect(self) -> None:
        self._list.selected.connect(self._editing.show)
        self._list.add_requested.connect(self._on_add)
        self._list.remove_requested.connect(self._on_remove)
        self._list.move_requested.connect(self._editing.move)
        self._form.changed.connect(self._on_form_changed)
        self._form.key_edited.connect(self._on_key_edited)
        self._form.test_requested.connect(self._on_test)
        self._keys.status_changed.connect(self._on_status_changed)
        self._editing.shown.connect(self._on_shown)
        self._editing.updated.connect(self._on_updated)
        self._editing.sources_changed.connect(self.sources_changed)
        self._editing.key_changed.connect(self.key_changed)
        self._editing.failed.connect(self._on_failed)
        self._editing.all_saved.connect(self._on_all_saved)
        self._save.clicked.connect(self._on_save)
        self._undo.clicked.connect(self._editing.undo)
        self._buttons.rejected.connect(self.reject)

    @Slot()
    def _on_shown(self) -> None:
        current = self._editing.current
        self._form.set_value(current)
        self._form.set_typed_key(self._editing.drafts.typed_key(current.id))
        self._on_updated()

    @Slot()
    def _on_updated(self) -> None:
        current, drafts = self._editing.current, self._editing.drafts
        unsaved = {source.id for source in drafts.changed()}
        self._list.set_value(drafts.all(), unsaved, current.id)
        self._list.set_allowed(
            remove=self._editing.can_remove(),
            up=self._editing.can_move(-1),
            down=self._editing.can_move(1),
            why_not_remove=self.tr("Practice can't be removed") if current.is_practice else "",
        )
        self._form.set_key_state(self._keys.state_of(current))
        self._form.set_problems(self._editing.problems())
        self._save.setEnabled(self._editing.can_save())
        self._undo.setEnabled(current.id in unsaved)

    @Slot()
    def _on_form_changed(self) -> None:
        self._editing.edit(self._form.value())

    @Slot()
    def _on_key_edited(self) -> None:
        self._editing.type_key(self._form.typed_key())

    @Slot()
    def _on_save(self) -> None:
        self._notices.withdraw("save")
        self._editing.save()

    @Slot()
    def _on_add(self) -> None:
        self._editing.add()
        self._page.verticalScrollBar().setValue(0)
        self._form.focus_name()

    @Slot()
    def _on_remove(self) -> None:
        name = self._editing.current.name.strip() or self.tr("New source")
        ask_removal(self, name).buttonClicked.connect(self._on_removal_answered)

    @Slot(QAbstractButton)
    def _on_removal_answered(self, button: QAbstractButton) -> None:
        box = self.sender()
        if isinstance(box, QMessageBox) and box.buttonRole(button) is QMessageBox.ButtonRole.DestructiveRole:
            self._editing.remove()

    @Slot(QAbstractButton)
    def _on_closing_answered(self, button: QAbstractButton) -> None:
        box = self.sender()
        role = box.buttonRole(button) if isinstance(box, QMessageBox) else None
        if role is QMessageBox.ButtonRole.AcceptRole:
            self._notices.withdraw("save")
            self._editing.save_all()
        elif role is QMessageBox.ButtonRole.DestructiveRole:
            self._editing.discard_all()
            super().reject()

    @Slot()
    def _on_all_saved(self) -> None:
        super().reject()

    @Slot()
    def _on_test(self) -> None:
        self.test_requested.emit(self._editing.current)

    @Slot(object)
    def _on_failed(self, problem: Exception) -> None:
        title, sentence = getattr(problem, "title", str(problem)), getattr(problem, "sentence", "")
        actions = ((self.tr("Unlock the keyring…"), self._keys.unlock),) if isinstance(problem, KeyringLocked) else ()
        self._notices.show_notice(Notice(subject="save", title=title, sentence=sentence, actions=actions))

    @Slot(object)
    def _on_status_changed(self, status: KeyringStatus) -> None:
        self._editing.check_key()
        if status.usable and not status.locked:
            self._notices.withdraw("keyring")
            return
        title = self.tr("The keyring is locked") if status.locked else self.tr("Keys are held for this session only")
        actions = ((self.tr("Unlock the keyring…"), self._keys.unlock),) if status.locked else ()
        self._notices.show_notice(
            Notice(subject="keyring", title=title, sentence=status.sentence, actions=actions, is_problem=True)
        )
