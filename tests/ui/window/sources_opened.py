"""The dialog of the sources, as the window has opened it."""

from PySide6.QtWidgets import QLineEdit

from ilert_desktop.ui.source_dialog import SourceDialog
from tests.ui.window.desk import Desk


def opened_dialog(desk: Desk) -> SourceDialog:
    """The dialog, once it is there to be typed into."""
    desk.until(lambda: any(dialog.isVisible() for dialog in desk.window.findChildren(SourceDialog)))
    dialog = desk.only(SourceDialog)
    dialog.activateWindow()
    desk.until(dialog.isActiveWindow)
    return dialog


def line_edit(desk: Desk, name: str, dialog: SourceDialog) -> QLineEdit:
    """A field of one line, as soon as it is there."""
    fields = dialog.findChildren(QLineEdit)
    desk.until(lambda: any(field.isVisible() and field.accessibleName() == name for field in fields))
    return desk.only(QLineEdit, name, dialog)
