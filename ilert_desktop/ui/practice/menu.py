"""The menu of practice: its page, how it misbehaves, and drills."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ilert_desktop.practice.misbehaviour import OFFERED_MINUTES, Mode
from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.practice.link import PracticeView
from ilert_desktop.ui.practice.words import PracticeWords

OPEN_KEYS: Final = "Ctrl+B"


class PracticeMenu(QObject):
    """Says what the operator wants of practice.

    Signals:
        page_wanted: the page in the browser.
        misbehaviour_wanted: a `Mode`, and for how many seconds (None: until it is switched off).
        behave_wanted: practice is to behave again.
        drills_wanted: the menu opens, and the drills that come with the program are not in it yet.
        drill_wanted: the short name of a drill that comes with the program.
        drill_file_wanted: a drill out of a file.
        drill_end_wanted: the drill that runs is to end.
        report_wanted: the report of the last drill.
    """

    page_wanted = Signal()
    misbehaviour_wanted = Signal(object, object)
    behave_wanted = Signal()
    drills_wanted = Signal()
    drill_wanted = Signal(str)
    drill_file_wanted = Signal()
    drill_end_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._words = PracticeWords(self)
        self.menu = window.menuBar().addMenu(self.tr("Pr&actice"))
        self.menu.setToolTipsVisible(True)
        page = self._add(self.menu, self.tr("&Open practice in the browser"), self.page_wanted.emit)
        set_icon(page, "external")
        page.setShortcut(QKeySequence(OPEN_KEYS))
        page.setToolTip(self.tr("Who would be paged and why, and every event that came; accept and resolve there"))
        self.menu.addSeparator()
        self._misbehaves = self._add_modes()
        self._behave = self._add(self.menu, self.tr("&Behave again"), self.behave_wanted.emit)
        self.menu.addSeparator()
        self._start = self.menu.addMenu(self.tr("&Start a drill"))
        self._start.setToolTipsVisible(True)
        self._file = self._add(self._start, self.tr("&Open a drill file…"), self.drill_file_wanted.emit)
        self._end = self._add(self.menu, self.tr("&End the drill"), self.drill_end_wanted.emit)
        self._report = self._add(self.menu, self.tr("Last &report…"), self.report_wanted.emit)
        self._has_drills = False
        self.menu.aboutToShow.connect(self._on_about_to_show)
        self.set_view(PracticeView())

    @Slot(object)
    def set_view(self, view: PracticeView) -> None:
        """Offer what can be done now."""
        self._behave.setEnabled(view.misbehaviour is not None)
        self._start.setEnabled(view.drill is None)
        self._end.setEnabled(view.drill is not None)
        self._report.setEnabled(bool(view.reports))

    @Slot(object)
    def set_drills(self, titles: dict[str, tuple[str, str]]) -> None:
        """Offer these drills: title and description, by their short names."""
        self._has_drills = True
        before = self._start.insertSeparator(self._file)
        for name, (title, description) in titles.items():
            action = QAction(title.replace("&", "&&"), self._start)
            action.setToolTip(description)
            action.triggered.connect(partial(self.drill_wanted.emit, name))
            self._start.insertAction(before, action)

    def _add_modes(self) -> QMenu:
        menu = self.menu.addMenu(self.tr("Practice &misbehaves"))
        menu.setToolTipsVisible(True)
        for mode in Mode:
            times = menu.addMenu(_capital(self._words.name(mode)))
            times.menuAction().setToolTip(mode.sentence)
            for minutes in OFFERED_MINUTES:
                words = self.tr("For 1 minute") if minutes == 1 else self.tr("For {0} minutes").format(minutes)
                self._add(times, words, partial(self.misbehaviour_wanted.emit, mode, 60.0 * minutes))
            self._add(times, self.tr("Until it is switched off"), partial(self.misbehaviour_wanted.emit, mode, None))
        return menu

    def _add(self, menu: QMenu, text: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, menu)
        action.setAutoRepeat(False)
        # `triggered` tells whether it is checked, which none of them can be.
        action.triggered.connect(lambda _checked=False: call())
        menu.addAction(action)
        return action

    @Slot()
    def _on_about_to_show(self) -> None:
        if not self._has_drills:
            self.drills_wanted.emit()


def _capital(words: str) -> str:
    # "ilert" is written small.
    return words if words.startswith("ilert") else words[:1].upper() + words[1:]
