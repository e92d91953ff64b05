"""How long events of a source can be taken back, and from when on an old ALERT asks before it is sent."""

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QGroupBox, QSpinBox, QWidget

from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_rules import STALE_LIMITS, UNDO_LIMITS
from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.field_problem import FieldProblem
from ilert_desktop.ui.source_dialog.form_rows import CalmSpinBox, add_row
from ilert_desktop.ui.tinted_text import TintedText


class DeliveryFields(QGroupBox):
    """Seconds to take back an ACCEPT or RESOLVE, the same for an ALERT, and the stale limit in minutes.

    Signals:
        changed: the operator changed a number.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Before an event is sent"))
        self._problems: dict[str, FieldProblem] = {}
        self._form = QFormLayout(self)
        self._form.setVerticalSpacing(8)
        undo = self.tr("So long it waits with an Undo button before it is sent.")
        self._undo = self._add("undo_seconds", self.tr("Undo ACCEPT and RESOL&VE"), UNDO_LIMITS, undo)
        alert = self.tr("Somebody is paged that much later.")
        self._alert_undo = self._add("alert_undo_seconds", self.tr("Un&do ALERT"), UNDO_LIMITS, alert)
        stale = self.tr("An ALERT that could not be sent for so long asks before it pages somebody about old news.")
        self._stale = self._add("stale_minutes", self.tr("Ask &when older than"), STALE_LIMITS, stale)
        for box in (self._undo, self._alert_undo):
            box.setSuffix(self.tr(" s"))
            box.setSpecialValueText(self.tr("No waiting"))
        self._stale.setSuffix(self.tr(" min"))

    def value_in(self, source: Source) -> Source:
        """`source` with the numbers that stand here."""
        return msgspec.structs.replace(
            source,
            undo_seconds=self._undo.value(),
            alert_undo_seconds=self._alert_undo.value(),
            stale_minutes=self._stale.value(),
        )

    def set_value(self, source: Source) -> None:
        """Show the numbers of `source`; does not emit `changed`."""
        for box, number in (
            (self._undo, source.undo_seconds),
            (self._alert_undo, source.alert_undo_seconds),
            (self._stale, source.stale_minutes),
        ):
            box.blockSignals(True)
            box.setValue(number)
            box.blockSignals(False)

    def set_problems(self, messages: Mapping[str, str]) -> None:
        """Show the message of each field, by the source's attribute, and clear the others."""
        for field, label in self._problems.items():
            label.set_message(messages.get(field, ""))

    def _add(self, field: str, title: str, limits: tuple[int, int], hint: str) -> QSpinBox:
        box = CalmSpinBox()
        box.setRange(*limits)
        box.setAccessibleDescription(hint)
        box.setToolTip(hint)
        box.valueChanged.connect(self.changed)
        self._problems[field] = FieldProblem(box)
        add_row(self._form, title, box, self._problems[field], TintedText(hint_colour, hint))
        return box
