"""Puts together what takes a draft from the form into the ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ilert_desktop.assembly import Services
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.clearing import Clearing
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.composing import Composing
from ilert_desktop.ui.destinations import Destinations
from ilert_desktop.ui.guard.bar import GuardBar
from ilert_desktop.ui.guard.gate import Gate
from ilert_desktop.ui.header import Header
from ilert_desktop.ui.kept_draft import KEPT_DRAFT_FILE, KeptDraft
from ilert_desktop.ui.known_summary import KnownSummary
from ilert_desktop.ui.ledger_signals import LedgerSignals
from ilert_desktop.ui.preview_pane import PreviewPane
from ilert_desktop.ui.same_key import SameKey
from ilert_desktop.ui.send_desk import SendDesk
from ilert_desktop.ui.send_flow import SendFlow
from ilert_desktop.ui.tasks import Tasks


@dataclass(frozen=True)
class Panels:
    """The parts of the window in which a draft is made."""

    composer: Composer
    header: Header
    preview: PreviewPane
    notices: NoticeBar


class Sending(QObject):
    """The draft with all that watches it, the gate before a live source, and the way into the ledger.

    Args:
        keep_choice: remembers the id of the chosen source for the next start.
    """

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        signals: LedgerSignals,
        panels: Panels,
        keep_choice: Callable[[str], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        composer, header = panels.composer, panels.header
        summaries = KnownSummary(services.ledger, tasks, self)
        destinations = Destinations(services.sources, header, keep_choice, self)
        self.composing = Composing(composer, header, panels.preview, destinations, summaries, self)
        self.clearing = Clearing(composer, self.composing, self)
        self.flow = SendFlow(services.ledger, tasks, self)
        self.guard_bar = GuardBar(window)
        self.gate = Gate(self.guard_bar, window)
        self.gate.watch(header.send)
        self.desk = SendDesk(composer, self.composing, self.clearing, self.flow, self.gate, panels.notices, self)
        file = services.folders.data / KEPT_DRAFT_FILE
        self.kept_draft = KeptDraft(file, composer, self.composing, self.flow, panels.notices, self)
        self._same_key = SameKey(services.ledger, tasks, composer, self.composing, self)
        signals.changed.connect(self._same_key.look_again)
        composer.changed.connect(self.gate.forget)
        self.composing.source_changed.connect(self.gate.forget)
        header.send_requested.connect(self.desk.send)
