"""What is written down and may still need the operator: events that can be taken back.

Puts the objects for that together and connects them, as the main window does with its panels.
"""

from PySide6.QtCore import QObject

from ilert_desktop.ledger.ledger import Ledger, now_ms
from ilert_desktop.ui.announcer import Announcer
from ilert_desktop.ui.back_to_form import BackToForm
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.history_flow import HistoryFlow
from ilert_desktop.ui.ledger_signals import LedgerSignals
from ilert_desktop.ui.results import Results
from ilert_desktop.ui.send_flow import SendFlow
from ilert_desktop.ui.tasks import Tasks
from ilert_desktop.ui.undo_bar import UndoBar
from ilert_desktop.ui.undo_flow import UndoFlow


class Pending(QObject):
    """Attributes: `undo_bar`, to be laid out by the window; `undo`, what fills it."""

    def __init__(self, ledger: Ledger, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.undo_bar = UndoBar(now_ms)
        self.undo = UndoFlow(ledger, tasks, self.undo_bar, self)

    def refresh(self) -> None:
        """Read what is pending from before the program was started."""
        self.undo.refresh()

    def connect_to(self, signals: LedgerSignals, send_flow: SendFlow, results: Results, announcer: Announcer) -> None:
        """Follow the ledger, and tell what comes of it."""
        signals.changed.connect(self.undo.refresh)
        send_flow.queued.connect(self.undo.on_queued)
        self.undo.answered.connect(results.on_answered)
        self.undo.ended.connect(results.on_wait_ended)
        self.undo.failed.connect(results.on_failed)
        self.undo_bar.begun.connect(announcer.announce)

    def put_back_with(self, composer: Composer, flow: HistoryFlow, notices: NoticeBar) -> None:
        """Let what was composed and taken back return to the form."""
        self.undo.undone.connect(BackToForm(composer, flow, notices, self).on_undone)
