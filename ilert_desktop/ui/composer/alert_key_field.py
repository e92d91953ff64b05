"""The alert key: typed, or minted by the program and shown greyed."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from ilert_desktop.draft import Draft, effective_key
from ilert_desktop.event import EventType
from ilert_desktop.identifiers import mint_alert_key
from ilert_desktop.ui.composer.same_key_line import SameKeyLine
from ilert_desktop.ui.exact_text import ExactLineEdit


class AlertKeyField(QWidget):
    """A line for the key, what is known of an alert that has it already, and the choice to send an ALERT without any.

    Signals:
        changed: what will be sent as the key is another one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._minted = mint_alert_key()
        self._is_alert = True
        self.line = ExactLineEdit()
        self._without = QCheckBox(self.tr("Send without a key"))
        self._without.setToolTip(self.tr("An alert without a key can't be accepted or resolved from here."))
        self._warning = QLabel(self.tr("Without a key this alert can't be accepted or resolved from here."))
        self._warning.setWordWrap(True)
        self._warning.hide()
        self._same_key = SameKeyLine()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self.line)
        lines.addWidget(self._same_key)
        lines.addWidget(self._without)
        lines.addWidget(self._warning)
        self.setFocusProxy(self.line)
        self.line.changed.connect(self._on_changed)
        self._without.toggled.connect(self._on_changed)
        self._same_key.new_key_wanted.connect(self._on_new_key_wanted)
        self._show()

    def value(self) -> tuple[str, str, bool]:
        """The typed key, the minted key, and whether to send without one."""
        return self.line.value(), self._minted, self._without.isChecked()

    def set_value(self, typed: str, minted: str, without: bool) -> None:
        """Show other keys; an empty `minted` makes a new one."""
        self._minted = minted or mint_alert_key()
        self.line.set_value(typed)
        self._without.setChecked(without)
        self._show()

    def set_for_alert(self, is_alert: bool) -> None:
        """Only an ALERT can go without a typed key; the others name the alert they are meant for."""
        self._is_alert = is_alert
        self._show()

    def key_of_alert(self) -> str:
        """The key under which an ALERT would be sent; empty for one without a key and for the other types."""
        if not self._is_alert:
            return ""
        typed, minted, without = self.value()
        draft = Draft(event_type=EventType.ALERT, alert_key=typed, minted_key=minted, without_key=without)
        return effective_key(draft)

    def show_same_key(self, words: str) -> None:
        """Say what is known of an alert that has this key already; empty when nothing is."""
        self._same_key.set_text(words)

    def same_key_text(self) -> str:
        """What is said of an alert that has this key already."""
        return self._same_key.text()

    @Slot()
    def _on_new_key_wanted(self) -> None:
        self._minted = mint_alert_key()
        # The field remembers what it held, so that Ctrl+Z in it brings the typed key back.
        self.line.setFocus()
        self._without.setChecked(False)
        self.line.clear()
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        typed = bool(self.line.value().strip())
        without = self._without.isChecked() and not typed
        self._without.setVisible(self._is_alert)
        self._without.setEnabled(not typed)
        self._warning.setVisible(self._is_alert and without)
        if not self._is_alert:
            self.line.setPlaceholderText(self.tr("The key of the alert this is for"))
        else:
            self.line.setPlaceholderText(self.tr("none") if without else self._minted)
