"""Shows an alert of the history where it really is: in ilert, or at practice."""

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from ilert_desktop.ledger.records import Alert
from ilert_desktop.sources.confirm import confirm_address
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.practice.page import PracticePage


class Confirming(QObject):
    """Answers *Confirm in ilert* and *Look at practice*."""

    def __init__(self, sources: SourceList, page: PracticePage, history: HistoryPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._page = page
        history.confirm_requested.connect(self._on_requested)

    @Slot(object)
    def _on_requested(self, alert: Alert) -> None:
        """Open the alert, or the list of alerts, in the browser."""
        # Of a source that was removed nothing is trusted but ilert's own addresses.
        source = self._sources.get(alert.source_id) or Source(id=alert.source_id, name=alert.source_name)
        if source.is_practice:
            self._page.open_alert(source, alert)
        else:
            QDesktopServices.openUrl(QUrl(confirm_address(alert.alert_url, source)))
