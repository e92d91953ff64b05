"""A button of a row of which one is pressed, and seen to be pressed on light and on dark."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QToolButton, QWidget

_DARKER_PERCENT: Final = 160


class SegmentButton(QToolButton):
    """A checkable button that has the colours of a selection while it is checked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._on_toggled)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._take_colours()

    @Slot()
    def _on_toggled(self) -> None:
        self._take_colours()

    def _take_colours(self) -> None:
        # Only these roles are set, so that all others go on following the window's palette.
        palette = QPalette()
        if self.isChecked():
            usual = QGuiApplication.palette()
            # Styles paint buttons lighter than their colour; darkened, the words keep 4.5:1.
            ground = usual.color(QPalette.ColorRole.Highlight).darker(_DARKER_PERCENT)
            palette.setColor(QPalette.ColorRole.Button, ground)
            palette.setColor(QPalette.ColorRole.ButtonText, usual.color(QPalette.ColorRole.HighlightedText))
        self.setPalette(palette)
