"""Practice in the window, put together: what its menu asks for is done, and what it does is shown."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from ilert_desktop.assembly import Services
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.composing import Composing
from ilert_desktop.ui.practice.band import PracticeBand
from ilert_desktop.ui.practice.drill_flow import DrillFlow
from ilert_desktop.ui.practice.link import PracticeLink, PracticeView
from ilert_desktop.ui.practice.menu import PracticeMenu
from ilert_desktop.ui.practice.page import PracticePage
from ilert_desktop.ui.practice.words import PracticeWords
from ilert_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from ilert_desktop.practice.desk import Desk
    from ilert_desktop.ui.outbox_line import OutboxLine
    from ilert_desktop.ui.outbox_view import OutboxView
    from ilert_desktop.ui.results import Results


class PracticeFlow(QObject):
    """Band, page, menu and drills of practice.

    Signals:
        told: a line about what practice does from now on.
        failed: something that was asked of practice could not be done: an exception with `title` and `sentence`.
    """

    told = Signal(str)
    failed = Signal(object)

    def __init__(
        self, services: Services, tasks: Tasks, composing: Composing, notices: NoticeBar, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._composing = composing
        self._words = PracticeWords(self)
        self.band = PracticeBand()
        self.page = PracticePage(services.practice, tasks, self)
        self.link = PracticeLink(services.practice, self)
        self.drills = DrillFlow(services, self.link, tasks, notices, window)
        self.link.changed.connect(self._on_changed)
        self.page.failed.connect(self.failed)
        self.band.behave_requested.connect(self.behave)
        composing.source_changed.connect(self._show_band)
        self._notices = notices
        self.link.begun_anew.connect(self._say)

    def add_menu(self, window: QMainWindow) -> PracticeMenu:
        """Put practice's menu into the window's menu bar."""
        menu = PracticeMenu(window)
        menu.page_wanted.connect(self.page.open)
        menu.misbehaviour_wanted.connect(self.misbehave)
        menu.behave_wanted.connect(self.behave)
        menu.drills_wanted.connect(self.drills.load)
        menu.drill_wanted.connect(self.drills.start)
        menu.drill_file_wanted.connect(self.drills.start_file)
        menu.drill_end_wanted.connect(self.drills.end)
        menu.report_wanted.connect(self.drills.show_report)
        self.drills.loaded.connect(menu.set_drills)
        self.link.changed.connect(menu.set_view)
        return menu

    def tell_in(self, results: "Results", outbox: "OutboxView", line: "OutboxLine") -> None:
        """Have the bottom line tell what practice does and where it listens, and lead to its page."""
        self.told.connect(results.on_told)
        self.failed.connect(results.on_failed)
        self._composing.source_changed.connect(outbox.show_place)
        self.link.changed.connect(outbox.renew_place)
        self.page.opened.connect(outbox.renew_place)
        line.place_requested.connect(self.page.open)

    def show_fault(self) -> None:
        """Say what is wrong with practice's configuration, if anything is."""
        fault = self._services.practice_fault
        if fault is not None:
            goes_on = self.tr("Practice works with its default until that is put right and the program started again.")
            sentence = fault.sentence.rstrip(".")
            self._say(PracticeFault(fault.title, f"{sentence}. {goes_on}"))

    @Slot(object, object)
    def misbehave(self, mode: Mode, seconds: float | None) -> None:
        """Have practice misbehave for so many seconds (None: until it is switched off)."""
        self._ask(partial(_misbehave, mode=mode, seconds=seconds))

    @Slot()
    def behave(self) -> None:
        """Have practice behave again."""
        self._ask(_behave)

    def _ask(self, work: "Callable[[Desk], None]") -> None:
        self._tasks.watch(self._services.practice.call(work), _ignore, self._on_failed)

    @Slot(object, object)
    def _on_changed(self, view: PracticeView, before: PracticeView) -> None:
        self.band.set_view(view)
        self._composing.set_mark(view.mark)
        if view.misbehaviour != before.misbehaviour:
            self.told.emit(self._words.switched(view))

    @Slot(object)
    def _say(self, fault: PracticeFault) -> None:
        self._notices.show_notice(Notice(subject=fault.title, title=fault.title, sentence=fault.sentence))

    @Slot()
    def _show_band(self) -> None:
        self.band.setVisible(all(source.is_practice for source in self._composing.sources))

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)


def _misbehave(desk: "Desk", mode: Mode, seconds: float | None) -> None:
    desk.misbehaviour.start(mode, seconds)


def _behave(desk: "Desk") -> None:
    desk.misbehaviour.stop()


def _ignore(_: object) -> None:
    return
