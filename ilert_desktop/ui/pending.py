"""What is written down and may still need the operator: events to be taken back, questions, events that are held.

Puts the objects for that together and connects them, as the main window does with its panels.
"""

from PySide6.QtWidgets import QWidget

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.writing import now_ms
from ilert_desktop.ui.announcer import Announcer
from ilert_desktop.ui.back_to_form import BackToForm
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.clearing import Clearing
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.composing import Composing
from ilert_desktop.ui.held_reminder import HeldReminder
from ilert_desktop.ui.history_flow import HistoryFlow
from ilert_desktop.ui.ledger_signals import LedgerSignals
from ilert_desktop.ui.order_questions import OrderQuestions
from ilert_desktop.ui.outbox_view import OutboxView
from ilert_desktop.ui.results import Results
from ilert_desktop.ui.send_flow import SendFlow
from ilert_desktop.ui.tasks import Tasks
from ilert_desktop.ui.undo_bar import UndoBar
from ilert_desktop.ui.undo_flow import UndoFlow


class Pending:
    """Attributes: `undo_bar`, to be laid out by the window; `undo`, which fills it; `reminder`, for what is held."""

    def __init__(self, ledger: Ledger, tasks: Tasks, results: Results, window: QWidget) -> None:
        self._ledger = ledger
        self._tasks = tasks
        self._results = results
        self._window = window
        self.undo_bar = UndoBar(now_ms)
        self.undo = UndoFlow(ledger, tasks, self.undo_bar, window)
        self.reminder = HeldReminder(ledger, tasks, results.events, window)
        self.undo.answered.connect(results.on_answered)
        self.undo.ended.connect(results.on_wait_ended)
        self.undo.failed.connect(results.on_failed)
        self.reminder.reminded.connect(results.announced)

    def follow(self, signals: LedgerSignals, send_flow: SendFlow, outbox: OutboxView, announcer: Announcer) -> None:
        """Keep in step with the ledger; what waited before the program was started is read at once."""
        signals.changed.connect(self.undo.refresh)
        send_flow.queued.connect(self.undo.on_queued)
        outbox.counted.connect(self.reminder.on_counts)
        self.undo_bar.begun.connect(announcer.announce)
        self.undo.refresh()

    def ask_beside(
        self,
        signals: LedgerSignals,
        composer: Composer,
        composing: Composing,
        clearing: Clearing,
        send_flow: SendFlow,
        history_flow: HistoryFlow,
        notices: NoticeBar,
    ) -> None:
        """Ask about the order of events, and let what was composed and taken back return to the form."""
        questions = OrderQuestions(self._ledger, self._tasks, send_flow, composer, composing, notices, self._window)
        questions.form_spent.connect(clearing.clear)
        questions.told.connect(self._results.on_told)
        questions.failed.connect(self._results.on_failed)
        signals.attempt_ended.connect(questions.on_attempt_ended)
        history_flow.answered.connect(questions.on_answered)
        self.undo.answered.connect(questions.on_answered)
        self.undo.undone.connect(BackToForm(composer, history_flow, notices, self._window).on_undone)
