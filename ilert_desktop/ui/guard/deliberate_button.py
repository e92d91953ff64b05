"""A button that only a deliberate press works: no held key, no second half of a double click, no key repeat."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ilert_desktop.ui.send_button import SendButton

LEAST_ARMING_MS: Final = 400
_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Select})


class DeliberateButton(SendButton):
    """Disarmed by `disarm()`; armed once it was left alone for a moment and no key of the step before is down.

    The moment is `LEAST_ARMING_MS`, or the time in which two clicks are a double click if that is longer; whatever
    comes too early starts it anew. A key works when it is let go, so that it can't go on into another field.

    Signals:
        chosen: it was pressed deliberately.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_key_down = False
        self._is_pressed = False
        self._arming = QTimer(self)
        self._arming.setSingleShot(True)
        double_click = QGuiApplication.styleHints().mouseDoubleClickInterval()
        self._arming.setInterval(max(LEAST_ARMING_MS, double_click))
        self.clicked.connect(self._on_clicked)

    @property
    def is_armed(self) -> bool:
        """Whether a fresh press of Enter would count now."""
        return not self._arming.isActive() and not self._is_key_down

    def disarm(self, *, is_key_down: bool = False) -> None:
        """Count nothing for a moment; with `is_key_down` no key before Enter has been let go."""
        self._is_key_down = is_key_down
        self._is_pressed = False
        self.setDown(False)
        self._arming.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take a fresh press of Enter or Space; a repeated one, or one with Ctrl, only starts the moment anew."""
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        event.accept()
        has_modifier = event.modifiers() not in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if event.isAutoRepeat():
            if not self._is_pressed:
                self.disarm(is_key_down=True)
        elif self.is_armed and not has_modifier:
            self._is_pressed = True
            self.setDown(True)
        else:
            self.disarm(is_key_down=True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Count the press once its key is let go."""
        if event.key() not in _KEYS:
            super().keyReleaseEvent(event)
            return
        event.accept()
        if event.isAutoRepeat():
            return
        was_pressed = self._is_pressed
        self.disarm()
        if was_pressed:
            self.chosen.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take a press only when the moment is over."""
        if self._arming.isActive():
            self._arming.start()
            event.accept()
        else:
            super().mousePressEvent(event)

    @Slot()
    def _on_clicked(self) -> None:
        # A screen reader presses without a key or a mouse.
        if not self._arming.isActive():
            self.disarm()
            self.chosen.emit()
