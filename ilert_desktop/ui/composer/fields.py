"""The composer's fields, one by one: how each is labelled, edited, and marked when something is wrong with it."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QWidget

from ilert_desktop.draft import Problem
from ilert_desktop.event import Priority
from ilert_desktop.ui.choice import Choice
from ilert_desktop.ui.composer.alert_key_field import AlertKeyField
from ilert_desktop.ui.composer.form_field import FormField
from ilert_desktop.ui.exact_text import ExactLineEdit
from ilert_desktop.ui.field_problem import FieldProblem
from ilert_desktop.ui.json_editor import JsonEditor
from ilert_desktop.ui.rows_editor import Column, RowsEditor
from ilert_desktop.ui.text_area import TextArea

_TEXT_OF_COMMENT = "content"
_Editor = TypeVar("_Editor", bound=QWidget)


class Fields(QObject):
    """Makes every editor of the composer; `table` has them by wire name in the order of the form."""

    def __init__(self, hints: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._hints = hints
        self.table: dict[str, FormField] = {}
        self.problem_lines: dict[str, FieldProblem] = {}
        self.summary = self._line("summary", self.tr("&Summary *"), ExactLineEdit())
        self.summary.setPlaceholderText(self.tr("What is wrong, in one line"))
        self.details = self._line("details", self.tr("&Details (Markdown)"), TextArea(3, 8))
        self.details.setPlaceholderText(self.tr("What to know and what to do. Markdown is supported."))
        self.alert_key = AlertKeyField()
        self._line("alertKey", self.tr("Alert &key"), self.alert_key, marked=self.alert_key.line)
        self.priority = self._line("priority", self.tr("&Priority"), Choice(self._priorities()))
        self.routing_key = self._line("routingKey", self.tr("&Routing key"), ExactLineEdit())
        self.routing_key.setPlaceholderText(self.tr("The source's own escalation policy"))
        self.images = self._rows("images", self.tr("Images"), self.tr("Image"), self._image_columns())
        self.links = self._rows("links", self.tr("Links"), self.tr("Link"), self._link_columns())
        self.custom_details = JsonEditor()
        self._add("customDetails", self.tr("&Custom details (JSON)"), self.custom_details, self._show_fault)
        self.severity = self._line("severity", self.tr("Severi&ty"), Choice(self._severities()))
        self.labels = self._rows("labels", self.tr("Labels"), self.tr("Label"), self._label_columns())
        self.services = self._rows("services", self.tr("Services"), self.tr("Service"), self._service_columns())
        self.comments = self._rows("comments", self.tr("Comments"), self.tr("Comment"), self._comment_columns())

    def show_required(self, *, is_alert: bool) -> None:
        """Star the field that the type of event can't do without: an ALERT's summary, else the alert's key."""
        self.table["summary"].label.setText(self.tr("&Summary *") if is_alert else self.tr("&Summary"))
        self.table["alertKey"].label.setText(self.tr("Alert &key") if is_alert else self.tr("Alert &key *"))

    def _line(self, name: str, text: str, editor: _Editor, *, marked: QWidget | None = None) -> _Editor:
        problem = FieldProblem(marked or editor)
        self.problem_lines[name] = problem
        self._add(name, text, editor, lambda found: problem.set_message(found[0].message if found else ""))
        return editor

    def _rows(self, name: str, text: str, singular: str, columns: list[Column]) -> RowsEditor:
        editor = RowsEditor(columns, singular)
        self._add(name, text, editor, lambda found: editor.set_problems(_places(found)))
        return editor

    def _add(self, name: str, text: str, editor: QWidget, show: Callable[[list[Problem]], None]) -> None:
        label = QLabel(text)
        label.setBuddy(editor)
        editor.setAccessibleName(text.replace("&", "").removesuffix(" *"))
        if (inner := editor.focusProxy()) is not None and not inner.accessibleName():
            inner.setAccessibleName(text.replace("&", "").removesuffix(" *"))
        self.table[name] = FormField(name, label, editor, show, self._hints.get(name, ""))

    def _show_fault(self, found: list[Problem]) -> None:
        self.custom_details.set_problem(found[0].fault if found else None)

    def _priorities(self) -> list[tuple[str, object]]:
        return [
            (self.tr("Source's default"), None),
            (self.tr("HIGH: escalates"), Priority.HIGH),
            (self.tr("LOW: does not escalate"), Priority.LOW),
        ]

    def _severities(self) -> list[tuple[str, object]]:
        return [(self.tr("Source decides"), None), *((str(number), number) for number in range(1, 6))]

    def _image_columns(self) -> list[Column]:
        return [
            Column("src", self.tr("Address"), "https://…", self.tr("Absolute address of the image"), 3),
            Column("href", self.tr("Opens"), "https://…", self.tr("Where a click on the image leads"), 2),
            Column("alt", self.tr("Text"), self.tr("what it shows"), self.tr("For people who can't see the image"), 2),
        ]

    def _link_columns(self) -> list[Column]:
        return [
            Column("href", self.tr("Address"), "https://…", self.tr("Absolute address of the link"), 3),
            Column("text", self.tr("Text"), self.tr("Dashboard"), self.tr("The words that are shown"), 2),
        ]

    def _label_columns(self) -> list[Column]:
        return [
            Column("name", self.tr("Name"), "env", self.tr("The label's name"), 1),
            Column("value", self.tr("Value"), "production", self.tr("The label's value, a text"), 2),
        ]

    def _service_columns(self) -> list[Column]:
        return [
            Column("alias", self.tr("Alias"), "checkout", self.tr("The alias of the service in ilert"), 2),
            Column("id", self.tr("Id"), "", self.tr("Its number in ilert; rarely needed"), 1),
        ]

    def _comment_columns(self) -> list[Column]:
        return [
            Column("creator", self.tr("By"), self.tr("your name"), self.tr("Who says it"), 1),
            Column("content", self.tr("Text"), "", self.tr("The comment; Markdown is supported"), 3, multiline=True),
        ]


def _places(problems: list[Problem]) -> list[tuple[int, str, str]]:
    # What is missing altogether is missing in the first row.
    return [(p.row or 0, p.column or _TEXT_OF_COMMENT, p.message) for p in problems]
