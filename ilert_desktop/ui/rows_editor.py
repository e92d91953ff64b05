"""An editor for a list of rows of texts: add, remove, reorder and duplicate, by mouse and by keyboard."""

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.rows.action import RowAction, action_of
from ilert_desktop.ui.rows.column import Column
from ilert_desktop.ui.rows.row import GAP, Header, Row

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
        self._columns = tuple(columns)
        self._title = title
        self._rows: list[Row] = []
        self._problems: list[RowProblem] = []
        self._is_setting = False
        self._header = Header(columns, self)
        self._add = QPushButton(add_text or self.tr("Add {row}").format(row=title.lower()))
        set_icon(self._add, "add")
        self._add.setAutoDefault(False)
        self._add.setToolTip(self.tr("Return in the last cell adds a row too"))
        self._add.clicked.connect(self._on_add)
        self._row_lines = QVBoxLayout()
        self._row_lines.setSpacing(GAP)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP)
        lines.addWidget(self._header)
        lines.addLayout(self._row_lines)
        lines.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._renumber()

    def value(self) -> tuple[tuple[str, ...], ...]:
        """The texts of all rows as they are in the cells, empty rows included."""
        return tuple(row.value() for row in self._rows)

    def set_value(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows; cells that hold their text already keep their cursor and undo steps."""
        self._is_setting = True
        while len(self._rows) > len(rows):
            self._drop(len(self._rows) - 1)
        while len(self._rows) < len(rows):
            self._insert(len(self._rows))
        for row, texts in zip(self._rows, rows, strict=True):
            row.set_value(texts)
        self._renumber()
        self._is_setting = False

    def set_problems(self, problems: Sequence[RowProblem]) -> None:
        """Mark cells: each problem is the row's place (from 0), the column's wire name, and a message."""
        if list(problems) == self._problems:
            return
        self._problems = list(problems)
        by_row: dict[int, dict[str, str]] = {}
        for place, name, message in problems:
            by_row.setdefault(place, {}).setdefault(name, message)
        for place, row in enumerate(self._rows):
            row.set_problems(by_row.get(place, {}))

    def focus_cell(self, place: int, column_name: str) -> None:
        """Put the cursor into a cell and scroll the pages around the editor to it."""
        names = [column.name for column in self._columns]
        if 0 <= place < len(self._rows):
            self._focus(place, names.index(column_name) if column_name in names else 0)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that work on rows before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            action = action_of(event)
            if action not in {None, RowAction.GO_ON} and self._cell_in_focus() is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Work on the row that has the focus."""
        action, cell = action_of(event), self._cell_in_focus()
        if action is None or cell is None:
            super().keyPressEvent(event)
        else:
            self._do(action, *cell)

    @Slot()
    def _on_add(self) -> None:
        self._insert(len(self._rows))
        self._after_change(len(self._rows) - 1, 0)

    @Slot(object)
    def _on_action_requested(self, action: RowAction) -> None:
        place = self._rows.index(cast("Row", self.sender()))
        cell = self._cell_in_focus()
        self._do(action, place, cell[1] if cell else 0)

    @Slot()
    def _on_row_changed(self) -> None:
        if not self._is_setting:
            self.changed.emit()

    def _do(self, action: RowAction, place: int, column: int) -> None:
        if action is RowAction.GO_ON:
            self._go_on(place, column)
        elif action is RowAction.DUPLICATE:
            self._insert(place + 1, self._rows[place].value())
            self._after_change(place + 1, column)
        elif action is RowAction.REMOVE:
            self._drop(place)
            self._after_change(min(place, len(self._rows) - 1), column)
        else:
            self._move(place, place + (1 if action is RowAction.MOVE_DOWN else -1), column)

    def _go_on(self, place: int, column: int) -> None:
        if column + 1 < len(self._columns):
            self._focus(place, column + 1)
        elif place + 1 < len(self._rows):
            self._focus(place + 1, 0)
        elif any(self._rows[place].value()):
            self._on_add()

    def _move(self, place: int, to: int, column: int) -> None:
        if 0 <= to < len(self._rows):
            row = self._rows.pop(place)
            self._rows.insert(to, row)
            self._row_lines.removeWidget(row)
            self._row_lines.insertWidget(to, row)
            self._after_change(to, column)

    def _insert(self, place: int, texts: Sequence[str] = ()) -> None:
        row = Row(self._columns, self)
        row.set_value(texts)
        row.changed.connect(self._on_row_changed)
        row.action_requested.connect(self._on_action_requested)
        self._rows.insert(place, row)
        self._row_lines.insertWidget(place, row)
        # A layout shows its widgets only later, and until then they take no focus.
        row.show()

    def _drop(self, place: int) -> None:
        row = self._rows.pop(place)
        self._row_lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _after_change(self, place: int, column: int) -> None:
        self._renumber()
        self._focus(place, column)
        # Problems named rows by their old places; who listens finds them anew.
        self.set_problems([])
        self.changed.emit()

    def _renumber(self) -> None:
        self._header.setHidden(not self._rows)
        for place, row in enumerate(self._rows):
            row.set_place(place, len(self._rows), self._title)
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        # Qt's order is the order of making, which is wrong as soon as a row is put between others.
        stops = [cell for row in self._rows for cell in row.cells]
        for before, after in pairwise([*stops, self._add]):
            QWidget.setTabOrder(before, after)

    def _cell_in_focus(self) -> tuple[int, int] | None:
        focused = self.focusWidget()
        for place, row in enumerate(self._rows):
            if row.isAncestorOf(focused):
                return place, next((n for n, cell in enumerate(row.cells) if cell is focused), 0)
        return None

    def _focus(self, place: int, column: int) -> None:
        (self._rows[place].cells[column] if self._rows else self._add).setFocus(Qt.FocusReason.OtherFocusReason)
        # A new row has its place only after the layouts around it were done.
        QTimer.singleShot(0, self, self._on_show_focus)

    @Slot()
    def _on_show_focus(self) -> None:
        focused, around = self.focusWidget(), self.parentWidget()
        while focused is not None and around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(focused)
            around = around.parentWidget()
