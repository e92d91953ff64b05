"""The bar that asks for the second step: says that nothing is sent yet, and has the button that pages somebody."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ilert_desktop.ui.announcer import Announcer
from ilert_desktop.ui.colours import alarm_fill, problem_colour
from ilert_desktop.ui.guard.deliberate_button import DeliberateButton
from ilert_desktop.ui.icons import set_icon

_EDGE = 2


class GuardBar(QWidget):
    """Hidden until `ask`. It lies under the header, so that nothing in it comes up under a mouse at Send.

    Attributes:
        confirm: the second control.

    Signals:
        confirmed: the operator took the second step.
        declined: the operator goes back, by the button or by Escape.
    """

    confirmed = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.confirm = DeliberateButton()
        set_icon(self.confirm, "send")
        self.confirm.setDefault(True)
        font = self.confirm.font()
        font.setBold(True)
        self.confirm.setFont(font)
        self._back = QPushButton(self.tr("Go back (Esc)"))
        self._announcer = Announcer(self)
        self._lay_out()
        self.confirm.chosen.connect(self.confirmed)
        self._back.clicked.connect(self.declined)
        self.hide()

    def ask(self, label: str, words: str, *, is_key_down: bool) -> None:
        """Ask, and give the keyboard to the second control, which counts no press of a key that is down still."""
        is_new = self.isHidden()
        self._words.setText(words)
        self.confirm.set_label(label)
        self.confirm.setAccessibleDescription(words)
        self.confirm.disarm(is_key_down=is_key_down)
        self.show()
        # As if Tab had come here: only then do styles show which button has the keyboard.
        self.confirm.setFocus(Qt.FocusReason.TabFocusReason)
        if is_new:
            self._announcer.announce(f"{words} {label}")

    def text(self) -> str:
        """What is asked."""
        return self._words.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go back on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.declined.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        """Set the bar off from everything else in the window."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), alarm_fill(self.palette()))
        colour = problem_colour(self.palette())
        painter.fillRect(0, 0, self.width(), _EDGE, colour)
        painter.fillRect(0, self.height() - _EDGE, self.width(), _EDGE, colour)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.confirm)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(16, 8 + _EDGE, 12, 8 + _EDGE)
        lines.setSpacing(8)
        lines.addWidget(self._words)
        lines.addLayout(buttons)
