"""One line for each bulk job: how far it is, and a button that cancels it."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ilert_desktop.ledger.records import JobProgress
from ilert_desktop.ui.elided_label import ElidedLabel
from ilert_desktop.ui.history.text_button import TextButton
from ilert_desktop.ui.tall_page import TallPage

_LINES_SHOWN: Final = 3
_BAR_WIDTH: Final = 180


class JobLine(QWidget):
    """One job.

    Signals:
        cancel_requested: the operator wants what is not sent yet not to be sent.
        close_requested: the operator has read how it ended.
    """

    cancel_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._bar.setTextVisible(False)
        self._cancel = TextButton("cancel")
        self._cancel.setAutoRaise(True)
        self._close = TextButton("clear")
        self._close.setAutoRaise(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 2, 12, 2)
        line.setSpacing(8)
        line.addWidget(self._words, 1)
        for widget in (self._bar, self._cancel, self._close):
            line.addWidget(widget)
        self._cancel.clicked.connect(self.cancel_requested)
        self._close.clicked.connect(self.close_requested)

    def text(self) -> str:
        """What the line says."""
        return self._words.accessibleName()

    def show_progress(self, progress: JobProgress, words: str, *, stopped: bool) -> None:
        """Show how far the job is; one that was `stopped` only ends what is under way."""
        self._words.set_text(words)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.total - progress.left)
        self._bar.setAccessibleName(words)
        self._cancel.set_words(self.tr("Cancel"), self.tr("Send nothing more of this; what is under way ends"))
        self._cancel.setAccessibleName(self.tr("Cancel: {0}").format(words))
        self._close.set_words(self.tr("Close"), self.tr("Close this line"))
        self._close.setAccessibleName(self.tr("Close: {0}").format(words))
        is_open = progress.left > 0
        self._close.setHidden(is_open)
        if self._cancel.hasFocus() and (stopped or not is_open):
            # Before it goes: Qt would give the keyboard to whatever comes next.
            self._close.show()
            self._close.setFocus()
        self._bar.setVisible(is_open)
        self._cancel.setVisible(is_open and not stopped)


class JobLines(TallPage):
    """Hidden while there is no job; beyond three lines it scrolls.

    Signals:
        cancel_requested: the id of the job to be cancelled.
        close_requested: the id of a job that has ended and whose line is not wanted any more.
    """

    cancel_requested = Signal(str)
    close_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        page = QWidget()
        super().__init__(page, parent)
        self.setAccessibleName(self.tr("Bulk jobs"))
        self._lines: dict[str, JobLine] = {}
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_progress(self, progress: JobProgress, words: str, *, stopped: bool) -> None:
        """Show how far a job is, on its line; a new one comes last."""
        if progress.job not in self._lines:
            self._add(progress.job)
        self._lines[progress.job].show_progress(progress, words, stopped=stopped)

    def text(self) -> str:
        """What the lines say."""
        return "\n".join(line.text() for line in self._lines.values())

    def remove(self, job: str) -> None:
        """Take a job's line away."""
        line = self._lines.pop(job)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._fit()

    def _add(self, job: str) -> None:
        line = self._lines[job] = JobLine()
        self._column.addWidget(line)
        line.cancel_requested.connect(partial(self.cancel_requested.emit, job))
        line.close_requested.connect(partial(self.close_requested.emit, job))
        self._fit()

    def _fit(self) -> None:
        heights = [line.sizeHint().height() for line in self._lines.values()]
        self.setFixedHeight(sum(heights[:_LINES_SHOWN]))
        self.setVisible(bool(heights))
