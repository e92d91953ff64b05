"""An editor for a list of rows of texts: add, remove, reorder and duplicate, by mouse and by keyboard."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.rows.action import RowAction, action_of
from ilert_desktop.ui.rows.column import Column
from ilert_desktop.ui.rows.row import GAP, Header
from ilert_desktop.ui.rows.row_list import RowList

__all__ = ["Column", "RowProblem", "RowsEditor"]

RowProblem = tuple[int, str, str]


class RowsEditor(QWidget):
    """A list of rows with one cell for each column; an empty list is only its add button.

    Keys, in any cell: Alt+Up and Alt+Down move the row, Ctrl+D duplicates it, Ctrl+Shift+Delete removes it, Return
    goes to the next cell and, in the last one, to the next row or a new one. The editor grows with its rows and
    never scrolls: the page around it does.

    Signals:
        changed: the operator changed the value; `set_value` does not emit it.

    Args:
        columns: at least one, from left to right.
        title: what one row is, in the singular, such as "Image"; part of every accessible name.
        add_text: the words on the add button; made from the title when left out.
    """

    changed = Signal()

    def __init__(
        self, columns: Sequence[Column], title: str, parent: QWidget | None = None, *, add_text: str = ""
    ) -> None:
        super().__init__(parent)
        self._names = [column.name for column in columns]
        self._problems: list[RowProblem] = []
        self._header = Header(columns, self)
        self._rows = RowList(columns, title, self)
        self._add = QPushButton(add_text or self.tr("Add {row}").format(row=title.lower()))
        set_icon(self._add, "add")
        self._add.setAutoDefault(False)
        self._add.setToolTip(self.tr("Return in the last cell adds a row too"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP)
        lines.addWidget(self._header)
        lines.addLayout(self._rows.layout)
        lines.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._add.clicked.connect(self._on_add)
        self._rows.changed.connect(self.changed)
        self._rows.action_requested.connect(self._on_action_requested)
        self._arrange()

    def value(self) -> tuple[tuple[str, ...], ...]:
        """The texts of all rows as they are in the cells, empty rows included."""
        return self._rows.value()

    def set_value(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows; cells that hold their text already keep their cursor and undo steps."""
        self._rows.set_value(rows)
        self._arrange()

    def set_problems(self, problems: Sequence[RowProblem]) -> None:
        """Mark cells: each problem is the row's place (from 0), the column's wire name, and a message."""
        if list(problems) == self._problems:
            return
        self._problems = list(problems)
        by_row: dict[int, dict[str, str]] = {}
        for place, name, message in problems:
            by_row.setdefault(place, {}).setdefault(name, message)
        self._rows.set_problems(by_row)

    def focus_cell(self, place: int, column_name: str) -> None:
        """Put the cursor into a cell and scroll the pages around the editor to it."""
        if 0 <= place < len(self._rows):
            self._focus(place, self._names.index(column_name) if column_name in self._names else 0)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that work on rows before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            action = action_of(event)
            if action not in {None, RowAction.GO_ON} and self._rows.place_of(self.focusWidget()) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Work on the row that has the focus."""
        action, cell = action_of(event), self._rows.place_of(self.focusWidget())
        if action is None or cell is None:
            super().keyPressEvent(event)
        else:
            self._do(action, *cell)

    @Slot()
    def _on_add(self) -> None:
        self._rows.insert(len(self._rows))
        self._after_change(len(self._rows) - 1, 0)

    @Slot(object, int)
    def _on_action_requested(self, action: RowAction, place: int) -> None:
        cell = self._rows.place_of(self.focusWidget())
        self._do(action, place, cell[1] if cell else 0)

    def _do(self, action: RowAction, place: int, column: int) -> None:
        if action is RowAction.GO_ON:
            self._go_on(place, column)
        elif action is RowAction.DUPLICATE:
            self._rows.insert(place + 1, self._rows.value()[place])
            self._after_change(place + 1, column)
        elif action is RowAction.REMOVE:
            self._rows.drop(place)
            self._after_change(min(place, len(self._rows) - 1), column)
        else:
            self._move(place, place + (1 if action is RowAction.MOVE_DOWN else -1), column)

    def _go_on(self, place: int, column: int) -> None:
        if column + 1 < len(self._names):
            self._focus(place, column + 1)
        elif place + 1 < len(self._rows):
            self._focus(place + 1, 0)
        elif any(self._rows.value()[place]):
            self._on_add()

    def _move(self, place: int, to: int, column: int) -> None:
        if 0 <= to < len(self._rows):
            self._rows.move(place, to)
            self._after_change(to, column)

    def _after_change(self, place: int, column: int) -> None:
        self._arrange()
        self._focus(place, column)
        # Problems named rows by their old places; who listens finds them anew.
        self.set_problems([])
        self.changed.emit()

    def _arrange(self) -> None:
        self._header.setHidden(not len(self._rows))
        # Qt's order is the order of making, which is wrong as soon as a row is put between others.
        # By way of the add button, the one that already has its place in the window.
        for before, after in pairwise([self._add, *self._rows.cells(), self._add]):
            QWidget.setTabOrder(before, after)

    def _focus(self, place: int, column: int) -> None:
        target = self._rows.cell(place, column) if len(self._rows) else self._add
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        # A new row has its place only after the layouts around it were done.
        QTimer.singleShot(0, self, self._on_show_focus)

    @Slot()
    def _on_show_focus(self) -> None:
        focused, around = self.focusWidget(), self.parentWidget()
        while focused is not None and around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(focused)
            around = around.parentWidget()
