"""The table of alerts: what is chosen stays chosen and in its place when rows come and go."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QItemSelection, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.history.alert_model import AlertModel
from ilert_desktop.ui.history.column_widths import ColumnWidths
from ilert_desktop.ui.history.reader import Rows
from ilert_desktop.ui.history.row_choice import select_row, select_rows, selected_rows
from ilert_desktop.ui.tinted_text import TintedText

_FIRST_KEYS: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return})


class Change(StrEnum):
    """Why other rows are shown."""

    REFRESH = "refresh"
    OTHER_QUERY = "other query"


class AlertTable(QTableView):
    """Shows `AlertModel`; `columns` are its widths.

    Signals:
        alert_chosen: the operator chose another alert (its id), or none (None).
        several_chosen: the operator chose more than one (`Alert`s in the order of their rows).
        several_changed: of several that are chosen one has changed or is no longer shown; those that are.
    """

    alert_chosen = Signal(object)
    several_chosen = Signal(object)
    several_changed = Signal(object)

    def __init__(self, model: AlertModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alerts = model
        self._chosen: tuple[int, ...] = ()
        self._updating = False
        self.setModel(model)
        self.setAccessibleName(self.tr("Alerts"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self._set_up_headers()
        self.columns = ColumnWidths(self)
        self._note = self._make_note()
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(40)

    def _make_note(self) -> TintedText:
        # On the rows' own ground, so that the table keeps the keyboard while it is empty.
        note = TintedText(hint_colour, parent=self.viewport())
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        QVBoxLayout(self.viewport()).addWidget(note, 1)
        return note

    def set_note(self, note: str) -> None:
        """Say in the middle of the table why it is empty; an empty text says nothing."""
        self._note.set_message(note)
        self.setAccessibleDescription(note)

    def chosen(self) -> int | None:
        """The id of the one alert that is chosen; it stays when a change takes its row away."""
        return self._chosen[0] if len(self._chosen) == 1 else None

    def chosen_is_shown(self) -> bool:
        """Whether nothing is chosen, or what is chosen is among the rows."""
        return not self._chosen or bool(self._alerts.rows_of(self._chosen))

    def choose(self, alert_id: int) -> bool:
        """Choose an alert as the operator would; False when it isn't shown."""
        row = self._alerts.row_of(alert_id)
        if row < 0:
            return False
        select_row(self, row)
        self.scrollTo(self._alerts.index(row, 0))
        return True

    def forget_chosen(self) -> None:
        """Choose nothing, without telling."""
        self._chosen = ()
        self.clearSelection()

    def show_rows(self, rows: Rows, change: Change) -> None:
        """Show `rows`; what is chosen stays chosen if it is among them, and of several what is.

        One alert that a change takes away stays chosen, without a row.
        """
        self._updating = True
        anchor = self._anchor()
        if change is Change.REFRESH:
            self._alerts.set_rows(rows.alerts)
        else:
            self._alerts.reset_rows(rows.alerts)
        self._choose_again()
        self._updating = False
        self.columns.fit_soon()
        row = self._alerts.row_of(anchor)
        if row >= 0 and change is Change.REFRESH:
            self.verticalScrollBar().setValue(row)
        if len(self._chosen) > 1:
            self._take(self._alerts.rows_of(self._chosen), self.several_changed)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Do nothing: a letter is an action's, and must never choose another alert when that action is disabled."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let the first arrow choose the row that has the focus: Qt would go on from there, past it."""
        if event.key() in _FIRST_KEYS and not self.selectionModel().hasSelection() and self._alerts.rowCount():
            select_row(self, max(0, self.currentIndex().row()))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the summary what is left."""
        super().resizeEvent(event)
        self.columns.stretch()

    def _anchor(self) -> int | None:
        row = self.verticalScrollBar().value()
        return self._alerts.alert_at(row).id if 0 < row < self._alerts.rowCount() else None

    def _choose_again(self) -> None:
        rows = self._alerts.rows_of(self._chosen)
        if not rows:
            # Qt has moved the selection to a neighbour: the next key press would hit an alert nobody chose.
            self.clearSelection()
        elif rows != selected_rows(self):
            select_rows(self, rows)

    def _take(self, rows: list[int], several: SignalInstance) -> None:
        alerts = tuple(self._alerts.alert_at(row) for row in rows)
        self._chosen = tuple(alert.id for alert in alerts)
        if len(alerts) > 1:
            several.emit(alerts)
        else:
            self.alert_chosen.emit(self.chosen())

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        if self._updating:
            return
        rows = selected_rows(self)
        if tuple(self._alerts.alert_at(row).id for row in rows) != self._chosen:
            self._take(rows, self.several_chosen)
