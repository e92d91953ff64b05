"""What can be done to a row, and the keys that do it."""

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


class RowAction(Enum):
    """Something to do to one row; the last one goes to the next cell, the next row, or a new row."""

    MOVE_UP = auto()
    MOVE_DOWN = auto()
    DUPLICATE = auto()
    REMOVE = auto()
    GO_ON = auto()


_ALT = Qt.KeyboardModifier.AltModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier
# Ctrl+Delete alone stays what it is in every text field: delete the next word.
_KEYS: Final = {
    (_ALT, Qt.Key.Key_Up): RowAction.MOVE_UP,
    (_ALT, Qt.Key.Key_Down): RowAction.MOVE_DOWN,
    (_CONTROL, Qt.Key.Key_D): RowAction.DUPLICATE,
    (_CONTROL | _SHIFT, Qt.Key.Key_Delete): RowAction.REMOVE,
    (_NONE, Qt.Key.Key_Return): RowAction.GO_ON,
    (_NONE, Qt.Key.Key_Enter): RowAction.GO_ON,
}


def action_of(event: QKeyEvent) -> RowAction | None:
    """The action that a key press asks for, or None."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return next((action for (with_, key), action in _KEYS.items() if event.key() == key and modifiers == with_), None)
