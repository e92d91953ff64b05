"""How wide the columns of the history's table are."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QTableView

from ilert_desktop.ui.history.alert_cells import Column

# In characters of the table's font: at first, and at most when the column grows to what it holds. The summary takes
# what is left, but at least its own.
_WIDTHS: Final = {
    Column.STATE: (13, 34),
    Column.SUMMARY: (24, 24),
    Column.KEY: (10, 20),
    Column.SOURCE: (10, 20),
    Column.PRIORITY: (8, 12),
    Column.RAISED: (8, 20),
    Column.LAST: (15, 28),
}


class ColumnWidths(QObject):
    """Fits columns to what they hold until the operator sizes one; the summary takes what is left."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._at_work = False
        self._sized_by_hand = False
        for column, (first, _) in _WIDTHS.items():
            table.setColumnWidth(column, first * self._character())
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        # Only rows in sight are measured: all of a thousand would take seconds.
        table.horizontalHeader().setResizeContentsPrecision(0)
        table.horizontalHeader().sectionResized.connect(self._on_section_resized)

    def value(self) -> dict[str, int]:
        """The widths in pixels by the columns' names, none while they fit themselves."""
        if not self._sized_by_hand:
            return {}
        return {column.name.lower(): self._table.columnWidth(column) for column in Column}

    def set_value(self, widths: Mapping[str, int]) -> None:
        """Set widths as `value()` gave them; columns then no longer fit themselves."""
        for column in Column:
            if column.name.lower() in widths:
                self._table.setColumnWidth(column, widths[column.name.lower()])

    def fit_soon(self) -> None:
        """Call `fit()` once after any number of changes."""
        self._soon.start()

    @Slot()
    def fit(self) -> None:
        """Make columns as wide as what they hold now, within their limits."""
        if self._sized_by_hand:
            return
        self._at_work = True
        for column, (least, most) in _WIDTHS.items():
            if column is not Column.SUMMARY:
                wanted = min(self._table.sizeHintForColumn(column), most * self._character())
                self._table.setColumnWidth(column, max(least * self._character(), wanted))
        self._at_work = False
        self.stretch()

    def stretch(self) -> None:
        """Give the summary what is left, but no less than it needs to be read."""
        others = sum(self._table.columnWidth(column) for column in Column if column is not Column.SUMMARY)
        least = _WIDTHS[Column.SUMMARY][0] * self._character()
        self._table.setColumnWidth(Column.SUMMARY, max(least, self._table.viewport().width() - others))

    def _character(self) -> int:
        return self._table.fontMetrics().averageCharWidth()

    @Slot(int, int, int)
    def _on_section_resized(self, section: int, _old: int, _new: int) -> None:
        if section != Column.SUMMARY and not self._at_work:
            self._sized_by_hand = True
            self.stretch()
