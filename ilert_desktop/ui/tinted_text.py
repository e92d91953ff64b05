"""A wrapping label for words of any origin in a colour that follows light and dark."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class TintedText(QLabel):
    """Plain text in a colour computed from the palette in force; hidden while it is empty.

    Args:
        colour_of: gives the colour for a palette, such as `colours.hint_colour`.
    """

    def __init__(self, colour_of: Callable[[QPalette], QColor], text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour_of = colour_of
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        # A long sentence must wrap instead of making its form wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)
        if not text:
            self.hide()
        self._take_colour()

    def set_message(self, message: str) -> None:
        """Show `message`, or nothing when it is empty."""
        self.setText(message)
        self.setHidden(not message)
        self._take_colour()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line; how many more are needed is known once the width is."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self._take_colour()
        super().changeEvent(event)

    def _take_colour(self) -> None:
        colour = self._colour_of(self.palette())
        if self.palette().color(QPalette.ColorRole.WindowText) != colour:
            # Only this role is set, so that all others go on following the window's palette.
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)
