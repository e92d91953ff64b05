"""The line at the alert key that says which alert has this key already, and the way to another one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ilert_desktop.ui.announcer import Announcer
from ilert_desktop.ui.colours import notice_colour
from ilert_desktop.ui.tinted_text import TintedText


class SameKeyLine(QWidget):
    """Words and a button; takes no room while there is nothing to say.

    Signals:
        new_key_wanted: the operator wants an alert of its own.
    """

    new_key_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = TintedText(notice_colour)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button = QPushButton(self.tr("Use a new key"))
        self._button.setToolTip(self.tr("Takes this key out and sends a new one, so that an alert of its own opens"))
        self._announcer = Announcer(self)
        row = QHBoxLayout()
        row.addWidget(self._button)
        row.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self._words)
        lines.addLayout(row)
        self._button.clicked.connect(self.new_key_wanted)
        self.hide()

    def text(self) -> str:
        """What is said, empty when nothing is."""
        return self._words.text()

    def set_text(self, text: str) -> None:
        """Say something else, also to screen readers; empty says nothing."""
        if text == self._words.text():
            return
        self._words.set_message(text)
        self._button.setAccessibleDescription(text)
        self.setHidden(not text)
        if text:
            self._announcer.announce(text)
