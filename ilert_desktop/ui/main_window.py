"""The main window: puts the panels together and connects them. Everything else happens in them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from ilert_desktop.assembly import Services
from ilert_desktop.ui.announcer import Announcer
from ilert_desktop.ui.arrangement import Arrangement
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.bulk_jobs import BulkJobs
from ilert_desktop.ui.closing import Closing
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.confirming import Confirming
from ilert_desktop.ui.event_notices import EventNotices
from ilert_desktop.ui.header import Header
from ilert_desktop.ui.hints import hints
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.history_flow import HistoryFlow
from ilert_desktop.ui.icons import app_icon
from ilert_desktop.ui.key_flow import KeyFlow
from ilert_desktop.ui.ledger_signals import LedgerSignals
from ilert_desktop.ui.ledger_trouble import LedgerTrouble
from ilert_desktop.ui.outbox_line import OutboxLine
from ilert_desktop.ui.outbox_view import OutboxView
from ilert_desktop.ui.pending import Pending
from ilert_desktop.ui.practice.flow import PracticeFlow
from ilert_desktop.ui.preview_pane import PreviewPane
from ilert_desktop.ui.results import Results
from ilert_desktop.ui.sending import Panels, Sending
from ilert_desktop.ui.tasks import Tasks
from ilert_desktop.ui.window_actions import WindowActions


class MainWindow(QMainWindow):
    """Header, composer, preview and history of one data folder.

    Signals:
        first_shown: the window was painted for the first time: what takes long to load may be loaded now.
    """

    first_shown = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setWindowTitle("ilert Desktop")
        self.setWindowIcon(app_icon())
        self.services = services
        self._is_first = True
        self.tasks = Tasks(self)
        self._make_panels()
        self._make_flows()
        self._lay_out()
        self._connect()
        self.actions_by_name = WindowActions(
            self, self.send_desk.send, self.clearing, self.key_flow.open_sources, self.pending
        ).by_name
        self.practice.add_menu(self)
        self.sending.gate.watch(self.actions_by_name["send"])
        self._arrangement = Arrangement(services.folders.config / "window.ini", self)
        self._arrangement.restore(self.top_splitter, self.splitter, self.history)
        self.composing.show_sources()
        self.composer.fields.summary.setFocus()
        self.outbox_view.refresh()
        self.ledger_trouble.look_for_damage()
        self.key_flow.show_source_notice()
        self.practice.show_fault()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell once that the window is up."""
        super().showEvent(event)
        if self._is_first:
            self._is_first = False
            self.first_shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask before closing over events that are not sent; else remember the arrangement and go."""
        if not self._closing.may_close():
            event.ignore()
            return
        self._arrangement.save(self.top_splitter, self.splitter, self.history)
        self.tasks.close()
        super().closeEvent(event)

    @Slot()
    def come_forward(self) -> None:
        """Be seen: the operator started the program again."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot()
    def leave(self) -> None:
        """Close without a question: the session ends, and nobody will answer."""
        self._closing.ask_nothing()
        self.close()

    def _make_panels(self) -> None:
        services = self.services
        self.notices = NoticeBar()
        self.header = Header()
        self.composer = Composer(hints())
        self.preview = PreviewPane()
        self.history = HistoryPanel(services.ledger, services.sources, self.tasks)
        self.outbox_line = OutboxLine()

    def _make_flows(self) -> None:
        services, tasks = self.services, self.tasks
        self.announcer = Announcer(self)
        self.ledger_signals = LedgerSignals(self)
        panels = Panels(self.composer, self.header, self.preview, self.notices)
        self.sending = Sending(services, tasks, self.ledger_signals, panels, self._keep_choice, self)
        self.composing, self.clearing = self.sending.composing, self.sending.clearing
        self.send_flow, self.send_desk = self.sending.flow, self.sending.desk
        self.practice = PracticeFlow(services, tasks, self.composing, self.notices, self)
        self.band, link = self.practice.band, self.practice.link
        self.history_flow = HistoryFlow(services.ledger, services.sources, link, self.send_flow, tasks, self)
        Confirming(services.sources, self.practice.page, self.history, self)
        self.bulk_jobs = BulkJobs(services, tasks, self.history, self.ledger_signals, link, self)
        self.key_flow = KeyFlow(services, tasks, self.notices, self)
        events = EventNotices(self.notices, self.history, self.key_flow, self.history_flow, self)
        self.results = Results(self.notices, self.outbox_line, self.history, events, self)
        self.results.follow_jobs(self.bulk_jobs)
        self.outbox_view = OutboxView(services, tasks, self.outbox_line, self)
        self.ledger_trouble = LedgerTrouble(services.ledger, tasks, self.notices, self)
        self.pending = Pending(services.ledger, tasks, self.results, self)
        self._closing = Closing(self, self.composer, self.outbox_view, self.key_flow, self.pending.undo, link)

    def _lay_out(self) -> None:
        self.top_splitter = _splitter(Qt.Orientation.Horizontal, self.composer, self.preview)
        self.splitter = _splitter(Qt.Orientation.Vertical, self.top_splitter, self.history)
        centre = QWidget()
        lines = QVBoxLayout(centre)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for widget in (self.band, self.header, self.sending.guard_bar, self.notices):
            lines.addWidget(widget)
        lines.addWidget(self.splitter, 1)
        for line in (self.bulk_jobs.lines, self.pending.undo_bar, self.outbox_line):
            lines.addWidget(line)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.ledger_signals.listen_to(self.services)
        self.results.follow(self.ledger_signals, self.history_flow)
        self.ledger_trouble.follow(self.ledger_signals, self.outbox_view, self.results)
        self.ledger_signals.changed.connect(self.history.refresh)
        self.ledger_signals.changed.connect(self.outbox_view.refresh)
        self.practice.tell_in(self.results, self.outbox_view, self.outbox_line)
        self.header.sources_requested.connect(self.key_flow.open_sources)
        self.key_flow.sources_changed.connect(self.composing.show_sources)
        self.ledger_signals.sources_changed.connect(self.key_flow.sources_changed)
        self.key_flow.sources_changed.connect(self.history.refresh)
        self.key_flow.test_requested.connect(self.send_desk.send_test)
        self.outbox_line.retry_requested.connect(self.history_flow.on_retry_all_requested)
        self.history_flow.follow(self.history)
        self.history_flow.source_wanted.connect(self.composing.choose_source)
        self.history_flow.draft_made.connect(self.send_desk.take_draft)
        self.send_desk.queued.connect(self.results.on_queued)
        self.send_flow.queued_together.connect(self.results.on_queued_together)
        self.results.announced.connect(self.announcer.announce)
        self.notices.shown.connect(self.announcer.announce)
        self.first_shown.connect(self.key_flow.look_at_keyring)
        self.pending.follow(self.ledger_signals, self.send_flow, self.outbox_view, self.announcer)
        signals, composer, composing = self.ledger_signals, self.composer, self.composing
        self.pending.ask_beside(
            signals, composer, composing, self.clearing, self.send_flow, self.history_flow, self.notices
        )

    def _keep_choice(self, source_id: str) -> None:
        kept = self.services.files.submit(self.services.sources.choose, source_id)
        self.tasks.watch(kept, lambda _: None, self.results.on_failed)


def _splitter(orientation: Qt.Orientation, larger: QWidget, smaller: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.addWidget(larger)
    splitter.addWidget(smaller)
    splitter.setStretchFactor(0, 3)
    splitter.setStretchFactor(1, 2)
    splitter.setChildrenCollapsible(False)
    return splitter
