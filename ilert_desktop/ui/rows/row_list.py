"""The rows in their order: put in, taken out and moved, and known by their place."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ilert_desktop.ui.rows.action import RowAction
from ilert_desktop.ui.rows.cell import Cell
from ilert_desktop.ui.rows.column import Column
from ilert_desktop.ui.rows.row import GAP, Row


class RowList(QObject):
    """Rows one beneath another in `layout`; places count from 0.

    Signals:
        changed: the operator changed the text of a cell; `set_value` does not emit it.
        action_requested: `(RowAction, place)`: a button of the row at this place was pressed.
    """

    changed = Signal()
    action_requested = Signal(object, int)

    def __init__(self, columns: Sequence[Column], title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._title = title
        self._widget = parent
        self._rows: list[Row] = []
        self._is_setting = False
        self.layout = QVBoxLayout()
        self.layout.setSpacing(GAP)

    def __len__(self) -> int:
        return len(self._rows)

    def value(self) -> tuple[tuple[str, ...], ...]:
        """The texts of all rows as they are in the cells."""
        return tuple(row.value() for row in self._rows)

    def set_value(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows; cells that hold their text already keep their cursor and undo steps."""
        self._is_setting = True
        while len(self) > len(rows):
            self._take_out(len(self) - 1)
        while len(self) < len(rows):
            self._put_in(len(self))
        for row, texts in zip(self._rows, rows, strict=True):
            row.set_value(texts)
        self._name_rows()
        self._is_setting = False

    def set_problems(self, problems: dict[int, dict[str, str]]) -> None:
        """Mark cells, by place and wire name of the column, and clear the others; unknown places are nobody's."""
        for place, row in enumerate(self._rows):
            row.set_problems(problems.get(place, {}))

    def insert(self, place: int, texts: Sequence[str] = ()) -> None:
        """Put a new row in."""
        self._put_in(place, texts)
        self._name_rows()

    def drop(self, place: int) -> None:
        """Take a row out."""
        self._take_out(place)
        self._name_rows()

    def move(self, place: int, to: int) -> None:
        """Move a row to another place."""
        row = self._rows.pop(place)
        self._rows.insert(to, row)
        self.layout.removeWidget(row)
        self.layout.insertWidget(to, row)
        self._name_rows()

    def cell(self, place: int, column: int) -> Cell:
        """One cell."""
        return self._rows[place].cells[column]

    def cells(self) -> list[Cell]:
        """Every cell, row by row."""
        return [cell for row in self._rows for cell in row.cells]

    def place_of(self, widget: QWidget) -> tuple[int, int] | None:
        """The row and the column that `widget` is in, or None when it is in no row."""
        for place, row in enumerate(self._rows):
            if row.isAncestorOf(widget):
                return place, next((number for number, cell in enumerate(row.cells) if cell is widget), 0)
        return None

    def _put_in(self, place: int, texts: Sequence[str] = ()) -> None:
        row = Row(self._columns, self._widget)
        row.set_value(texts)
        row.changed.connect(self._on_row_changed)
        row.action_requested.connect(self._on_action_requested)
        self._rows.insert(place, row)
        self.layout.insertWidget(place, row)
        # A layout shows its widgets only later, and until then they take no focus.
        row.show()

    def _take_out(self, place: int) -> None:
        row = self._rows.pop(place)
        self.layout.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _name_rows(self) -> None:
        for place, row in enumerate(self._rows):
            row.set_place(place, len(self._rows), self._title)

    @Slot()
    def _on_row_changed(self) -> None:
        if not self._is_setting:
            self.changed.emit()

    @Slot(object)
    def _on_action_requested(self, action: RowAction) -> None:
        self.action_requested.emit(action, self._rows.index(cast("Row", self.sender())))
