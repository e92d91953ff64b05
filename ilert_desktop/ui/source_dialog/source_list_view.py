"""The sources as a list, with the buttons that add, remove and reorder them."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from ilert_desktop.sources.source import Source
from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.source_dialog.palette import DOT_SIZE, dot

_ID = Qt.ItemDataRole.UserRole


class SourceListView(QWidget):
    """Shows sources by colour and name; which of them have something unsaved, and which one is being edited.

    Signals:
        selected: the operator went to the source with this id.
        add_requested, remove_requested: for a new source, or for the one being edited.
        move_requested: the one being edited should go this many places down (up when negative).
    """

    selected = Signal(str)
    add_requested = Signal()
    remove_requested = Signal()
    move_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_setting = False
        self._list = QListWidget()
        # The end of a long name is left out; the form beside it has all of it.
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(self.tr("Sources"))
        self._list.setIconSize(QSize(DOT_SIZE, DOT_SIZE))
        self._list.setSpacing(1)
        self._list.currentItemChanged.connect(self._on_current_changed)
        self._add = self._make_button("add", self.tr("Add a source"))
        self._remove = self._make_button("remove", self.tr("Remove this source"))
        self._up = self._make_button("up", self.tr("Move this source up"))
        self._down = self._make_button("down", self.tr("Move this source down"))
        self._add.clicked.connect(self.add_requested)
        self._remove.clicked.connect(self.remove_requested)
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self._add, self._remove, self._up, self._down):
            buttons.addWidget(button)
        buttons.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self._list, 1)
        lines.addLayout(buttons)

    def set_value(self, sources: Sequence[Source], unsaved: Collection[str], current_id: str) -> None:
        """Show `sources`, a mark at the `unsaved` ones, and `current_id` as the one being edited."""
        self._is_setting = True
        while self._list.count() > len(sources):
            self._list.takeItem(self._list.count() - 1)
        while self._list.count() < len(sources):
            self._list.addItem(QListWidgetItem())
        for place, source in enumerate(sources):
            self._show(self._list.item(place), source, is_unsaved=source.id in unsaved)
            if source.id == current_id:
                self._list.setCurrentRow(place)
        self._is_setting = False

    def set_allowed(self, *, remove: bool, up: bool, down: bool, why_not_remove: str = "") -> None:
        """Say which buttons make sense for the source being edited, and why it can't be removed."""
        self._remove.setEnabled(remove)
        self._remove.setToolTip(why_not_remove or self.tr("Remove this source"))
        self._up.setEnabled(up)
        self._down.setEnabled(down)

    def _show(self, item: QListWidgetItem, source: Source, *, is_unsaved: bool) -> None:
        name = source.name.strip() or self.tr("New source")
        item.setText(self.tr("{name} (unsaved)").format(name=name) if is_unsaved else name)
        item.setIcon(dot(source.colour))
        item.setData(_ID, source.id)
        font = item.font()
        font.setItalic(is_unsaved)
        item.setFont(font)

    def _make_button(self, icon_name: str, name: str) -> QToolButton:
        button = QToolButton(self)
        set_icon(button, icon_name)
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current_changed(self, current: QListWidgetItem | None) -> None:
        if current is not None and not self._is_setting:
            self.selected.emit(current.data(_ID))

    @Slot()
    def _on_up(self) -> None:
        self.move_requested.emit(-1)

    @Slot()
    def _on_down(self) -> None:
        self.move_requested.emit(1)
