"""The form for one source: what it is called, where it sends, its key, and what is known of it."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from ilert_desktop.sources.source import ILERT_ALERTS_PAGE, ILERT_ENDPOINT, KEY_FIELDS, Source
from ilert_desktop.sources.source_rules import PER_MINUTE_LIMITS, SourceProblem
from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.exact_text import ExactLineEdit
from ilert_desktop.ui.field_problem import FieldProblem
from ilert_desktop.ui.source_dialog.behaviour_fields import BehaviourFields
from ilert_desktop.ui.source_dialog.colour_field import ColourField
from ilert_desktop.ui.source_dialog.connection_offer import ConnectionOffer
from ilert_desktop.ui.source_dialog.delivery_fields import DeliveryFields
from ilert_desktop.ui.source_dialog.form_rows import CalmComboBox, CalmSpinBox, add_row
from ilert_desktop.ui.source_dialog.key_field import KeyField
from ilert_desktop.ui.source_dialog.live_field import LiveField
from ilert_desktop.ui.source_dialog.practice_offer import PracticeOffer
from ilert_desktop.ui.tinted_text import TintedText


class SourceForm(QWidget):
    """Edits one source; shows problems at their fields.

    Attributes:
        key: the field for its key, which is no part of `value()`.
        connection: checks the way to its endpoint.

    Signals:
        changed: the operator changed the source.
        test_requested: the operator wants a test event sent.
    """

    changed = Signal()
    test_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = Source(name="")
        self._is_setting = False
        self._name = ExactLineEdit()
        self._endpoint = ExactLineEdit()
        self.connection = ConnectionOffer()
        self.key = KeyField()
        self._key_name = CalmComboBox()
        self._colour = ColourField()
        self._per_minute = CalmSpinBox()
        self._alerts_page = ExactLineEdit()
        self._live = LiveField()
        self._behaviour = BehaviourFields()
        self._delivery = DeliveryFields()
        self._test = PracticeOffer()
        self._problems = {
            "name": FieldProblem(self._name),
            "endpoint": FieldProblem(self._endpoint),
            "colour": FieldProblem(self._colour),
            "per_minute": FieldProblem(self._per_minute),
            "alerts_page": FieldProblem(self._alerts_page),
        }
        self._form = QFormLayout()
        self._form.setVerticalSpacing(8)
        self._add_rows()
        self._set_up_fields()
        self._put_together()
        self._connect()

    def value(self) -> Source:
        """The source as it is in the form; spaces around addresses do not count."""
        typed = msgspec.structs.replace(
            self._source,
            name=self._name.value(),
            endpoint=self._source.endpoint if self._source.is_practice else self._endpoint.value().strip(),
            key_field=self._key_name.currentText(),
            colour=self._colour.value(),
            per_minute=self._per_minute.value(),
            alerts_page=self._alerts_page.value().strip(),
            live=self._live.value() and not self._source.is_practice,
        )
        return self._delivery.value_in(self._behaviour.value_in(typed))

    def set_value(self, source: Source) -> None:
        """Show a source; does not emit `changed`."""
        self._is_setting = True
        self._source = source
        self._name.set_value(source.name)
        self._endpoint.set_value(source.endpoint)
        self._key_name.setCurrentText(source.key_field)
        self._colour.set_value(source.colour)
        self._per_minute.setValue(source.per_minute)
        self._alerts_page.set_value(source.alerts_page)
        self._live.set_value(source.live)
        self._behaviour.set_value(source)
        self._delivery.set_value(source)
        self._arrange_for(practice=source.is_practice)
        self._is_setting = False

    def set_problems(self, problems: Sequence[SourceProblem]) -> None:
        """Show each problem at its field and clear the others."""
        messages: dict[str, str] = {}
        for problem in problems:
            messages.setdefault(problem.field, problem.message)
        for field, label in self._problems.items():
            label.set_message(messages.get(field, ""))
        self._delivery.set_problems(messages)
        self.key.set_problem(messages.get("key", ""))

    def focus_name(self) -> None:
        """Put the cursor into the name."""
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name.selectAll()

    def _add_rows(self) -> None:
        add_row(self._form, self.tr("&Name"), self._name, self._problems["name"])
        self._endpoint_hint = _hint(self.tr("Events stay on this computer; nobody is paged."))
        beneath = (self._problems["endpoint"], self._endpoint_hint, self.connection)
        add_row(self._form, self.tr("&Endpoint"), self._endpoint, *beneath)
        add_row(self._form, self.tr("&Key"), self.key)
        self._not_for_practice = [
            add_row(self._form, self.tr("Key is sent &as"), self._key_name),
            add_row(self._form, self.tr("Live"), self._live),
        ]
        add_row(self._form, self.tr("&Colour"), self._colour, self._problems["colour"])
        limit_hint = self.tr("ilert takes 50 a minute for one key unless your contract says more.")
        limit_problem = self._problems["per_minute"]
        add_row(self._form, self.tr("&Requests a minute"), self._per_minute, limit_problem, _hint(limit_hint))
        page_hint = self.tr("Where “Confirm in ilert” leads when ilert's answer named no alert.")
        page_problem = self._problems["alerts_page"]
        page = add_row(self._form, self.tr("A&lerts page"), self._alerts_page, page_problem, _hint(page_hint))
        self._not_for_practice.append(page)

    def _set_up_fields(self) -> None:
        self._name.setPlaceholderText(self.tr("Production"))
        self._endpoint.setPlaceholderText(ILERT_ENDPOINT)
        self._alerts_page.setPlaceholderText(ILERT_ALERTS_PAGE)
        self._key_name.addItems(KEY_FIELDS)
        self._key_name.setToolTip(self.tr("The field of the request that carries the key; apiKey unless ilert says so"))
        self._per_minute.setRange(*PER_MINUTE_LIMITS)

    def _put_together(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 8, 8, 8)
        lines.setSpacing(8)
        lines.addLayout(self._form)
        lines.addWidget(self._behaviour)
        lines.addWidget(self._delivery)
        lines.addWidget(self._test)
        lines.addStretch(1)

    def _connect(self) -> None:
        for signal in (
            self._name.changed,
            self._endpoint.changed,
            self._alerts_page.changed,
            self._key_name.activated,
            self._colour.changed,
            self._per_minute.valueChanged,
            self._live.changed,
            self._behaviour.changed,
            self._delivery.changed,
        ):
            signal.connect(self._on_changed)
        self._test.requested.connect(self.test_requested)

    def _arrange_for(self, *, practice: bool) -> None:
        self._endpoint.setReadOnly(practice)
        self._endpoint.setEnabled(not practice)
        self._endpoint_hint.setVisible(practice)
        for row in self._not_for_practice:
            self._form.setRowVisible(row, not practice)
        self._test.set_allowed(practice=practice)

    @Slot()
    def _on_changed(self) -> None:
        if not self._is_setting:
            self.changed.emit()


def _hint(text: str) -> TintedText:
    return TintedText(hint_colour, text)
