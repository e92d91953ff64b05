"""The list of the sources, and beside it the form of the one that is edited."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

from ilert_desktop.ui.source_dialog.connection_offer import ConnectionOffer
from ilert_desktop.ui.source_dialog.editing import SourceEditing
from ilert_desktop.ui.source_dialog.ordering import SourceOrdering
from ilert_desktop.ui.source_dialog.questions import RemovalQuestion
from ilert_desktop.ui.source_dialog.source_form import SourceForm
from ilert_desktop.ui.source_dialog.source_list_view import SourceListView


class SourcesView(QSplitter):
    """Shows what is edited, and takes what the operator does with it.

    Signals:
        test_requested: the operator wants a test event sent to this (practice) `Source`.
    """

    test_requested = Signal(object)

    def __init__(self, editing: SourceEditing, ordering: SourceOrdering, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._editing = editing
        self._ordering = ordering
        self._list = SourceListView()
        self._form = SourceForm()
        self._page = QScrollArea()
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page.setWidgetResizable(True)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setWidget(self._form)
        self.addWidget(self._list)
        self.addWidget(self._page)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setSizes([224, 516])
        self._connect()
        self._on_shown()

    @property
    def connection(self) -> ConnectionOffer:
        """What checks the way to the endpoint on the screen."""
        return self._form.connection

    def focus_key(self) -> None:
        """Put the cursor into the key of the source on the screen."""
        self._page.verticalScrollBar().setValue(0)
        self._form.key.take_focus()

    def _connect(self) -> None:
        self._list.selected.connect(self._editing.show)
        self._list.add_requested.connect(self._on_add)
        self._list.remove_requested.connect(self._on_remove)
        self._list.move_requested.connect(self._ordering.move)
        self._form.changed.connect(self._on_form_changed)
        self._form.key.changed.connect(self._on_key_edited)
        self._form.test_requested.connect(self._on_test)
        self._editing.shown.connect(self._on_shown)
        self._editing.updated.connect(self._on_updated)

    @Slot()
    def _on_shown(self) -> None:
        current = self._editing.current
        self._form.set_value(current)
        self._form.key.set_value(self._editing.drafts.typed_key(current.id))
        self._on_updated()

    @Slot()
    def _on_updated(self) -> None:
        current, drafts = self._editing.current, self._editing.drafts
        unsaved = {source.id for source in drafts.changed()}
        self._list.set_value(drafts.all(), unsaved, current.id)
        self._list.set_allowed(
            remove=self._ordering.can_remove(),
            up=self._ordering.can_move(-1),
            down=self._ordering.can_move(1),
            why_not_remove=self.tr("Practice can't be removed") if current.is_practice else "",
        )
        self._form.connection.set_source(current)
        self._form.key.set_state(self._editing.key_state())
        self._form.set_problems(self._editing.problems())

    @Slot()
    def _on_form_changed(self) -> None:
        self._editing.edit(self._form.value())

    @Slot()
    def _on_key_edited(self) -> None:
        self._editing.type_key(self._form.key.value())

    @Slot()
    def _on_add(self) -> None:
        self._editing.add()
        self._page.verticalScrollBar().setValue(0)
        self._form.focus_name()

    @Slot()
    def _on_remove(self) -> None:
        question = RemovalQuestion(self._editing.current.name.strip() or self.tr("New source"), self)
        question.remove_requested.connect(self._ordering.remove)
        question.open()

    @Slot()
    def _on_test(self) -> None:
        self.test_requested.emit(self._editing.current)
