"""The two questions that the dialog asks; open them with `open()`, which does not block the program."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget


class RemovalQuestion(QMessageBox):
    """Whether a source is to be removed.

    Signals:
        remove_requested: it is.
    """

    remove_requested = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        _set_words(
            self,
            self.tr("Remove {name}?").format(name=name),
            self.tr(
                "Its history stays. Events that are still in the outbox wait and are not sent. "
                "Its key is forgotten, in the keyring too."
            ),
        )
        self.addButton(self.tr("Remove source"), QMessageBox.ButtonRole.DestructiveRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Cancel))
        self.buttonClicked.connect(self._on_button_clicked)

    @Slot(QAbstractButton)
    def _on_button_clicked(self, button: QAbstractButton) -> None:
        if self.buttonRole(button) is QMessageBox.ButtonRole.DestructiveRole:
            self.remove_requested.emit()


class ClosingQuestion(QMessageBox):
    """Whether unsaved changes are to be saved, discarded, or looked at again, before the dialog closes.

    Signals:
        save_requested, discard_requested, stay_requested: the answer; the last also when there was none.
    """

    save_requested = Signal()
    discard_requested = Signal()
    stay_requested = Signal()

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        _set_words(
            self,
            self.tr("Save the changes?"),
            self.tr("Not saved yet: {names}.").format(names=", ".join(names)),
        )
        buttons = QMessageBox.StandardButton
        self.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        self.setDefaultButton(buttons.Save)
        self.finished.connect(self._on_finished)

    @Slot()
    def _on_finished(self) -> None:
        button = self.clickedButton()
        role = self.buttonRole(button) if button is not None else QMessageBox.ButtonRole.RejectRole
        if role is QMessageBox.ButtonRole.AcceptRole:
            self.save_requested.emit()
        elif role is QMessageBox.ButtonRole.DestructiveRole:
            self.discard_requested.emit()
        else:
            self.stay_requested.emit()


def _set_words(box: QMessageBox, title: str, text: str) -> None:
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
