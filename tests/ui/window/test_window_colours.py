"""Light and dark, and a window of 900 by 600: everything follows, and nothing is cut."""

from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit

from ilert_desktop.draft import Draft
from ilert_desktop.ui.bars import Notice
from tests.rig.events import full_draft
from tests.ui.window.desk import Desk


def dark_palette() -> QPalette:
    made = QPalette(QColor("#3a3a3a"), QColor("#2d2d2d"))
    for role in ("WindowText", "Text", "ButtonText"):
        made.setColor(QPalette.ColorRole[role], QColor("#eeeeee"))
    made.setColor(QPalette.ColorRole.Base, QColor("#1e1e1e"))
    return made


def brightness(image: QImage) -> float:
    """How bright what is drawn is, from 0 to 1."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    drawn = [pixel.lightnessF() for pixel in pixels if pixel.alpha() > 200]
    return sum(drawn) / len(drawn)


def of_icon(icon: QIcon) -> float:
    return brightness(icon.pixmap(20, 20).toImage())


def colours_of(field: QPlainTextEdit) -> set[str]:
    found: set[str] = set()
    block = field.document().begin()
    while block.isValid():
        found.update(part.format.foreground().color().name() for part in block.layout().formats())
        block = block.next()
    return found


def test_icons_and_highlighting_follow_a_change_of_the_palette(desk: Desk, palette: QPalette) -> None:
    QApplication.setPalette(QPalette(QColor("#efefef"), QColor("#efefef")))
    desk.compose(full_draft())
    desk.window.notices.show_notice(Notice(subject="x", title="Title"))
    desk.settle()
    notice_icon = desk.window.notices.findChildren(QLabel)[0]
    icons = [desk.header.send, desk.header.sources, *desk.buttons("Copy"), *desk.buttons("Close the message")]
    fields = [desk.preview_field(), *desk.fields.custom_details.findChildren(QPlainTextEdit)]
    assert all(of_icon(button.icon()) < 0.4 for button in icons)
    light = [colours_of(field) for field in fields]
    QApplication.setPalette(dark_palette())
    desk.until(lambda: all(of_icon(button.icon()) > 0.6 for button in icons))
    assert brightness(notice_icon.pixmap().toImage()) > 0.6
    assert all(not colours_of(field) & before for field, before in zip(fields, light, strict=True))


def test_at_900_by_600_the_form_can_be_used(desk: Desk) -> None:
    desk.window.resize(900, 600)
    desk.compose(full_draft())
    desk.settle()
    assert (desk.window.width(), desk.window.height()) == (900, 600)
    page = desk.composer.widget()
    assert page is not None
    assert page.width() <= desk.composer.viewport().width()
    assert desk.composer.viewport().height() > 200
    for name, field in desk.fields.table.items():
        assert field.editor.width() >= 200, name
        right = field.editor.mapTo(page, field.editor.rect().topRight()).x()
        assert right < page.width(), name


def test_a_notice_with_buttons_fits_into_900_pixels(desk: Desk) -> None:
    desk.window.resize(900, 600)
    title = "Produktionsumgebung Rechenzentrum Frankfurt hat auf diesem Rechner keinen Schlüssel"
    actions = (("Schlüssel eingeben…", int), ("Diesen Alarm anzeigen", int))
    desk.window.notices.show_notice(Notice(subject="x", title=title, sentence=title, actions=actions))
    desk.settle()
    assert desk.window.width() == 900
    for button in (*desk.buttons("Schlüssel eingeben…"), *desk.buttons("Close the message")):
        assert button.mapTo(desk.window, button.rect().topRight()).x() < 900
        assert button.width() >= button.minimumSizeHint().width()


def test_long_words_make_no_window_wider(desk: Desk) -> None:
    desk.window.resize(900, 600)
    desk.compose(Draft(summary="Zahlungsabwicklungsschnittstelle" * 20, alert_key="Schlüssel" * 30))
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.until(desk.rows)
    desk.settle()
    assert desk.window.width() == 900
