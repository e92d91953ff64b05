"""A history panel over a real ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.tasks import Tasks
from tests.ui.history.book import PROD, Book, Clock
from tests.ui.history.probe import OpenPanel, Probe


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "ledger.db", clock=clock, steady=clock.steady)
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
def open_panel(ledger: Ledger, sources: SourceList, qtbot: QtBot) -> Iterator[OpenPanel]:
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


@pytest.fixture
def probe(book: Book, open_panel: OpenPanel) -> Probe:
    """A panel at the only alert there is, which ilert has taken."""
    book.take()
    return open_panel().at_row(0)
