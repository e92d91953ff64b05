"""The band across the window that says that nobody is paged, and what practice plays."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ilert_desktop.ui.colours import is_dark
from ilert_desktop.ui.practice.link import PracticeView
from ilert_desktop.ui.practice.words import PracticeWords

_LIGHT = QColor("#ffe08a")
_DARK = QColor("#5c4a12")


class PracticeBand(QWidget):
    """Shown while only practice gets the draft, in words and in a colour of its own.

    Signals:
        behave_requested: practice is to behave again.
    """

    behave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = PracticeView()
        self._words = PracticeWords(self)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        font = self._label.font()
        font.setBold(True)
        self._label.setFont(font)
        self._behave = QPushButton(self.tr("Behave again"))
        self._behave.setToolTip(self.tr("Practice takes and answers events as ilert does"))
        self._behave.clicked.connect(self.behave_requested)
        self._behave.hide()
        # Runs only while a time is counted down and seen: an idle window must not wake the processor.
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._write)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(8)
        line.addWidget(self._label, 1)
        line.addWidget(self._behave)
        self._write()

    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def set_view(self, view: PracticeView) -> None:
        """Say what practice does."""
        self._view = view
        self._behave.setVisible(view.misbehaviour is not None)
        self._write()
        self._keep_time()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Count down from what is left now."""
        super().showEvent(event)
        self._write()
        self._keep_time()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody sees the time."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        """Paint the band behind the words."""
        QPainter(self).fillRect(self.rect(), _DARK if is_dark(self.palette()) else _LIGHT)

    def _keep_time(self) -> None:
        view = self._view
        is_timed = view.drill is not None or (view.misbehaviour is not None and view.misbehaviour.until is not None)
        if not is_timed or not self.isVisible():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _write(self) -> None:
        goes_on = self._words.goes_on(self._view)
        nobody = self.tr("Practice, nobody is paged")
        self._label.setText(f"{nobody} · {goes_on}" if goes_on else nobody)
