"""Turns what practice does on its thread into a signal on the GUI thread."""

import logging
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.misbehaviour import Active

if TYPE_CHECKING:
    from ilert_desktop.practice.desk import Desk
    from ilert_desktop.practice.drills.report import Report
    from ilert_desktop.practice.drills.run import Running

_log: Final = logging.getLogger(__name__)


class PracticeView(msgspec.Struct, frozen=True):
    """How practice misbehaves at a moment, the drill that runs, and the reports of earlier ones, the newest first."""

    misbehaviour: Active | None = None
    drill: "Running | None" = None
    reports: "tuple[Report, ...]" = ()

    @property
    def mark(self) -> str:
        """What stands before the summary of every event that goes to practice now; empty: nothing."""
        return self.drill.drill.mark if self.drill is not None else ""


class PracticeLink(QObject):
    """Tells what practice does, whoever made it do so: this window, its page or a drill.

    Signals:
        changed: a `PracticeView`, and the one before it.
        begun_anew: what practice held was damaged and set aside: a `PracticeFault` that says so.
    """

    changed = Signal(object, object)
    begun_anew = Signal(object)
    _seen = Signal(object)

    def __init__(self, practice: Practice, parent: QObject) -> None:
        super().__init__(parent)
        self.view = PracticeView()
        self._seen.connect(self._on_seen, Qt.ConnectionType.QueuedConnection)
        practice.at_start(self._attach)
        practice.when_ended(self._tell_end)
        practice.when_begun_anew(self._tell_begun_anew)

    def _attach(self, desk: "Desk") -> None:
        """Watch one run of practice; called in its thread."""

        def tell() -> None:
            try:
                self._seen.emit(PracticeView(desk.misbehaviour.now, desk.drills.running, desk.drills.reports))
            except RuntimeError:
                _log.debug("practice did something after the window was gone")

        desk.misbehaviour.watch(tell)
        desk.drills.watch(tell)
        tell()

    def _tell_end(self) -> None:
        """A server that has ended does nothing any more; called in its thread."""
        try:
            self._seen.emit(PracticeView())
        except RuntimeError:
            _log.debug("practice ended after the window was gone")

    def _tell_begun_anew(self, notice: PracticeFault) -> None:
        try:
            self.begun_anew.emit(notice)
        except RuntimeError:
            _log.debug("practice began anew after the window was gone")

    @Slot(object)
    def _on_seen(self, view: PracticeView) -> None:
        # Its server has ended, or has no report yet: the last one can still be read.
        before, self.view = self.view, msgspec.structs.replace(view, reports=view.reports or self.view.reports)
        if self.view != before:
            self.changed.emit(self.view, before)
