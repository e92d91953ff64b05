"""Practice's page in the browser."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from ilert_desktop.event import fold_key
from ilert_desktop.ledger.records import Alert
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from ilert_desktop.practice.desk import Desk

# More alerts than that since it was raised: the page itself is quicker to search.
_LOOKED_THROUGH: Final = 1000
# An alert is there before the answer is.
_CLOCK_MS: Final = 60_000


class PracticePage(QObject):
    """Opens the page, and starts practice for that if need be; the GUI thread does not wait for it.

    Signals:
        opened: the browser was asked to show it.
        failed: an exception with `title` and `sentence`.
    """

    opened = Signal()
    failed = Signal(object)

    def __init__(self, practice: Practice, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._practice = practice
        self._tasks = tasks

    @Slot()
    def open(self) -> None:
        """Open the page."""
        self._tasks.watch(self._practice.call(_nothing), self._open_at, self._on_failed)

    def open_alert(self, source: Source, alert: Alert) -> None:
        """Open the page where it shows this alert of a practice source, if practice still has it."""
        find = partial(_alert_number, number=source.practice_number, alert=alert)
        self._tasks.watch(self._practice.call(find), self._open_at, self._on_failed)

    def _open_at(self, number: int | None) -> None:
        url = self._practice.page_url
        if url is not None:
            QDesktopServices.openUrl(QUrl(f"{url}/#alert-{number}" if number else f"{url}/"))
            self.opened.emit()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)


def _nothing(_desk: "Desk") -> None:
    return None


def _alert_number(desk: "Desk", number: int | None, alert: Alert) -> int | None:
    """The number of practice's alert that the history's `alert` stands for; called in practice's thread."""
    from datetime import UTC, datetime  # noqa: PLC0415 - with the server, which is loaded late

    from ilert_desktop.practice.keeping.store import AlertQuery  # noqa: PLC0415

    intake = desk.intake
    source_id = intake.configuration.sources[0].id if number is None else number
    since = datetime.fromtimestamp((alert.raised_at - _CLOCK_MS) / 1000, UTC)
    query = AlertQuery(sources=frozenset({source_id}), since=since, limit=_LOOKED_THROUGH)
    key = fold_key(alert.alert_key)
    found = [one.id for one in intake.store.alerts(query) if key and fold_key(one.key) == key]
    return found[-1] if found else None
