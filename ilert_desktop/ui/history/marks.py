"""The small marks beside words: a state's icon, or a dot in a colour."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap

from ilert_desktop.ui.history.tones import ICON_NAMES, Tone, tone_colour
from ilert_desktop.ui.icons import icon

_SIDE: Final = 16
# Drawn for 100 %, 200 % and 300 %.
_SCALES: Final = (1, 2, 3)


class MarkBox:
    """Makes each mark once for a palette."""

    def __init__(self, palette: QPalette) -> None:
        self._palette = palette
        self._made: dict[str, QIcon] = {}

    def tone(self, tone: Tone) -> QIcon:
        """The mark of a state."""
        name, colour = ICON_NAMES.get(tone), tone_colour(tone, self._palette)
        if name is None:
            return self.dot(colour)
        if tone not in self._made:
            self._made[tone] = _coloured(name, colour)
        return self._made[tone]

    def dot(self, colour: QColor) -> QIcon:
        """A filled circle, sharp on every screen."""
        name = colour.name()
        if name not in self._made:
            self._made[name] = _dot(colour)
        return self._made[name]


def _coloured(name: str, colour: QColor) -> QIcon:
    mark = QIcon()
    coloured, plain = icon(name, colour), icon(name)
    for scale in _SCALES:
        size = QSize(_SIDE * scale, _SIDE * scale)
        mark.addPixmap(coloured.pixmap(size, 1.0))
        # On a selected row the colour might be lost on the highlight; the form for selections is not.
        mark.addPixmap(plain.pixmap(size, 1.0, QIcon.Mode.Selected), QIcon.Mode.Selected)
    return mark


def _dot(colour: QColor) -> QIcon:
    mark = QIcon()
    for scale in _SCALES:
        pixmap = QPixmap(_SIDE * scale, _SIDE * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(3, 3, 10, 10))
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
            mark.addPixmap(pixmap, mode)
    return mark
