"""What the operator knows of how a source behaves at ilert; nothing of it is sent, it only makes forecasts exact."""

from enum import StrEnum
from typing import TypeVar

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QGroupBox, QWidget

from ilert_desktop.sources.source import DefaultPriority, Grouping, Override, Source
from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.source_dialog.form_rows import CalmComboBox, add_row
from ilert_desktop.ui.tinted_text import TintedText

_Choice = TypeVar("_Choice", bound=StrEnum)


class BehaviourFields(QGroupBox):
    """Default priority, whether events override it, and grouping; each *Unknown* until the operator says more.

    Signals:
        changed: the operator chose something else.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("What is known of this source"))
        self._form = QFormLayout(self)
        self._form.setVerticalSpacing(8)
        self._hint = TintedText(hint_colour)
        self._form.addRow(self._hint)
        self._priority = self._add_priority()
        self._override = self._add_override()
        self._grouping = self._add_grouping()

    def value_in(self, source: Source) -> Source:
        """`source` with what is chosen here."""
        return msgspec.structs.replace(
            source,
            default_priority=DefaultPriority(self._priority.currentData()),
            priority_override=Override(self._override.currentData()),
            grouping=Grouping(self._grouping.currentData()),
        )

    def set_value(self, source: Source) -> None:
        """Show what is known of `source`; does not emit `changed`. Of a practice source its configuration knows it."""
        here = self.tr("As set in ilert. Nothing is changed there: it lets the window say what a send will do.")
        self._hint.set_message(
            self.tr("As practice's configuration says, practice.toml.") if source.is_practice else here
        )
        for box in (self._priority, self._override, self._grouping):
            box.setEnabled(not source.is_practice)
        for box, choice in (
            (self._priority, source.default_priority),
            (self._override, source.priority_override),
            (self._grouping, source.grouping),
        ):
            box.setCurrentIndex(box.findData(choice.value))

    def _add_priority(self) -> QComboBox:
        choices = {
            DefaultPriority.UNKNOWN: self.tr("Unknown"),
            DefaultPriority.HIGH: self.tr("HIGH, escalates"),
            DefaultPriority.LOW: self.tr("LOW, does not escalate"),
            DefaultPriority.SUPPORT_HOURS: self.tr("By support hours"),
        }
        hint = self.tr("What an event gets that names no priority.")
        return self._add(self.tr("Default &priority"), choices, hint)

    def _add_override(self) -> QComboBox:
        choices = {
            Override.UNKNOWN: self.tr("Unknown"),
            Override.YES: self.tr("Yes"),
            Override.NO: self.tr("No, the source decides"),
        }
        hint = self.tr(
            "Yes for Grafana and ServiceNow, with a priority template, or when the default is HIGH. "
            "With LOW or support hours ilert ignores the event's priority."
        )
        return self._add(self.tr("Events may &override it"), choices, hint)

    def _add_grouping(self) -> QComboBox:
        choices = {
            Grouping.UNKNOWN: self.tr("Unknown"),
            Grouping.NONE: self.tr("None"),
            Grouping.WINDOW: self.tr("One alert per time window"),
            Grouping.UNTIL_ACCEPTED: self.tr("One alert until it is accepted"),
            Grouping.UNTIL_RESOLVED: self.tr("One alert until it is resolved"),
        }
        hint = self.tr("Which events share an alert even when their alert keys differ.")
        return self._add(self.tr("&Grouping"), choices, hint)

    def _add(self, title: str, choices: dict[_Choice, str], hint: str) -> QComboBox:
        box = CalmComboBox()
        for choice, words in choices.items():
            box.addItem(words, choice.value)
        box.setAccessibleDescription(hint)
        box.setToolTip(hint)
        # `activated` and not `currentIndexChanged`: only the operator's own choice counts as a change.
        box.activated.connect(self.changed)
        add_row(self._form, title, box, TintedText(hint_colour, hint))
        return box
