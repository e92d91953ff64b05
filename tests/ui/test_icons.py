"""Icons: in the colours of the window, crisp, and following the desktop from light to dark."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from ilert_desktop.resources import MissingResource, resource_path
from ilert_desktop.ui.icons import app_icon, icon, set_icon

_NAMES = (
    *("add", "remove", "up", "down", "duplicate", "copy", "accept", "resolve", "comment", "reuse", "send", "search"),
    *("settings", "sources", "warning", "error", "info", "check", "clock", "outbox", "practice", "edit", "retry"),
    *("cancel", "external", "open", "clear", "key"),
)
_EXIT = """
import gc
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMainWindow
from ilert_desktop.ui.icons import app_icon, icon
application = QApplication([])
window = QMainWindow()
application.setWindowIcon(app_icon())
menu = window.menuBar().addMenu("menu")
for name in ("add", "send", "key") * 50:
    copy = QIcon(icon(name))
    copy.addPixmap(QPixmap(8, 8))
    menu.addAction(copy, name)
gc.collect()
window.show()
application.processEvents()
"""


@pytest.fixture
def palette(qapp: QApplication) -> Iterator[QPalette]:
    before = QPalette(qapp.palette())
    yield QPalette(before)
    qapp.setPalette(before)


def _colours(image: QImage) -> set[str]:
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() > 250}


def _opacity(image: QImage) -> int:
    return max(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def test_an_icon_that_does_not_exist_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(MissingResource, match=r"icons/none\.svg"):
        icon("none")


def test_icons_do_not_end_the_program() -> None:
    ended = subprocess.run([sys.executable, "-c", _EXIT], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("name", _NAMES)
def test_every_icon_is_drawn_in_the_one_style(qtbot: QtBot, name: str) -> None:
    text = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")

    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke="currentColor" stroke-width="2"' in text
    assert QSvgRenderer(str(resource_path(f"icons/{name}.svg"))).isValid()
    assert len(_colours(icon(name).pixmap(QSize(32, 32)).toImage())) == 1


def test_no_drawing_lies_there_unknown() -> None:
    assert {path.stem for path in resource_path("icons/add.svg").parent.iterdir()} == set(_NAMES)


def test_an_icon_has_the_texts_colour_and_is_faded_when_disabled(qapp: QApplication, palette: QPalette) -> None:
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#123456"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#fedcba"))
    qapp.setPalette(palette)
    made = icon("add")

    assert _colours(made.pixmap(QSize(24, 24)).toImage()) == {"#123456"}
    assert _colours(made.pixmap(QSize(24, 24), QIcon.Mode.Selected).toImage()) == {"#fedcba"}
    assert _opacity(made.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()) < 128


def test_an_icon_takes_the_colour_it_is_given(qapp: QApplication) -> None:
    made = icon("send", QColor("crimson"))

    assert _colours(made.pixmap(QSize(24, 24)).toImage()) == {QColor("crimson").name()}
    assert _opacity(made.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()) < 128


@pytest.mark.parametrize("size", [16, 20, 24, 32])
def test_an_icon_has_twice_the_pixels_at_twice_the_scale(qapp: QApplication, size: int) -> None:
    pixmap = icon("key").pixmap(QSize(size, size), 2.0)

    assert pixmap.size() == QSize(size * 2, size * 2)
    assert pixmap.deviceIndependentSize().toSize() == QSize(size, size)


def test_a_buttons_icon_follows_the_desktop_to_dark(qtbot: QtBot, qapp: QApplication, palette: QPalette) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    set_icon(button, "add")
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#f0f0f0"))
    qapp.setPalette(palette)

    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)

    qtbot.waitUntil(lambda: _colours(button.icon().pixmap(QSize(24, 24)).toImage()) == {"#f0f0f0"})


def test_a_button_that_is_gone_is_left_alone(qtbot: QtBot, qapp: QApplication) -> None:
    button = QToolButton()
    set_icon(button, "add")
    button.deleteLater()
    QApplication.sendPostedEvents(button, QEvent.Type.DeferredDelete)

    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    QApplication.sendPostedEvents()


@pytest.mark.parametrize("size", [16, 24, 32, 48, 64, 128, 256])
def test_the_programs_icon_can_be_read_at_every_size(qapp: QApplication, size: int, tmp_path: Path) -> None:
    image = app_icon().pixmap(QSize(size, size)).toImage()

    assert image.size() == QSize(size, size)
    beacon = image.pixelColor(size // 2, size * 24 // 64)
    ground = image.pixelColor(size // 2, size // 10)
    assert beacon.lightness() - ground.lightness() > 60
