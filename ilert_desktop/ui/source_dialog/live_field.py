"""Whether a source is live: a HIGH alert there pages people, and needs a second step."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.source_dialog.form_rows import GAP
from ilert_desktop.ui.tinted_text import TintedText


class LiveField(QWidget):
    """A check box and what it does.

    Signals:
        changed: the operator checked or unchecked it.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QCheckBox(self.tr("Ask again before a HIGH alert"))
        hint = self.tr("People are paged there: the window then asks for a second step before it sends.")
        self._box.setAccessibleDescription(hint)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP)
        lines.addWidget(self._box)
        lines.addWidget(TintedText(hint_colour, hint))
        self.setFocusProxy(self._box)
        self._box.clicked.connect(self.changed)

    def value(self) -> bool:
        """Whether the source is live."""
        return self._box.isChecked()

    def set_value(self, live: bool) -> None:
        """Show whether the source is live; does not emit `changed`."""
        self._box.setChecked(live)
