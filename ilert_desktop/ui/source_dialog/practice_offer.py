"""The button that sends a test event, for practice only."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.tinted_text import TintedText


class PracticeOffer(QWidget):
    """Offers a test event, or says why there is none for this source.

    Signals:
        requested: the operator wants a test event sent.
    """

    requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = QPushButton(self.tr("Send a &test"))
        self._button.setAutoDefault(False)
        self._hint = TintedText(hint_colour)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self._hint)
        self._button.clicked.connect(self.requested)

    def set_allowed(self, *, practice: bool) -> None:
        """Offer it at practice, where nobody is paged, and at no other source."""
        self._button.setEnabled(practice)
        self._hint.set_message(
            self.tr("Raises one alert at practice; nobody is paged.")
            if practice
            else self.tr("Only practice takes tests from here: a test at this source could page somebody.")
        )
