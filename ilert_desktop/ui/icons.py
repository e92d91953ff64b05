"""The program's icons: line drawings in the colours of the window they are in.

They are pixmaps in many sizes, not a `QIconEngine` in Python: Qt clones an icon's engine whenever a copy of the
icon is changed, and PySide6 6.11 lets go of such a clone, which ends the process.
"""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from ilert_desktop.resources import read_text, resource_path

# The sizes that widgets ask for (16, 20, 24, 32) at 100 % and 200 %; others are scaled down from the next.
_SIZES: Final = (16, 20, 24, 32, 40, 48, 64)
_APP_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256, 512)
_FADED: Final = 0.4


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """The icon `name` of `resources/icons`, without its ending; crisp up to 200 %.

    Args:
        name: the drawing, as in `add`.
        colour: its colour; without one that of the application's text now, with its disabled and selected forms.

    Raises:
        MissingResource: there is no such icon.
    """
    palette = QGuiApplication.palette()
    normal = colour or palette.color(QPalette.ColorRole.WindowText)
    faded = QColor(normal)
    faded.setAlphaF(normal.alphaF() * _FADED)
    selected = colour or palette.color(QPalette.ColorRole.HighlightedText)
    return _drawn(name, normal.rgba(), faded.rgba(), selected.rgba())


def set_icon(target: QAbstractButton | QAction, name: str) -> None:
    """Give `target` the icon `name`, and again whenever the desktop changes between light and dark.

    Raises:
        MissingResource: there is no such icon.
    """
    target.setIcon(icon(name))
    _Follower(target, name)


def app_icon() -> QIcon:
    """The program's own icon, in the sizes that window managers, docks and trays ask for."""
    drawing = QSvgRenderer(str(resource_path("icon.svg")))
    made = QIcon()
    for size in _APP_SIZES:
        made.addPixmap(_pixmap(drawing, size))
    return made


@lru_cache(maxsize=128)
def _drawn(name: str, normal: int, disabled: int, selected: int) -> QIcon:
    renderer = QSvgRenderer(QByteArray(read_text(f"icons/{name}.svg").encode()))
    modes = {QIcon.Mode.Normal: normal, QIcon.Mode.Disabled: disabled, QIcon.Mode.Selected: selected}
    made = QIcon()
    for size in _SIZES:
        shape = _pixmap(renderer, size)
        for mode, rgba in modes.items():
            made.addPixmap(_filled(shape, QColor.fromRgba(rgba)), mode)
    return made


def _pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap


def _filled(shape: QPixmap, colour: QColor) -> QPixmap:
    filled = QPixmap(shape)
    painter = QPainter(filled)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(filled.rect(), colour)
    painter.end()
    return filled


class _Follower(QObject):
    """Lives as long as its target and draws its icon anew when the colours of the desktop changed."""

    def __init__(self, target: QAbstractButton | QAction, name: str) -> None:
        super().__init__(target)
        self._target = target
        self._name = name
        # Queued: the signal comes before the application has its new palette.
        queued = Qt.ConnectionType.QueuedConnection
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_colours_changed, queued)
        # Some desktops change the colours alone, as from one dark theme to another.
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.paletteChanged.connect(self._on_colours_changed, queued)

    @Slot()
    def _on_colours_changed(self) -> None:
        self._target.setIcon(icon(self._name))
