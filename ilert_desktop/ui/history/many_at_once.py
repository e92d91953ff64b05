"""The history while several alerts are chosen: what can be done, the question before it, and the words for both."""

from collections import Counter

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ilert_desktop.ledger.records import Alert
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.action_set import ActionSet
from ilert_desktop.ui.history.confirm_bar import ConfirmBar
from ilert_desktop.ui.history.request import BulkRequest
from ilert_desktop.ui.history.several_actions import SeveralActions
from ilert_desktop.ui.history.several_view import SeveralView
from ilert_desktop.ui.history.several_words import SeveralWords
from ilert_desktop.ui.job_time import TimeWords, seconds_needed


class ManyAtOnce(QObject):
    """`bar` asks before anything is sent; `side` shows `details`, or what is to be said of several alerts.

    Signals:
        requested: a `BulkRequest` that the operator has confirmed.
    """

    requested = Signal(object)

    def __init__(self, sources: SourceList, actions: ActionSet, details: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._sources = sources
        self._words = SeveralWords(self)
        self._time = TimeWords(self)
        self._actions = SeveralActions(sources, actions, self._words, self)
        self._view = SeveralView()
        self.bar = ConfirmBar(parent)
        self.side = QStackedWidget(parent)
        self.side.addWidget(details)
        self.side.addWidget(self._view)
        self._actions.asked.connect(self._on_asked)
        self.bar.confirmed.connect(self.requested)

    def set_alerts(self, alerts: tuple[Alert, ...]) -> None:
        """Be about these alerts; empty when one or none is chosen."""
        self._actions.set_alerts(alerts)
        self.side.setCurrentIndex(1 if alerts else 0)
        if alerts:
            self._view.show_words(self._words.chosen(len(alerts)), self._actions.lines())

    @Slot(object, int)
    def _on_asked(self, request: BulkRequest, chosen: int) -> None:
        self.bar.ask(
            request, self._question(request, chosen), self._words.button(request.event_type, len(request.alerts))
        )

    def _question(self, request: BulkRequest, chosen: int) -> str:
        # A source can have been removed since the rows were read.
        names = {alert.source_id: alert.source_name for alert in request.alerts}
        names |= {source.id: source.name for source in self._sources.all()}
        count = len(request.alerts)
        words = self._words.tip(request.event_type, count, chosen)
        seconds = seconds_needed(Counter(alert.source_id for alert in request.alerts), self._sources)
        question = self.tr("{what} at {places}? This takes {time}.")
        return question.format(
            what=words, places=self._words.places(request.alerts, names), time=self._time.long(seconds)
        )
