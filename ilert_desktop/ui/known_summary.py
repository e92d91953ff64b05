"""The summary that an alert was raised with, for an ACCEPT, RESOLVE or COMMENT that types none."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from ilert_desktop.event import fold_key
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ui.tasks import Tasks


class KnownSummary(QObject):
    """Looks one alert's summary up in the ledger, and remembers it until another is asked for.

    Signals:
        found: the ledger knows the alert that was asked for last.
    """

    found = Signal()

    def __init__(self, ledger: Ledger, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._tasks = tasks
        self._asked = ("", "")
        self._summary = ""

    def of(self, source_id: str, alert_key: str) -> str:
        """The summary as far as it is known now; `found` says when the ledger knows more."""
        asked = (source_id, fold_key(alert_key))
        if asked != self._asked:
            self._asked, self._summary = asked, ""
            if asked[1]:
                future = self._ledger.summary_of(source_id, alert_key)
                self._tasks.watch(future, partial(self._on_found, asked), _ignore)
        return self._summary

    def forget(self) -> None:
        """Ask the ledger again next time."""
        self._asked = ("", "")

    def _on_found(self, asked: tuple[str, str], summary: str) -> None:
        if asked == self._asked and summary:
            self._summary = summary
            self.found.emit()


def _ignore(_: Exception) -> None:
    # Without it the alert key serves as the summary; what is wrong with the ledger is said elsewhere.
    return
