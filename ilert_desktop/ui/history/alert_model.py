"""The alerts as a table: one row each, newest first, changed in place."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette

from ilert_desktop.ledger.records import Alert, LedgerEvent
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.alert_cells import AlertCells, Column

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()


class AlertModel(QAbstractTableModel):
    """Rows of `Alert`; `set_rows` changes what differs, so that views keep selection and scroll position."""

    def __init__(self, sources: SourceList, palette: QPalette, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells = AlertCells(sources, palette, self)
        self._alerts: list[Alert] = []
        self._heads: dict[int, LedgerEvent] = {}
        self._content: dict[int, Callable[[Alert, LedgerEvent | None, Column], object]] = {
            Qt.ItemDataRole.DisplayRole: self._cells.shown,
            Qt.ItemDataRole.AccessibleTextRole: self._cells.spoken,
            Qt.ItemDataRole.ToolTipRole: self._cells.tip,
            Qt.ItemDataRole.DecorationRole: self._cells.mark,
            Qt.ItemDataRole.ForegroundRole: self._cells.colour,
        }

    def set_palette(self, palette: QPalette) -> None:
        """Draw icons and colours for another palette."""
        self._cells.set_palette(palette)
        self._changed(0, len(self._alerts) - 1)

    def set_rows(self, alerts: Sequence[Alert]) -> None:
        """Show these alerts in this order."""
        self._keep_heads(alerts)
        self._remove_others({alert.id for alert in alerts})
        known = {alert.id for alert in self._alerts}
        for row, alert in enumerate(alerts):
            if alert.id not in known:
                self._insert(row, alert)
            elif self._alerts[row].id != alert.id:
                self._move(self.row_of(alert.id), row)
            if self._alerts[row] != alert:
                self._alerts[row] = alert
                self._changed(row, row)

    def reset_rows(self, alerts: Sequence[Alert]) -> None:
        """Show other alerts altogether, as after another filter."""
        self.beginResetModel()
        self._keep_heads(alerts)
        self._alerts = list(alerts)
        self.endResetModel()

    def set_head(self, alert_id: int, head: LedgerEvent | None) -> None:
        """Say which event an alert waits for (None: it waits for none)."""
        if self._heads.get(alert_id) == head:
            return
        if head is None:
            del self._heads[alert_id]
        else:
            self._heads[alert_id] = head
        row = self.row_of(alert_id)
        if row >= 0:
            self._changed(row, row)

    def alert_at(self, row: int) -> Alert:
        """The alert in a row."""
        return self._alerts[row]

    def row_of(self, alert_id: int | None) -> int:
        """The row of an alert, -1 when it isn't shown."""
        return next((row for row, alert in enumerate(self._alerts) if alert.id == alert_id), -1)

    def rows_of(self, alert_ids: Collection[int]) -> list[int]:
        """The rows of alerts, in order, of those that are shown."""
        wanted = set(alert_ids)
        return [row for row, alert in enumerate(self._alerts) if alert.id in wanted]

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many alerts are shown."""
        return 0 if parent.isValid() else len(self._alerts)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802 - Qt's name
        """The columns' headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._cells.heading(Column(section)) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows: text, icon, colour, tooltip; the accessible text names the column."""
        if not index.isValid():
            return None
        alert, column = self._alerts[index.row()], Column(index.column())
        content = self._content.get(role)
        return content(alert, self._heads.get(alert.id), column) if content else None

    def _keep_heads(self, alerts: Sequence[Alert]) -> None:
        wanted = {alert.id for alert in alerts}
        self._heads = {number: head for number, head in self._heads.items() if number in wanted}

    def _remove_others(self, wanted: set[int]) -> None:
        row = len(self._alerts) - 1
        while row >= 0:
            last = row
            while row >= 0 and self._alerts[row].id not in wanted:
                row -= 1
            if row < last:
                self.beginRemoveRows(_NO_INDEX, row + 1, last)
                del self._alerts[row + 1 : last + 1]
                self.endRemoveRows()
            row -= 1

    def _insert(self, row: int, alert: Alert) -> None:
        self.beginInsertRows(_NO_INDEX, row, row)
        self._alerts.insert(row, alert)
        self.endInsertRows()

    def _move(self, source: int, target: int) -> None:
        self.beginMoveRows(_NO_INDEX, source, source, _NO_INDEX, target)
        self._alerts.insert(target, self._alerts.pop(source))
        self.endMoveRows()

    def _changed(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
