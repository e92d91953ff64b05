"""The colours offered for sources, and how a source's colour is drawn."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

# White words on each of them reach 4.5:1 (WCAG 2.2, 1.4.3): the window's header is tinted with the source's colour.
SOURCE_COLOURS: Final = ("#c62828", "#a84a00", "#2e7d32", "#00796b", "#2563c9", "#7a4fbf", "#ad1457", "#546e7a")
DOT_SIZE: Final = 14
_SCALE: Final = 4


def dot(colour: str) -> QIcon:
    """A round dot in a source's colour, with a thin ring that keeps it visible on light and dark."""
    # Drawn several times as large, so that it stays smooth on every screen.
    side = DOT_SIZE * _SCALE
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(128, 128, 128), _SCALE))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(0, 0, side, side).adjusted(_SCALE, _SCALE, -_SCALE, -_SCALE))
    painter.end()
    made = QIcon(picture)
    # Without it a list tints the dot of its current row, and the colour is another one.
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made


def next_colour(used: list[str]) -> str:
    """The colour that the fewest sources have, the first of several."""
    lower = [colour.lower() for colour in used]
    return min(SOURCE_COLOURS, key=lower.count)
