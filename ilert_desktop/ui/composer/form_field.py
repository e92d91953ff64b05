"""One field of the composer: its label, its editor, its explanation and its problem."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from ilert_desktop.draft import Problem


@dataclass(frozen=True)
class FormField:
    """A field by its wire name. `show_problems` gets the problems of this field, none when it is fine."""

    name: str
    label: QLabel
    editor: QWidget
    show_problems: Callable[[list[Problem]], None]
    hint: str

    def add_to(self, form: QFormLayout, problem: QWidget | None = None) -> None:
        """Put label and editor, and under it the words of its problem, into a form."""
        self.label.setToolTip(self.hint)
        self.editor.setToolTip(self.hint)
        self.editor.setAccessibleDescription(self.hint)
        if (inner := self.editor.focusProxy()) is not None:
            # A screen reader reads what has the keyboard, not the box around it.
            inner.setAccessibleDescription(self.hint)
        if problem is None:
            form.addRow(self.label, self.editor)
            return
        column = QWidget()
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self.editor)
        lines.addWidget(problem)
        form.addRow(self.label, column)

    def set_used(self, used: bool, why_not: str) -> None:
        """Enable the field, or disable it and say why in its tooltip."""
        self.label.setEnabled(used)
        self.editor.setEnabled(used)
        self.editor.setToolTip(self.hint if used else why_not)
