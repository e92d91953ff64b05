"""Keeps the bottom line in step with the ledger and with practice."""

from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.assembly import Services
from ilert_desktop.ledger.records import Counts
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.outbox_line import OutboxLine
from ilert_desktop.ui.tasks import Tasks


class OutboxView(QObject):
    """Reads the counts; `counts` are the last ones read, all zero before the first ones are.

    Signals:
        counted: the `Counts` that were read.
        failed: the ledger can't be read: an exception with `title` and `sentence`.
    """

    counted = Signal(object)
    failed = Signal(object)

    def __init__(self, services: Services, tasks: Tasks, line: OutboxLine, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._line = line
        self._source: Source | None = None
        self.counts = Counts()

    @Slot()
    def refresh(self) -> None:
        """Read the counts again."""
        self._tasks.watch(self._services.ledger.counts(), self._on_counts, self._on_failed)

    @Slot(object)
    def show_place(self, source: Source) -> None:
        """Say where practice listens while a practice source is chosen."""
        self._source = source
        if not source.is_practice:
            self._line.set_place("")
            return
        url = self._services.practice.url
        place = self.tr("Practice at {place}").format(place=urlsplit(url).netloc) if url else ""
        self._line.set_place(place or self.tr("Practice starts with the first event"))

    @Slot()
    def renew_place(self) -> None:
        """Say it anew: practice may have been started."""
        if self._source is not None:
            self.show_place(self._source)

    def _on_counts(self, counts: Counts) -> None:
        self.counts = counts
        self._line.set_counts(counts)
        self.counted.emit(counts)
        self.renew_place()

    def _on_failed(self, error: Exception) -> None:
        self._line.set_counts(None)
        self.failed.emit(error)
