"""The composer: everything an event can carry, as a form whose value is a `Draft`."""

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from ilert_desktop.draft import Draft, Problem
from ilert_desktop.event import USED_FIELDS, EventType, Priority
from ilert_desktop.ui.choice import Choice
from ilert_desktop.ui.composer.fields import Fields
from ilert_desktop.ui.composer.fold import Fold
from ilert_desktop.ui.rows_editor import RowsEditor

_PLACEHOLDER = 200
_MORE = ("severity", "labels", "services", "comments")


class Composer(QScrollArea):
    """The form. Fields that the event type does not use are disabled, and keep what was typed.

    Signals:
        changed: the draft is another one; `set_value` emits it once.
    """

    changed = Signal()

    def __init__(self, hints: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._event_type = EventType.ALERT
        self._is_setting = False
        self._hints = hints
        self.fields = Fields(hints, self)
        self._more = Fold(self.tr("&More fields: severity, labels, services, comments"))
        self.setWidget(_page(self.fields, self._more))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Composer"))
        self.setFocusProxy(self.fields.summary)
        self._connect()
        self._show_used()

    def hint(self, name: str) -> str:
        """What a field of the wire format is for, in a sentence from the specification."""
        return self._hints.get(name, "")

    def title(self, name: str) -> str:
        """The words on a field's label."""
        return self.fields.table[name].editor.accessibleName()

    def value(self) -> Draft:
        """What is typed now."""
        fields = self.fields
        typed, minted, without = fields.alert_key.value()
        return Draft(
            event_type=self._event_type,
            summary=fields.summary.value(),
            details=fields.details.value(),
            alert_key=typed,
            minted_key=minted,
            without_key=without,
            priority=cast("Priority | None", fields.priority.value()),
            routing_key=fields.routing_key.value(),
            images=tuple((src, href, alt) for src, href, alt in fields.images.value()),
            links=tuple((href, text) for href, text in fields.links.value()),
            custom_details=fields.custom_details.value(),
            severity=cast("int | None", fields.severity.value()),
            labels=tuple((name, value) for name, value in fields.labels.value()),
            services=tuple((alias, number) for alias, number in fields.services.value()),
            comments=tuple((creator, content) for creator, content in fields.comments.value()),
        )

    def set_value(self, draft: Draft) -> None:
        """Show another draft; an empty `minted_key` mints a new one."""
        fields = self.fields
        self._is_setting = True
        self._event_type = draft.event_type
        fields.summary.set_value(draft.summary)
        fields.details.set_value(draft.details)
        fields.alert_key.set_value(draft.alert_key, draft.minted_key, draft.without_key)
        fields.routing_key.set_value(draft.routing_key)
        fields.images.set_value(draft.images)
        fields.links.set_value(draft.links)
        fields.custom_details.set_value(draft.custom_details)
        fields.labels.set_value(draft.labels)
        fields.services.set_value(draft.services)
        fields.comments.set_value(draft.comments)
        fields.priority.set_value(draft.priority)
        fields.severity.set_value(draft.severity)
        if draft.severity is not None or draft.labels or draft.services or draft.comments:
            self._more.unfold()
        self._offer_comment()
        self._is_setting = False
        self._show_used()
        self.changed.emit()

    def set_event_type(self, event_type: EventType) -> None:
        """Compose another type of event; what was typed stays."""
        if event_type is self._event_type:
            return
        self._event_type = event_type
        self._offer_comment()
        self._show_used()
        self._on_changed()

    def show_top(self) -> None:
        """Go to the first field. By the scroll bar: where the field will be is not laid out yet."""
        self.fields.summary.setFocus()
        self.verticalScrollBar().setValue(0)

    def set_known_summary(self, summary: str) -> None:
        """Show greyed which summary is sent when none is typed; empty when the program knows none."""
        nothing = self.tr("The alert key is sent if this stays empty")
        if self._event_type is EventType.ALERT:
            nothing = self.tr("What is wrong, in one line")
        self.fields.summary.setPlaceholderText(" ".join(summary[:_PLACEHOLDER].split()) or nothing)

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem at its field; fields without one lose theirs."""
        for name, field in self.fields.table.items():
            field.show_problems([problem for problem in problems if problem.field == name])
        if any(problem.field in _MORE for problem in problems):
            self._more.unfold()

    def go_to(self, problem: Problem) -> None:
        """Put the keyboard into the field that has the problem, and scroll to it."""
        editor = self.fields.table[problem.field].editor
        if isinstance(editor, RowsEditor):
            editor.focus_cell(problem.row or 0, problem.column or "")
        else:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(editor.focusWidget() or editor)

    @Slot()
    def _on_changed(self) -> None:
        if not self._is_setting:
            self.changed.emit()

    def _connect(self) -> None:
        for field in self.fields.table.values():
            if isinstance(field.editor, Choice):
                field.editor.currentIndexChanged.connect(self._on_changed)
            else:
                field.editor.changed.connect(self._on_changed)  # type: ignore[attr-defined]

    def _offer_comment(self) -> None:
        # What a COMMENT is for must not have to be looked for.
        if self._event_type is EventType.COMMENT:
            self._more.unfold()
            if not self.fields.comments.value():
                self.fields.comments.set_value([("", "")])

    def _show_used(self) -> None:
        used = USED_FIELDS[self._event_type]
        why_not = self.tr("{event_type} does not use this field; it is not sent.").format(event_type=self._event_type)
        for name, field in self.fields.table.items():
            field.set_used(name in used, why_not)
        self.fields.show_required(is_alert=self._event_type is EventType.ALERT)
        self.fields.alert_key.set_for_alert(self._event_type is EventType.ALERT)


def _page(fields: Fields, fold: Fold) -> QWidget:
    page = QWidget()
    form, more = _form(), _form(fold.page)
    more.setContentsMargins(0, 0, 0, 0)
    widest = max(field.label.sizeHint().width() for field in fields.table.values())
    for name, field in fields.table.items():
        field.add_to(more if name in _MORE else form, fields.problem_lines.get(name))
        # Both forms share one column of labels, so that their editors stand in line.
        field.label.setMinimumWidth(widest)
    lines = QVBoxLayout(page)
    lines.setContentsMargins(12, 8, 12, 8)
    lines.setSpacing(8)
    lines.addLayout(form)
    lines.addWidget(fold)
    lines.addStretch(1)
    return page


def _form(parent: QWidget | None = None) -> QFormLayout:
    form = QFormLayout(parent) if parent is not None else QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(8)
    return form
