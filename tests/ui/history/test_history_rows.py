"""What the history shows: rows, filters, details; and what stays where it was when the ledger changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ilert_desktop.event import EventType
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Decision, EventState, Hold
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.history.hidden_alert_line import HiddenAlertLine
from tests.ui.history.book import Book
from tests.ui.history.probe import KEY, PRIORITY, RAISED, SOURCE, STATE, SUMMARY, OpenPanel, Probe


def test_a_ledger_that_cannot_be_read_is_said_in_words(open_panel: OpenPanel, ledger: Ledger, tmp_path: Path) -> None:
    ledger.opened.result()
    ledger.close()
    path = tmp_path / "ledger.db"
    path.unlink()
    path.mkdir()
    ledger.__init__(path)  # type: ignore[misc]
    probe = open_panel()
    probe.until(
        lambda: any("The data folder can't be written" in label.text() for label in probe.panel.findChildren(QLabel))
    )


def test_an_empty_history_says_what_to_do(open_panel: OpenPanel) -> None:
    probe = open_panel()
    probe.until(lambda: "press Ctrl+Enter" in probe.table.accessibleDescription())


def test_a_search_without_result_says_so(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    probe = open_panel()
    probe.wait_rows(1)
    probe.search.setFocus()
    QTest.keyClicks(probe.search, "<b>nowhere")
    probe.until(lambda: probe.table.accessibleDescription() == "Nothing matches “<b>nowhere”.")
    assert probe.table.model().rowCount() == 0
    QTest.keyClick(probe.search, Qt.Key.Key_Escape)
    probe.wait_rows(1)


def test_the_newest_search_wins(open_panel: OpenPanel, book: Book) -> None:
    for number in range(30):
        book.write(key=f"key {number}", summary=f"Alert {number}")
    probe = open_panel()
    probe.wait_rows(30)
    QTest.keyClicks(probe.search, "alert 17")
    probe.until(lambda: probe.column(SUMMARY) == ["Alert 17"])


def test_filters_count_and_show(open_panel: OpenPanel, book: Book) -> None:
    book.take(key="a", summary="Open one")
    book.write(key="b", summary="Waits")
    book.reject(book.write(key="c", summary="Rejected"))
    probe = open_panel()
    probe.wait_rows(3)
    names = ("Open", "Outbox", "Failed", "All")
    probe.until(lambda: [probe.filter(name).text() for name in names] == ["Open 1", "Outbox 1", "Failed 1", "All 3"])
    for name, summary in (("Open", "Open one"), ("Outbox", "Waits"), ("Failed", "Rejected")):
        probe.filter(name).click()
        probe.until(lambda summary=summary: probe.column(SUMMARY) == [summary])  # type: ignore[misc]
    assert probe.panel.shown() is Shown.FAILED


def doubted(book: Book) -> None:
    """An ALERT that ilert may have taken, and that is not sent again."""
    event = book.write()
    book.doubt(event)
    book.cancel(event)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda book: book.write(), "Queued"),
        (lambda book: book.begin(book.write()), "Sending…"),
        (lambda book: book.take(), "Open"),
        (lambda book: (book.take(), book.take(EventType.ACCEPT)), "Accepted"),
        (lambda book: (book.take(), book.take(EventType.RESOLVE)), "Resolved"),
        (lambda book: book.reject(book.write()), "Not taken"),
        (lambda book: book.hold(book.write(), Hold.UNCERTAIN), "Needs an answer"),
        (lambda book: book.take(EventType.ACCEPT), "Accepted"),
        (lambda book: (book.take(), book.write(EventType.RESOLVE)), "Open · resolving"),
        (lambda book: book.cancel(book.write()), "Not sent"),
        (doubted, "Uncertain · not sent again"),
        (lambda book: book.take(EventType.COMMENT), "Raised elsewhere"),
    ],
)
def test_states_in_words(open_panel: OpenPanel, book: Book, prepare: Callable[[Book], object], words: str) -> None:
    prepare(book)
    probe = open_panel()
    probe.until(lambda: probe.column(STATE) == [words])


def test_what_waits_says_when_it_is_tried_next(open_panel: OpenPanel, book: Book) -> None:
    next_try = 1_790_000_500
    book.postpone(book.write(key="alert"), next_try * 1000)
    book.take(key="resolve")
    book.postpone(book.write(EventType.RESOLVE, key="resolve"), next_try * 1000)
    book.write(EventType.COMMENT, key="resolve")
    probe = open_panel()
    probe.wait_rows(2)
    probe.until(lambda: all("next try" in state.lower() for state in probe.column(STATE)))
    states = dict(zip(probe.column(KEY), probe.column(STATE), strict=True))
    assert states["alert"].startswith("Next try ")
    assert f"{datetime.fromtimestamp(next_try, tz=UTC).astimezone():%H:%M:%S}" in states["alert"]
    assert states["resolve"].startswith("Open · resolving, next try ")


def test_every_state_has_words_an_icon_and_a_colour(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    probe = open_panel()
    probe.wait_rows(1)
    index = probe.table.model().index(0, STATE)
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert index.data(Qt.ItemDataRole.ForegroundRole).isValid()
    assert probe.cell(0, STATE, Qt.ItemDataRole.AccessibleTextRole) == "State: Open"


def test_colours_follow_a_change_between_light_and_dark(probe: Probe) -> None:
    index = probe.table.model().index(0, STATE)
    before = index.data(Qt.ItemDataRole.ForegroundRole)
    probe.panel.setPalette(QPalette(QColor("#3a3a3a"), QColor("#2d2d2d")))
    assert index.data(Qt.ItemDataRole.ForegroundRole) != before


def test_cells_of_odd_alerts(open_panel: OpenPanel, book: Book) -> None:
    book.write(key="", summary="<b>bold</b>\nsecond", source=Source(id="gone", name="Old"))
    book.write(key="k", summary="x" * 10_000)
    probe = open_panel()
    probe.wait_rows(2)
    assert len(probe.cell(0, SUMMARY)) < 1000
    assert probe.cell(1, SUMMARY) == "<b>bold</b> second"
    assert probe.cell(1, SUMMARY, Qt.ItemDataRole.ToolTipRole).startswith("<qt>&lt;b&gt;")
    assert probe.cell(1, KEY) == "no key"
    assert probe.cell(1, SOURCE) == "Old (removed)"
    assert probe.cell(1, PRIORITY) == "default"
    assert probe.cell(1, RAISED, Qt.ItemDataRole.ToolTipRole).endswith("Z</qt>")


def test_choice_and_place_survive_a_refresh(open_panel: OpenPanel, book: Book) -> None:
    for number in range(60):
        book.write(key=f"{number}", summary=f"Alert {number}")
    probe = open_panel().at_row(30, of=60)
    bar = probe.table.verticalScrollBar()
    bar.setValue(25)
    top, chosen = probe.cell(25, SUMMARY), probe.cell(30, SUMMARY)
    book.write(key="new", summary="New")
    book.write(key="5", summary="Alert 5")
    probe.panel.refresh()
    probe.wait_rows(61)
    assert probe.cell(0, SUMMARY) == "Alert 5"
    assert probe.cell(probe.chosen_rows()[0], SUMMARY) == chosen
    assert probe.cell(bar.value(), SUMMARY) == top


def test_a_row_that_leaves_the_filter_hands_its_choice_to_nobody(open_panel: OpenPanel, book: Book) -> None:
    book.take(key="a", summary="Alpha")
    book.take(key="b", summary="Beta")
    probe = open_panel()
    probe.filter("Open").click()
    probe.wait_rows(2)
    probe.choose(0)
    got: list[object] = []
    probe.panel.event_requested.connect(got.append)
    book.take(EventType.RESOLVE, key="b")
    probe.panel.refresh()
    probe.wait_rows(1)
    assert probe.chosen_rows() == []
    probe.until(lambda: probe.button("Resolve").toolTip() == "This alert is resolved.")
    assert "RESOLVE · Taken by ilert" in probe.events.item(1).text()
    probe.press(Qt.Key.Key_R)
    assert got == []


def test_another_filter_without_the_chosen_alert_drops_it(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    book.write(key="w", summary="Waits")
    probe = open_panel().at_row(1, of=2)
    probe.filter("Outbox").click()
    probe.until(lambda: probe.column(SUMMARY) == ["Waits"])
    assert probe.button("Resolve").toolTip() == "Choose an alert first."
    assert probe.chosen_rows() == []


def test_choose_alert_finds_what_the_filter_hides(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    probe = open_panel()
    probe.filter("Failed").click()
    probe.wait_rows(0)
    event = book.write(key="new", summary="New")
    probe.panel.choose_alert(event.alert_id or event.id)
    probe.until(lambda: bool(probe.chosen_rows()))
    assert probe.cell(probe.chosen_rows()[0], SUMMARY) == "New"
    assert probe.panel.shown() is Shown.ALL


def test_a_new_alert_changes_neither_filter_nor_search(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    probe = open_panel()
    probe.filter("Failed").click()
    probe.search.setText("nothing like it")
    probe.wait_rows(0)
    probe.panel.point_to(book.write(key="new", summary="New"))
    probe.until(lambda: "does not match this search" in probe.labels)
    probe.search.clear()
    probe.until(lambda: "The alert just raised is not in this filter." in probe.labels)
    assert probe.panel.shown() is Shown.FAILED
    assert probe.chosen_rows() == []
    probe.button("Show it").click()
    probe.until(lambda: bool(probe.chosen_rows()))
    assert probe.cell(probe.chosen_rows()[0], SUMMARY) == "New"
    assert probe.panel.shown() is Shown.ALL
    assert not probe.panel.findChildren(HiddenAlertLine)[0].isVisible()


def test_a_new_alert_is_chosen_once_it_comes_into_the_filter(open_panel: OpenPanel, book: Book) -> None:
    probe = open_panel()
    probe.filter("Open").click()
    event = book.write(summary="New")
    probe.panel.point_to(event)
    probe.until(lambda: "not in this filter" in probe.labels)
    book.end(book.begin(event), Decision(state=EventState.TAKEN))
    probe.panel.refresh()
    probe.until(lambda: probe.chosen_rows() == [0])
    assert not probe.panel.findChildren(HiddenAlertLine)[0].isVisible()


def test_who_goes_on_to_another_alert_is_not_led_away_from_it(open_panel: OpenPanel, book: Book) -> None:
    book.take(key="a", summary="Alpha")
    probe = open_panel()
    probe.filter("Open").click()
    probe.wait_rows(1)
    event = book.write(key="b", summary="New")
    probe.panel.point_to(event)
    probe.until(lambda: "not in this filter" in probe.labels)
    probe.choose(0)
    assert not probe.panel.findChildren(HiddenAlertLine)[0].isVisible()
    book.end(book.begin(event), Decision(state=EventState.TAKEN))
    probe.panel.refresh()
    probe.wait_rows(2)
    assert probe.cell(probe.chosen_rows()[0], SUMMARY) == "Alpha"


def test_when_there_are_more_alerts_than_are_shown_a_line_says_so(open_panel: OpenPanel, book: Book) -> None:
    for number in range(6):
        book.write(key=f"{number}", summary=f"Alert {number}")
    probe = open_panel(rows_shown=5)
    probe.wait_rows(5)
    assert any("The newest 5 alerts are shown" in label.text() for label in probe.panel.findChildren(QLabel))


def test_widths_come_back(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    first = open_panel()
    first.wait_rows(1)
    first.table.setColumnWidth(KEY, 222)
    state = first.panel.save_state()
    second = open_panel()
    second.panel.restore_state(state)
    second.wait_rows(1)
    assert second.table.columnWidth(KEY) == 222


def test_columns_grow_to_their_words_and_only_rows_in_sight_are_measured(open_panel: OpenPanel, book: Book) -> None:
    probe = open_panel()
    probe.until(lambda: bool(probe.table.accessibleDescription()))
    before = probe.table.columnWidth(STATE)
    waiting = book.write()
    book.postpone(waiting, 1_790_000_500_000)
    probe.panel.refresh()
    probe.until(lambda: probe.table.columnWidth(STATE) > before)
    assert probe.table.horizontalHeader().resizeContentsPrecision() == 0


@pytest.mark.parametrize("state", [b"", b"\xff\x00", b"[1]", b'{"widths":{"key":-5}}', b'{"sides":[1,2,3]}'])
def test_a_broken_state_changes_nothing_that_matters(open_panel: OpenPanel, book: Book, state: bytes) -> None:
    probe = open_panel()
    before = [probe.table.columnWidth(column) for column in (STATE, KEY, SOURCE)]
    probe.panel.restore_state(QByteArray(state))
    assert [probe.table.columnWidth(column) for column in (STATE, KEY, SOURCE)] == before


def test_the_keyboard_reaches_the_search_and_comes_back(probe: Probe) -> None:
    QTest.keyClick(probe.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    probe.until(probe.search.hasFocus)
    QTest.keyClick(probe.search, Qt.Key.Key_Down)
    assert probe.table.hasFocus()
