"""The first arrow key in the table of alerts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.history.book import Book
from tests.ui.history.probe import OpenPanel


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home])
@pytest.mark.parametrize("alerts", [1, 3])
def test_the_first_arrow_chooses_the_first_row(open_panel: OpenPanel, book: Book, key: Qt.Key, alerts: int) -> None:
    for number in range(alerts):
        book.take(key=f"key-{number}")
    panel = open_panel()
    panel.until(lambda: panel.table.model().rowCount() == alerts)
    panel.table.setFocus()
    QTest.keyClick(panel.table, key)
    assert panel.chosen_rows() == [0]
