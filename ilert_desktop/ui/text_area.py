"""A field of several lines that grows with its text."""

from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ilert_desktop.ui.exact_text import document_text

# Without it Qt finds that the last line does not quite fit, and scrolls.
_SPARE: Final = 4


class TextArea(QPlainTextEdit):
    """Plain text between `fewest` and `most` lines high; Tab leaves it, Return starts a new line.

    Signals:
        changed: the text is another one, by typing or by `set_value`.
    """

    changed = Signal()

    def __init__(self, fewest: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fewest = fewest
        self._most = most
        self._value = ""
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self.textChanged.connect(self._on_text_changed)
        self._on_size_changed()

    def value(self) -> str:
        """The text as it is in the field."""
        return self._value

    def set_value(self, text: str) -> None:
        """Show another text, with nothing to undo."""
        if text != self._value:
            self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keep U+2028, Qt's Shift+Return, out of the text; leave Ctrl+Return to the window."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._on_size_changed()

    @Slot()
    def _on_size_changed(self) -> None:
        lines = max(self._fewest, min(self._most, int(self.document().size().height())))
        around = 2 * (self.frameWidth() + self.document().documentMargin())
        self.setFixedHeight(ceil(lines * QFontMetricsF(self.font()).lineSpacing() + around) + _SPARE)

    @Slot()
    def _on_text_changed(self) -> None:
        # Colours and layout report a change of the text too.
        text = document_text(self.document())
        if text != self._value:
            self._value = text
            self.changed.emit()
