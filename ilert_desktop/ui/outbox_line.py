"""The line at the window's bottom: what the outbox waits for, what happened last, where practice is."""

from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ilert_desktop.ledger.records import Counts
from ilert_desktop.ui.elided_label import ElidedLabel


class OutboxLine(QWidget):
    """Tells how the outbox stands, and counts down to the next try.

    Signals:
        retry_requested: the operator does not want to wait for the next try.
        place_requested: the operator wants to see the place that is named.
    """

    retry_requested = Signal()
    place_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Counts | None = None
        self._outbox = QLabel()
        self._retry = QPushButton(self.tr("Retry now"))
        self._retry.setFlat(True)
        self._retry.clicked.connect(self.retry_requested)
        self._last_text = ""
        self._last = ElidedLabel()
        self._place = QPushButton()
        self._place.setFlat(True)
        self._place.setToolTip(self.tr("Open practice in the browser"))
        self._place.clicked.connect(self.place_requested)
        # Runs only while something waits: an idle window must not wake the processor.
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._render)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(8)
        line.addWidget(self._outbox)
        line.addWidget(self._retry)
        line.addWidget(self._last, 1)
        line.addWidget(self._place)
        self._retry.hide()
        self._place.hide()

    def set_counts(self, counts: Counts | None) -> None:
        """Show how the outbox stands; None says that nobody knows, because it can't be read."""
        self._counts = counts
        if counts is None:
            self._show_unknown()
        else:
            self._render()

    def set_last(self, text: str) -> None:
        """Show what happened last."""
        self._last_text = text
        self._last.set_text(text)

    def set_place(self, text: str) -> None:
        """Show where practice listens; empty for a real source."""
        self._place.setText(text)
        self._place.setVisible(bool(text))

    def outbox_text(self) -> str:
        """What is said of the outbox now."""
        return self._outbox.text()

    def place_text(self) -> str:
        """Where practice is said to be now."""
        return self._place.text()

    def last_text(self) -> str:
        """What is said of the last result."""
        return self._last_text

    def _show_unknown(self) -> None:
        self._timer.stop()
        self._retry.hide()
        self._outbox.setText(self.tr("Outbox unknown"))

    @Slot()
    def _render(self) -> None:
        counts = self._counts
        if counts is None:
            return
        self._outbox.setText(self._words(counts))
        self._retry.setVisible(counts.waiting > 0)
        if counts.waiting and not self._timer.isActive():
            self._timer.start()
        elif not counts.waiting:
            self._timer.stop()

    def _words(self, counts: Counts) -> str:
        if not counts.unsettled:
            return self.tr("Outbox empty")
        parts = []
        if counts.waiting:
            parts.append(self._waiting_words(counts))
        if counts.held:
            one, more = self.tr("1 needs an answer"), self.tr("{count} need an answer")
            parts.append(one if counts.held == 1 else more.format(count=counts.held))
        rest = counts.unsettled - counts.waiting - counts.held
        if rest:
            parts.append(self.tr("{count} to be sent").format(count=rest))
        return " · ".join(parts)

    def _waiting_words(self, counts: Counts) -> str:
        waiting = self.tr("{count} waiting").format(count=counts.waiting)
        if counts.next_try is None:
            return waiting
        seconds = max(0, round(counts.next_try / 1000 - datetime.now().astimezone().timestamp()))
        return self.tr("{waiting}, next try in {seconds} s").format(waiting=waiting, seconds=seconds)
