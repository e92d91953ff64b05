"""Which rows of a view are selected, and how to select others whatever keys are held down."""

from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QTableView

_SELECT: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


def selected_rows(table: QTableView) -> list[int]:
    """The selected rows, from the top."""
    # Not `selectedRows`: for each row that asks the model, which is Python, about every column.
    selection = table.selectionModel().selection()
    ranges = [selection.at(place) for place in range(selection.count())]
    return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})


def select_row(table: QTableView, row: int) -> None:
    """Select this row alone and make it the current one.

    `QTableView.selectRow` would add it to what is selected while Ctrl or Shift is down, as after Ctrl+Enter.
    """
    index = table.model().index(row, max(0, table.currentIndex().column()))
    table.selectionModel().setCurrentIndex(index, _SELECT)


def select_rows(table: QTableView, rows: list[int]) -> None:
    """Select these rows (from the top, one at least) and no other; the first one becomes the current one."""
    select_row(table, rows[0])
    if len(rows) > 1:
        table.selectionModel().select(_selection(table, rows), _SELECT)


def _selection(table: QTableView, rows: list[int]) -> QItemSelection:
    model, selection = table.model(), QItemSelection()
    first = rows[0]
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        if following != row + 1:
            selection.select(model.index(first, 0), model.index(row, 0))
            first = following if following is not None else row
    return selection
