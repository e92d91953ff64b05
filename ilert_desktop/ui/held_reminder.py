"""Reminds the operator of events that are held: at the start, and every five minutes until each is answered."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Counts, LedgerEvent
from ilert_desktop.ui.event_notices import EventNotices
from ilert_desktop.ui.tasks import Tasks

EVERY_MS: Final = 5 * 60 * 1000


class HeldReminder(QObject):
    """Keeps the notices about held events in step with the ledger. Its timer runs only while something is held.

    Signals:
        reminded: the words for a screen reader.
    """

    reminded = Signal(str)

    def __init__(self, ledger: Ledger, tasks: Tasks, notices: EventNotices, window: QWidget) -> None:
        super().__init__(window)
        self._ledger = ledger
        self._tasks = tasks
        self._notices = notices
        self._window = window
        self._is_first = True
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.remind)

    @Slot(object)
    def on_counts(self, counts: Counts) -> None:
        """The outbox was counted: what is held may have changed."""
        is_first, self._is_first = self._is_first, False
        if counts.held and not self.timer.isActive():
            self.timer.start()
        elif not counts.held:
            self.timer.stop()
        if counts.held and is_first:
            self.remind()
        elif counts.held or self._notices.held:
            show = partial(self._on_read, self._notices.held)
            self._tasks.watch(self._ledger.held(), show, _ignore)

    @Slot()
    def remind(self) -> None:
        """Show again what is held, and ask for attention."""
        # That the ledger can't be read is said by who counts the outbox, once.
        self._tasks.watch(self._ledger.held(), self._on_reminded, _ignore)

    def _on_read(self, before: frozenset[int], events: list[LedgerEvent]) -> None:
        self._notices.show_held(events, before)

    def _on_reminded(self, events: list[LedgerEvent]) -> None:
        if events:
            self.reminded.emit(self._notices.remind(events))
            # Flashes in the task bar until the window is looked at.
            QApplication.alert(self._window)


def _ignore(_: object) -> None:
    return
