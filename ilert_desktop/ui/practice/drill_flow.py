"""Drills from the window: starting and ending them, their messages, their report."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ilert_desktop.assembly import Services
from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.practice.link import PracticeLink, PracticeView
from ilert_desktop.ui.practice.report_dialog import ReportDialog
from ilert_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from ilert_desktop.practice.desk import Desk
    from ilert_desktop.practice.drills.report import Report
    from ilert_desktop.practice.drills.run import Running
    from ilert_desktop.practice.drills.script import Drill

_MESSAGE: Final = "drill"
_OVER: Final = "drill over"
_FAULT: Final = "drill fault"


class DrillFlow(QObject):
    """Runs drills at practice, and tells the operator what they say.

    Signals:
        loaded: the drills that come with the program: title and description by short name.
    """

    loaded = Signal(object)

    def __init__(
        self, services: Services, link: PracticeLink, tasks: Tasks, notices: NoticeBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._services = services
        self._link = link
        self._tasks = tasks
        self._notices = notices
        self._window = window
        self._dialog: ReportDialog | None = None
        self._shipped: dict[str, Drill] = {}
        self._is_loading = False
        link.changed.connect(self._on_changed)

    @Slot()
    def load(self) -> None:
        """Read the drills that come with the program."""
        if not self._is_loading:
            self._is_loading = True
            self._tasks.watch(on_daemon_thread(_shipped, name="drills"), self._on_loaded, self._on_failed)

    @Slot(str)
    def start(self, name: str) -> None:
        """Start a drill that comes with the program."""
        self._begin(self._shipped[name])

    @Slot()
    def start_file(self) -> None:
        """Ask for a file, and start the drill in it."""
        dialog = QFileDialog(self._window, self.tr("Open a drill"), "", self.tr("Drills (*.toml)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot()
    def end(self) -> None:
        """End the drill before its time."""
        self._tasks.watch(self._services.practice.call(_stop), _ignore, self._on_failed)

    @Slot()
    def show_report(self) -> None:
        """Show the report of the last drill."""
        if not self._link.view.reports:
            return
        if self._dialog is None:
            self._dialog = ReportDialog(self._services.files, self._tasks, self._window)
            self._dialog.failed.connect(self._on_failed)
        as_written = on_daemon_thread(partial(_markdown, self._link.view.reports[0]), name="drills")
        self._tasks.watch(as_written, self._dialog.set_markdown, self._on_failed)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _begin(self, drill: "Drill") -> None:
        self._notices.withdraw(_FAULT)
        self._tasks.watch(self._services.practice.call(partial(_start, drill=drill)), _ignore, self._on_failed)

    def _on_loaded(self, drills: "dict[str, Drill]") -> None:
        self._shipped = drills
        self.loaded.emit({name: (drill.title, drill.description) for name, drill in drills.items()})

    @Slot(object, object)
    def _on_changed(self, view: PracticeView, before: PracticeView) -> None:
        if view.drill is not None:
            self._on_running(view.drill, before.drill)
            return
        self._notices.withdraw(_MESSAGE)
        if view.reports[:1] != before.reports[:1]:
            self._say_over(view.reports[0])
        elif before.drill is not None:
            self._say_cut_off(before.drill)

    def _on_running(self, running: "Running", before: "Running | None") -> None:
        told = [message.text for message in running.told[-1:]]
        if before is None:
            self._notices.withdraw(_OVER)
            self._say(running, " ".join([running.drill.description, *told]))
        elif len(running.told) > len(before.told):
            self._say(running, *told)

    def _say(self, running: "Running", text: str) -> None:
        title = self.tr("Drill “{title}”").format(title=running.drill.title)
        end = (self.tr("End the drill"), self.end)
        sentence = " ".join(text.split())
        self._notices.show_notice(
            Notice(subject=_MESSAGE, title=title, sentence=sentence, actions=(end,), is_problem=False)
        )

    def _say_over(self, report: "Report") -> None:
        title = self.tr("The drill “{title}” is over").format(title=report.title)
        passed = self.tr("Everything that was expected was done in time.")
        sentence = passed if report.passed else self.tr("Not everything that was expected was done in time.")
        show = (self.tr("Show the report"), self.show_report)
        self._notices.show_notice(
            Notice(subject=_OVER, title=title, sentence=sentence, actions=(show,), is_problem=False)
        )

    def _say_cut_off(self, running: "Running") -> None:
        title = self.tr("The drill “{title}” was cut off").format(title=running.drill.title)
        sentence = self.tr("Practice has ended, so there is no report. Start the drill once more.")
        self._notices.show_notice(Notice(subject=_OVER, title=title, sentence=sentence))

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        read = on_daemon_thread(partial(_read, Path(path)), name="drills")
        self._tasks.watch(read, self._begin, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        title = getattr(error, "title", self.tr("The drill can't be used"))
        sentence = getattr(error, "sentence", str(error))
        self._notices.show_notice(Notice(subject=_FAULT, title=title, sentence=sentence))


def _shipped() -> "dict[str, Drill]":
    from ilert_desktop.practice.drills.script_file import shipped  # noqa: PLC0415 - tomllib, on this thread

    return shipped()


def _read(path: Path) -> "Drill":
    from ilert_desktop.practice.drills.script_file import read_drill  # noqa: PLC0415 - tomllib, on this thread

    return read_drill(path)


def _markdown(report: "Report") -> str:
    from ilert_desktop.practice.drills.report_text import as_markdown  # noqa: PLC0415 - with the drills

    return as_markdown(report)


def _start(desk: "Desk", drill: "Drill") -> None:
    desk.drills.start(drill)


def _stop(desk: "Desk") -> None:
    desk.drills.stop()


def _ignore(_: object) -> None:
    return
