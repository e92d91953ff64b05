"""A whole window over real services: what an operator sees of it, and does to it."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QPlainTextEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Alert, LedgerEvent
from ilert_desktop.ui.field_problem import ProblemText
from ilert_desktop.ui.main_window import MainWindow

PATIENCE_MS = 20_000  # a limit against hanging, no expectation of speed
PATIENCE = PATIENCE_MS / 1000
_Result = TypeVar("_Result")
_Widget = TypeVar("_Widget", bound=QWidget)


class Desk:
    """A shown `MainWindow`, active and ready to be typed into."""

    def __init__(self, services: Services, bot: QtBot) -> None:
        self.services = services
        self.bot = bot
        self.window = MainWindow(services)
        self.composer = self.window.composer
        self.fields = self.window.composer.fields
        self.header = self.window.header
        with bot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def put_away(self) -> None:
        """End the window as the program's end does: at once, without a question."""
        if isValid(self.window):
            delete(self.window)

    def until(self, condition: Callable[[], object]) -> None:
        """Let the window live until `condition()` holds."""
        self.bot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def settle(self) -> None:
        """Let everything happen that was put off to the next turn of the event loop, and what that puts off."""
        done: list[int] = []
        for _ in range(3):
            QTimer.singleShot(0, lambda: done.append(1))
            self.until(partial(_is_longer, done, len(done)))

    def result(self, future: Future[_Result]) -> _Result:
        """What a service answers; the window lives on meanwhile."""
        self.until(future.done)
        return future.result(0)

    @property
    def draft(self) -> Draft:
        """What is typed."""
        return self.composer.value()

    def compose(self, draft: Draft) -> None:
        """Put a draft into the form, through its editors."""
        self.composer.set_value(draft)
        self.settle()

    def write(self, field: QWidget, text: str) -> None:
        """Type into a field."""
        field.setFocus()
        QTest.keyClicks(field, text)
        self.settle()

    def paste(self, field: Any, text: str) -> None:
        """Paste a text, as it is, into a field."""
        QApplication.clipboard().setText(text)
        field.setFocus()
        field.paste()
        self.settle()

    def press(self, keys: str) -> None:
        """Press a shortcut in whatever has the keyboard."""
        combination = QKeySequence.fromString(keys)[0]  # type: ignore[index]
        QTest.keyClick(QApplication.focusWidget() or self.window, combination.key(), combination.keyboardModifiers())
        self.settle()

    def send(self) -> None:
        """Click the button."""
        self.settle()
        assert self.header.send.isEnabled(), self.header.outlook.text()
        self.header.send.click()

    def raise_alert(self, summary: str = "Disk full", **fields: Any) -> Alert:
        """Send an alert and wait until it is taken."""
        self.raise_alert_hidden(summary, **fields)
        self.until(lambda: all(b.isEnabled() for b in self.buttons("Comment")))
        return next(alert for alert in self.alerts() if alert.summary == summary)

    def raise_alert_hidden(self, summary: str, **fields: Any) -> None:
        """Send an alert that the history's filter may hide, and wait until it is taken."""
        self.compose(Draft(summary=summary, **fields))
        self.send()
        self.until(lambda: self.last == f"ALERT taken by ilert (202). “{summary}”")

    @property
    def last(self) -> str:
        """The last result, as the bottom line says it."""
        return self.window.outbox_line.last_text()

    @property
    def notice(self) -> str:
        """The words of the message under the header."""
        return self.window.notices.text()

    @property
    def shown(self) -> str:
        """The text of the preview."""
        return self.window.preview.text()

    def field_problem(self, name: str) -> str:
        """What is said to be wrong at a field of the form, empty when nothing is."""
        labels = list(self.fields.table[name].editor.findChildren(ProblemText))
        labels += [self.fields.problem_lines[name]] if name in self.fields.problem_lines else []
        return " ".join(label.text() for label in labels if not label.isHidden())

    def all_problems(self) -> list[str]:
        """The wire names of the fields that are marked."""
        return [name for name in self.fields.table if self.field_problem(name)]

    def buttons(self, name: str, root: QWidget | None = None) -> list[QAbstractButton]:
        """The visible buttons called `name`."""
        found = (root or self.window).findChildren(QAbstractButton)
        return [b for b in found if name in {b.text().replace("&", ""), b.accessibleName()} and b.isVisible()]

    def click(self, name: str, root: QWidget | None = None) -> None:
        """Click the one visible button called `name`, as soon as it is there and enabled."""
        self.until(lambda: any(button.isEnabled() for button in self.buttons(name, root)))
        (button,) = self.buttons(name, root)
        button.click()
        self.settle()

    def only(self, kind: type[_Widget], name: str = "", root: QWidget | None = None) -> _Widget:
        """The one visible widget of a kind (and accessible name)."""
        found = [widget for widget in (root or self.window).findChildren(kind) if widget.isVisible()]
        (widget,) = [widget for widget in found if not name or widget.accessibleName() == name]
        return widget

    def rows(self) -> list[list[str]]:
        """The history's rows as they are read."""
        model = self.only(QTableView, "Alerts").model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def box(self) -> QMessageBox:
        """The question that is asked now."""
        found = self.window.findChildren(QMessageBox)
        (box,) = [box for box in found if box.isVisible()]
        return box

    def alerts(self) -> list[Alert]:
        """What the ledger holds, newest first."""
        return self.result(self.services.ledger.alerts(Shown.ALL))

    def events(self) -> list[LedgerEvent]:
        """Every event in the ledger, oldest first."""
        found = [self.result(self.services.ledger.events_of_alert(alert.id)) for alert in self.alerts()]
        return sorted((event for records in found for event, _ in records), key=lambda event: event.id)

    def preview_field(self) -> QPlainTextEdit:
        """The preview's text field."""
        return self.only(QPlainTextEdit, "JSON preview")


def _is_longer(texts: list[int], than: int) -> bool:
    return len(texts) > than
