"""The field for a source's key: typed once, kept elsewhere, never shown."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ilert_desktop.event import KEY_MASK
from ilert_desktop.ui.colours import hint_colour, notice_colour
from ilert_desktop.ui.exact_text import ExactLineEdit
from ilert_desktop.ui.field_problem import FieldProblem
from ilert_desktop.ui.source_dialog.key_states import KeyState
from ilert_desktop.ui.tinted_text import TintedText

_BUSY = frozenset({KeyState.CHECKING, KeyState.SAVING})
_KEPT = _BUSY | frozenset({KeyState.IN_KEYRING, KeyState.IN_SESSION, KeyState.PRACTICE})


class KeyField(QWidget):
    """Shows where a key is kept behind a mask, or takes a new one with a password's echo.

    Signals:
        changed: the operator typed, or took back what was typed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = KeyState.NONE
        self._is_replacing = False
        self._is_setting = False
        self._wants_focus = False
        self._mask = QLabel()
        self._mask.setTextFormat(Qt.TextFormat.PlainText)
        self._edit = ExactLineEdit()
        self._edit.setEchoMode(ExactLineEdit.EchoMode.Password)
        self._edit.setAccessibleName(self.tr("Key"))
        self._edit.setPlaceholderText(self.tr("Paste the key of the alert source, il…"))
        self._edit.changed.connect(self._on_edit_changed)
        self._switch = QPushButton()
        self._switch.setAutoDefault(False)
        self._switch.clicked.connect(self._on_switch)
        self._problem = FieldProblem(self._edit)
        self._note = TintedText(notice_colour)
        self._hint = TintedText(hint_colour)
        self.setFocusProxy(self._edit)
        self._lay_out()
        self._arrange()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._mask, 1)
        line.addWidget(self._edit, 1)
        line.addWidget(self._switch)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addLayout(line)
        lines.addWidget(self._problem)
        lines.addWidget(self._note)
        lines.addWidget(self._hint)

    def value(self) -> str:
        """What is typed and not yet kept; empty when nothing is."""
        return self._edit.value()

    def set_value(self, typed: str) -> None:
        """Show that something is typed already (behind dots), or an empty field; does not emit `changed`."""
        self._is_setting = True
        if typed != self._edit.value():
            # `clear` also forgets the undo steps, in which the old text would stay.
            self._edit.clear()
            self._edit.set_value(typed)
        self._is_setting = False
        self._is_replacing = bool(typed)
        self._arrange()

    def set_state(self, state: KeyState) -> None:
        """Show what is known of the key."""
        if state is not self._state:
            self._state = state
            self._arrange()

    def set_problem(self, message: str) -> None:
        """Show why what is typed can't be a key; nothing when empty."""
        self._problem.set_message(message)

    def take_focus(self) -> None:
        """Put the cursor into the key, as soon as it is known whether one is kept; then onto the way to replace it."""
        self._wants_focus = True
        self._arrange()

    @Slot()
    def _on_edit_changed(self) -> None:
        if not self._is_setting:
            self._note.set_message(self._note_text())
            self.changed.emit()

    @Slot()
    def _on_switch(self) -> None:
        had_text = bool(self._edit.value())
        replacing = not self._is_replacing
        self.set_value("")
        self._is_replacing = replacing
        self._arrange()
        if self._is_replacing:
            self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._switch.setFocus(Qt.FocusReason.OtherFocusReason)
        if had_text:
            self.changed.emit()

    def _arrange(self) -> None:
        kept = self._state in _KEPT
        busy = self._state in _BUSY
        takes_key = not kept or (self._is_replacing and not busy)
        self._mask.setText(self._mask_text())
        self._mask.setVisible(not takes_key)
        self._edit.setVisible(takes_key)
        self._switch.setVisible(kept and self._state is not KeyState.PRACTICE)
        self._switch.setEnabled(not busy)
        self._switch.setText(self.tr("Keep the old key") if takes_key else self.tr("Replace…"))
        self._note.set_message(self._note_text())
        self._hint.set_message(self._hint_text() if takes_key else "")
        if self._wants_focus and not busy:
            self._wants_focus = False
            (self._edit if takes_key else self._switch).setFocus(Qt.FocusReason.OtherFocusReason)

    def _mask_text(self) -> str:
        return {
            KeyState.CHECKING: self.tr("Asking the keyring…"),
            KeyState.SAVING: self.tr("Storing the key…"),
            KeyState.IN_KEYRING: self.tr("{mask} stored in the keyring").format(mask=KEY_MASK),
            KeyState.IN_SESSION: self.tr("{mask} stored for this session only").format(mask=KEY_MASK),
            KeyState.PRACTICE: self.tr("Practice has a key of its own; none is needed."),
        }.get(self._state, "")

    def _note_text(self) -> str:
        if self._state is KeyState.FOR_OTHER_ENDPOINT:
            return self.tr(
                "Type the key again: a key is only sent to the endpoint it was entered for, "
                "and this endpoint is another one."
            )
        if self._state is KeyState.UNKNOWN:
            return self.tr("The keyring could not be asked, so it is not known whether a key is stored.")
        if self._state is KeyState.NONE and not self._edit.value():
            return self.tr("No key is stored yet; without one nothing can be sent.")
        return ""

    def _hint_text(self) -> str:
        return self.tr("ilert shows it in the alert source's detail view; it is no user's token.")
