"""The left side of the history: the rows, or why there are none, and a line on what is not shown."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Alert, LedgerEvent
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.colours import hint_colour, problem_colour
from ilert_desktop.ui.history.action_set import ActionSet
from ilert_desktop.ui.history.alert_model import AlertModel
from ilert_desktop.ui.history.alert_table import AlertTable, Change
from ilert_desktop.ui.history.hidden_alert_line import HiddenAlertLine
from ilert_desktop.ui.history.reader import Query, Rows
from ilert_desktop.ui.tinted_text import TintedText


class AlertsView(QWidget):
    """The table of alerts with its empty states.

    Signals:
        alert_chosen: the operator chose another alert (its id), or none (None), also by a filter or search without
            the chosen one.
        several_chosen: more than one is chosen (`Alert`s in the order of their rows), or one of them has changed.
        hidden_requested: the operator wants to see an alert (its id) that filter or search hide.
    """

    alert_chosen = Signal(object)
    several_chosen = Signal(object)
    hidden_requested = Signal(int)

    def __init__(self, sources: SourceList, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = AlertModel(sources, self.palette(), self)
        self._table = AlertTable(self._model, self)
        self._table.addActions(actions.all())
        self._footer = TintedText(hint_colour, parent=self)
        self._problem = TintedText(problem_colour, parent=self)
        self._query: Query | None = None
        self._wanted: int | None = None
        self._pointed: LedgerEvent | None = None
        self._hidden = HiddenAlertLine(self)
        self._lay_out()
        self._table.alert_chosen.connect(self._on_alert_chosen)
        self._table.several_chosen.connect(self._on_several_chosen)
        self._table.several_changed.connect(self.several_chosen)
        self._hidden.show_requested.connect(self.hidden_requested)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._problem)
        column.addWidget(self._table, 1)
        column.addWidget(self._hidden)
        column.addWidget(self._footer)

    @Slot(object)
    def show_rows(self, rows: Rows) -> None:
        """Show the answer to a query."""
        change = Change.REFRESH if rows.query == self._query else Change.OTHER_QUERY
        self._query = rows.query
        self._table.show_rows(rows, change)
        self._problem.set_message("")
        cut = self.tr("The newest {0} alerts are shown; search for older ones.")
        self._footer.set_message(cut.format(QLocale().toString(len(rows.alerts))) if rows.cut else "")
        self._table.set_note("" if rows.alerts else self._why_empty(rows.query))
        if self._wanted is not None and self._table.choose(self._wanted):
            self._forget_wanted()
        elif change is Change.OTHER_QUERY and not self._table.chosen_is_shown():
            self._table.forget_chosen()
            self.alert_chosen.emit(None)
        if self._pointed is not None and not rows.outdated:
            self._hidden.point_to(self._pointed.alert_id, self._pointed.event_type, by_search=bool(rows.query.search))

    @Slot(int, object)
    def show_head(self, alert_id: int, head: LedgerEvent | None) -> None:
        """Show which event an alert waits for."""
        self._model.set_head(alert_id, head)
        self._table.columns.fit_soon()

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Say that the history could not be read; what was read before stays."""
        if isinstance(error, LedgerProblem):
            self._problem.set_message(f"{error.title}. {error.sentence}")
        else:
            self._problem.set_message(self.tr("The history could not be read. Start the program again."))

    @Slot()
    def focus_rows(self) -> None:
        """Put the keyboard into the table; without a chosen row, the first one is ready to be chosen."""
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, alert_id: int) -> bool:
        """Choose an alert; False when it is not among the rows."""
        return self._table.choose(alert_id)

    def choose_when_read(self, alert_id: int) -> None:
        """Choose an alert as soon as it is among the rows."""
        self._forget_wanted()
        self._wanted = alert_id

    def point_to(self, event: LedgerEvent) -> None:
        """Choose the alert of an event as soon as it is among the rows; while it is not, a line says so."""
        self.choose_when_read(event.alert_id)
        self._pointed = event

    def widths(self) -> dict[str, int]:
        """The widths of the columns."""
        return self._table.columns.value()

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Set the widths of the columns."""
        self._table.columns.set_value(widths)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._model.set_palette(self.palette())

    @Slot(object)
    def _on_alert_chosen(self, alert_id: int | None) -> None:
        # Who has gone on to another alert must not be led away from it later.
        self._forget_wanted()
        self.alert_chosen.emit(alert_id)

    @Slot(object)
    def _on_several_chosen(self, alerts: tuple[Alert, ...]) -> None:
        self._forget_wanted()
        self.several_chosen.emit(alerts)

    def _forget_wanted(self) -> None:
        self._wanted = self._pointed = None
        self._hidden.hide()

    def _why_empty(self, query: Query) -> str:
        if query.search:
            return self.tr("Nothing matches “{0}”.").format(query.search)
        return {
            Shown.OPEN: self.tr("No alert is open."),
            Shown.OUTBOX: self.tr("The outbox is empty: everything has been sent."),
            Shown.FAILED: self.tr("Nothing failed."),
            Shown.ALL: self.tr("Nothing raised yet. Fill in a summary above and press Ctrl+Enter."),
        }[query.shown]
