"""Beside the rows while several are chosen: how many, and what can be done about them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.tinted_text import TintedText


class SeveralView(QWidget):
    """A few lines in the middle, in the place of one alert's details."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        bold = self._title.font()
        bold.setBold(True)
        self._title.setFont(bold)
        self._lines = TintedText(hint_colour, parent=self)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._lines)
        column.addStretch(1)

    def show_words(self, title: str, lines: list[str]) -> None:
        """Show other words."""
        self._title.setText(title)
        self._lines.set_message("\n".join(lines))
