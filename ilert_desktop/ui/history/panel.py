"""The history panel: one row per alert, its events beside it, and what can be done about it."""

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Alert, LedgerEvent
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.action_buttons import ActionButtons
from ilert_desktop.ui.history.actions import HistoryActions
from ilert_desktop.ui.history.alerts_view import AlertsView
from ilert_desktop.ui.history.details import DetailView
from ilert_desktop.ui.history.filter_bar import FilterBar
from ilert_desktop.ui.history.inline_bar import InlineBar
from ilert_desktop.ui.history.many_at_once import ManyAtOnce
from ilert_desktop.ui.history.panel_state import kept, put_back
from ilert_desktop.ui.history.reader import HistoryReader, Query
from ilert_desktop.ui.history.request import HistoryRequest, Subject
from ilert_desktop.ui.tasks import Tasks


class HistoryPanel(QWidget):
    """Shows what the ledger holds and asks for what the operator wants; it changes nothing itself.

    Call `refresh()` after each change of the ledger or of the sources. The actions are about the chosen alert, also
    when a change has taken its row out of the filter; another filter or search without it drops it.

    Args:
        rows_shown: how many alerts are shown at most, the newest ones; a line says so when there are more.

    Signals:
        event_requested: a `HistoryRequest` to be sent; when it comes to nothing, call `release(request)`.
        bulk_requested: a `BulkRequest`: several alerts at once, confirmed by the operator.
        reuse_requested: the newest ALERT of an alert (`LedgerEvent`), for the composer.
        edit_requested: a rejected or held event (`LedgerEvent`) to be edited and sent again.
        retry_requested: the waiting or held event (`LedgerEvent`) to be sent now.
        cancel_requested: the id of an event that shall not be sent.
        confirm_requested: the `Alert` to be looked up in ilert.
    """

    event_requested = Signal(object)
    bulk_requested = Signal(object)
    reuse_requested = Signal(object)
    edit_requested = Signal(object)
    retry_requested = Signal(object)
    cancel_requested = Signal(int)
    confirm_requested = Signal(object)

    def __init__(
        self,
        ledger: Ledger,
        sources: SourceList,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        rows_shown: int = 1000,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("History"))
        self._reader = HistoryReader(ledger, tasks, rows_shown, self)
        self._actions = HistoryActions(sources, self)
        self._filter = FilterBar(self)
        self._buttons = ActionButtons(self._actions.set, self)
        self._bar = InlineBar(self)
        self._view = AlertsView(sources, self._actions.set, self)
        self._details = DetailView(sources, self._actions.set.confirm, self)
        self._many = ManyAtOnce(sources, self._actions.set, self._details, self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._subject_id: int | None = None
        self._lay_out()
        self._connect_parts()
        self._connect_wishes()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._filter.focus_search)
        self.refresh()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._filter, 1)
        top.addWidget(self._buttons)
        _fill(self._splitter, self._view, self._many.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._bar)
        column.addWidget(self._many.bar)
        column.addWidget(self._splitter, 1)

    def _connect_parts(self) -> None:
        self._filter.changed.connect(self._on_filter_changed)
        self._filter.left.connect(self._view.focus_rows)
        self._reader.rows_read.connect(self._view.show_rows)
        self._reader.head_read.connect(self._view.show_head)
        self._reader.counts_read.connect(self._filter.set_counts)
        self._reader.failed.connect(self._view.show_failure)
        self._reader.subject_read.connect(self._on_subject_read)
        self._view.alert_chosen.connect(self._on_alert_chosen)
        self._view.several_chosen.connect(self._on_several_chosen)
        self._view.hidden_requested.connect(self.choose_alert)
        self._bar.closed.connect(self._view.focus_rows)
        self._many.bar.closed.connect(self._view.focus_rows)

    def _connect_wishes(self) -> None:
        self._actions.text_requested.connect(self._bar.ask)
        self._bar.entered.connect(self._actions.ask_with_text)
        self._many.requested.connect(self.bulk_requested)
        self._actions.event_requested.connect(self.event_requested)
        self._actions.reuse_requested.connect(self.reuse_requested)
        self._actions.confirm_requested.connect(self.confirm_requested)
        self._details.retry_requested.connect(self.retry_requested)
        self._details.cancel_requested.connect(self.cancel_requested)
        self._details.edit_requested.connect(self.edit_requested)

    @Slot()
    def refresh(self) -> None:
        """Read again what is shown; what is chosen and where the rows are scrolled to stays."""
        self._reader.ask(self._filter.value())
        self._reader.read_subject(self._subject_id)

    def shown(self) -> Shown:
        """The filter in force."""
        return self._filter.value().shown

    @Slot(int)
    def choose_alert(self, alert_id: int) -> None:
        """Choose an alert that the operator asks for; when filter or search hide it, all are shown."""
        if self._view.choose(alert_id):
            return
        self._view.choose_when_read(alert_id)
        self._filter.set_value(Query(Shown.ALL))
        self.refresh()

    def point_to(self, event: LedgerEvent) -> None:
        """Choose the alert of an event just queued; filter and search stay, and a line says so when they hide it."""
        if event.alert_id != self._subject_id and not self._view.choose(event.alert_id):
            self._view.point_to(event)
            self.refresh()

    @Slot(object)
    def release(self, request: HistoryRequest) -> None:
        """Take a press back: what it asked for was not written down."""
        self._actions.release(request)

    def save_state(self) -> QByteArray:
        """The widths of columns and sides."""
        return kept(self._view, self._splitter)

    def restore_state(self, state: QByteArray | bytes) -> None:
        """Set the widths of columns and sides; what can't be read changes nothing."""
        put_back(self._view, self._splitter, state)

    @Slot()
    def _on_filter_changed(self) -> None:
        self._reader.ask(self._filter.value())

    @Slot(object)
    def _on_alert_chosen(self, alert_id: int | None) -> None:
        self._subject_id = alert_id
        self._many.set_alerts(())
        self._actions.set_subject(None, reading=alert_id is not None)
        if alert_id is None:
            self._details.set_subject(None)
        self._reader.read_subject(alert_id)

    @Slot(object)
    def _on_several_chosen(self, alerts: tuple[Alert, ...]) -> None:
        self._subject_id = None
        self._reader.read_subject(None)
        self._actions.give_way()
        self._many.set_alerts(alerts)

    @Slot(object)
    def _on_subject_read(self, subject: Subject | None) -> None:
        self._actions.set_subject(subject)
        self._details.set_subject(subject)


def _fill(splitter: QSplitter, larger: QWidget, smaller: QWidget) -> None:
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(larger)
    splitter.addWidget(smaller)
    splitter.setStretchFactor(0, 2)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes([640, 360])
