"""A history panel over a real ledger, and hands and eyes for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QPlainTextEdit, QTableView, QTextEdit
from pytestqt.qtbot import QtBot

from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import (
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NewEvent,
    OutcomeKind,
)
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.tasks import Tasks

PROD = Source(id="prod", name="Production", colour="#c62828", key_field="integrationKey")


class Clock:
    """The ledger's clock: one second further with each look."""

    def __init__(self) -> None:
        self.now = 1_790_000_000_000

    def __call__(self) -> int:
        self.now += 1000
        return self.now


class Book:
    """Fills a ledger as composer and delivery do."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._drafts = 0

    def write(
        self,
        event_type: EventType = EventType.ALERT,
        key: str = "db",
        summary: str = "Database down",
        source: Source = PROD,
        event: Event | None = None,
    ) -> LedgerEvent:
        self._drafts += 1
        new = NewEvent(
            draft_id=f"draft {self._drafts}",
            source_id=source.id,
            source_name=source.name,
            event=event or Event(event_type=event_type, summary=summary, alert_key=key),
        )
        return self.ledger.enqueue(new, allow_repeat=True).result()

    def begin(self, event: LedgerEvent) -> Attempt:
        attempt = self.ledger.begin_attempt(event.id).result()
        assert attempt is not None
        return attempt

    def end(self, attempt: Attempt, decision: Decision, end: AttemptEnd | None = None) -> None:
        end = end or AttemptEnd(at=attempt.started_at + 137, outcome=OutcomeKind.TAKEN, status=202)
        self.ledger.finish_attempt(attempt, end, decision).result()

    def take(self, event_type: EventType = EventType.ALERT, key: str = "db", summary: str = "Database down") -> int:
        """An event that was taken; its alert's id."""
        event = self.write(event_type, key, summary)
        self.end(self.begin(event), Decision(state=EventState.TAKEN))
        return event.alert_id or event.id

    def reject(self, event: LedgerEvent, message: str = "no such key") -> None:
        attempt = self.begin(event)
        end = AttemptEnd(at=attempt.started_at + 50, outcome=OutcomeKind.REJECTED, status=404, answer="{}")
        self.end(attempt, Decision(state=EventState.REJECTED, message=message), end)

    def hold(self, event: LedgerEvent, hold: Hold) -> None:
        self.ledger.decide(event.id, Decision(state=EventState.HELD, hold=hold)).result()


class Probe:
    """What an operator sees of the panel, and does to it."""

    def __init__(self, panel: HistoryPanel, bot: QtBot) -> None:
        self.panel = panel
        self._bot = bot

    @property
    def table(self) -> QTableView:
        table = self.panel.findChild(QTableView)
        assert isinstance(table, QTableView)
        return table

    def cell(self, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        return str(self.table.model().index(row, column).data(role))

    def column(self, column: int) -> list[str]:
        return [self.cell(row, column) for row in range(self.table.model().rowCount())]

    def chosen_rows(self) -> list[int]:
        return [index.row() for index in self.table.selectionModel().selectedRows()]

    def buttons(self, name: str) -> list[QAbstractButton]:
        found = self.panel.findChildren(QAbstractButton)
        return [b for b in found if name in {b.text(), b.accessibleName()} and not b.isHidden()]

    def button(self, name: str) -> QAbstractButton:
        (button,) = self.buttons(name)
        return button

    def filter(self, name: str) -> QAbstractButton:
        return next(b for b in self.panel.findChildren(QAbstractButton) if b.text().split(" ")[0] == name)

    @property
    def search(self) -> QLineEdit:
        search = self.panel.findChild(QLineEdit)
        assert isinstance(search, QLineEdit)
        return search

    @property
    def typing(self) -> QPlainTextEdit:
        field = self.panel.findChild(QPlainTextEdit)
        assert isinstance(field, QPlainTextEdit)
        return field

    @property
    def events(self) -> QListWidget:
        events = self.panel.findChild(QListWidget)
        assert isinstance(events, QListWidget)
        return events

    @property
    def details(self) -> str:
        text = self.panel.findChild(QTextEdit)
        assert isinstance(text, QTextEdit)
        return text.toPlainText()

    def until(self, condition: Callable[[], bool]) -> None:
        self._bot.waitUntil(condition, timeout=10_000)

    def wait_rows(self, number: int) -> None:
        self.until(lambda: self.table.model().rowCount() == number)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.table, key, modifier)

    def choose(self, row: int) -> None:
        """Choose a row and wait until its events are read."""
        summary = self.cell(row, 1)
        self.table.setFocus()
        self.table.selectRow(row)
        self.until(lambda: self.button("Use again").toolTip() != "This alert is being read.")
        assert summary == self.cell(self.chosen_rows()[0], 1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "ledger.db", clock=Clock())
    yield made
    made.close()


@pytest.fixture
def book(ledger: Ledger) -> Book:
    return Book(ledger)


@pytest.fixture
def sources(tmp_path: Path) -> SourceList:
    made = SourceList(tmp_path / "sources.json")
    made.load()
    made.add(PROD)
    return made


@pytest.fixture
def open_panel(ledger: Ledger, sources: SourceList, qtbot: QtBot) -> Iterator[Callable[..., Probe]]:
    shown: list[HistoryPanel] = []  # pytest-qt keeps no reference, and Python deletes what nobody refers to

    def show(rows_shown: int = 1000) -> Probe:
        tasks = Tasks()
        panel = HistoryPanel(ledger, sources, tasks, rows_shown=rows_shown)
        shown.append(panel)
        panel.resize(1200, 400)
        qtbot.addWidget(panel, before_close_func=lambda _: tasks.close())
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return Probe(panel, qtbot)

    yield show
    shown.clear()
