"""The two questions that the dialog asks; neither blocks the program."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def _question(parent: QWidget, title: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(text)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def ask_removal(parent: QWidget, name: str) -> QMessageBox:
    """Whether a source is to be removed; the button that does it has the role `DestructiveRole`."""
    box = _question(
        parent,
        parent.tr("Remove {name}?").format(name=name),
        parent.tr(
            "Its history stays. Events that are still in the outbox wait and are not sent. "
            "Its key is forgotten, in the keyring too."
        ),
    )
    box.addButton(parent.tr("Remove source"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.open()
    return box


def ask_closing(parent: QWidget, names: Sequence[str]) -> QMessageBox:
    """Whether unsaved changes are to be saved, discarded, or looked at again, before the dialog closes."""
    box = _question(
        parent,
        parent.tr("Save the changes?"),
        parent.tr("Not saved yet: {names}.").format(names=", ".join(names)),
    )
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    box.open()
    return box
