"""One line that asks before something is done to several alerts."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ilert_desktop.ui.history.request import BulkRequest
from ilert_desktop.ui.history.text_button import TextButton


class ConfirmBar(QWidget):
    """Hidden until `ask()`; it stays with the alerts it was opened for. Enter confirms, Escape leaves.

    Signals:
        confirmed: the `BulkRequest` that the operator says yes to.
        closed: the bar is hidden again.
    """

    confirmed = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._request: BulkRequest | None = None
        self._question = QLabel(self)
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        self._question.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._confirm = TextButton("check", self)
        self._cancel = TextButton("cancel", self)
        self._cancel.set_words(self.tr("Cancel"), self.tr("Send nothing (Escape)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self._question, 1)
        row.addWidget(self._confirm)
        row.addWidget(self._cancel)
        self._confirm.clicked.connect(self._on_confirm)
        self._cancel.clicked.connect(self.close_bar)
        self.hide()

    def ask(self, request: BulkRequest, question: str, button: str) -> None:
        """Ask `question`; `button` says what a yes does."""
        self._request = request
        self._question.setText(question)
        self._confirm.set_words(button, self.tr("Do it (Enter)"))
        self._confirm.setAccessibleDescription(question)
        self.show()
        self._confirm.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def close_bar(self) -> None:
        """Hide the bar; nothing is done."""
        self._request = None
        # The keyboard goes on first: Qt would give it to whatever comes next.
        self.closed.emit()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Confirm or leave; a key that is held down does neither."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not is_enter and event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        if event.isAutoRepeat():
            return
        if is_enter and not self._cancel.hasFocus():
            self._on_confirm()
        else:
            self.close_bar()

    @Slot()
    def _on_confirm(self) -> None:
        request = self._request
        if request is not None:
            self.close_bar()
            self.confirmed.emit(request)
