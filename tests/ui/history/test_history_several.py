"""Several alerts chosen at once: which, what can be done for them, and the question before it is."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.request import BulkRequest, HistoryRequest, row_request
from tests.ui.history.book import Book
from tests.ui.history.probe import STATE, SUMMARY, OpenPanel, Probe

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
STAGING = Source(id="staging", name="Staging", per_minute=5)


@pytest.fixture
def four(book: Book, open_panel: OpenPanel) -> Probe:
    """A panel that shows four open alerts, "Alert 4" at the top."""
    for number in range(1, 5):
        book.take(key=f"key-{number}", summary=f"Alert {number}")
    probe = open_panel()
    probe.wait_rows(4)
    probe.table.setFocus()
    return probe


def choose_all(probe: Probe) -> None:
    probe.press(Qt.Key.Key_A, CONTROL)


def asked_for(probe: Probe) -> list[BulkRequest]:
    got: list[BulkRequest] = []
    probe.panel.bulk_requested.connect(got.append)
    return got


def answer(key: Qt.Key, *, held: bool = False) -> None:
    """Press a key where the keyboard is; a key that is `held` repeats itself."""
    target = QApplication.focusWidget()
    assert target is not None
    if held:
        QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True))
    else:
        QTest.keyClick(target, key)


def is_asking(probe: Probe, button: str) -> bool:
    return any(found.isVisible() for found in probe.buttons(button))


def keys(request: BulkRequest) -> list[str]:
    return [alert.alert_key for alert in request.alerts]


def test_shift_control_and_select_all_choose_several(four: Probe) -> None:
    four.choose(0)
    four.press(Qt.Key.Key_Down, SHIFT)
    assert four.chosen_rows() == [0, 1]
    assert "2 alerts chosen" in four.labels
    assert "2 can be resolved" in four.labels
    place = four.table.visualRect(four.table.model().index(3, SUMMARY)).center()
    QTest.mouseClick(four.table.viewport(), Qt.MouseButton.LeftButton, CONTROL, place)
    assert sorted(four.chosen_rows()) == [0, 1, 3]
    choose_all(four)
    assert sorted(four.chosen_rows()) == [0, 1, 2, 3]
    assert "4 alerts chosen" in four.labels
    four.press(Qt.Key.Key_Up)
    assert four.chosen_rows() == [2]
    four.until(lambda: four.button("Comment").isEnabled())
    assert four.events.isVisible()


def test_what_is_for_one_alert_only_is_off_and_says_why(four: Probe) -> None:
    choose_all(four)
    for name in ("Comment", "Use again"):
        assert not four.button(name).isEnabled()
        assert four.button(name).toolTip() == "Several alerts are chosen; choose one for this."
    assert four.button("Resolve").toolTip() == "Resolve the 4 chosen alerts (R)"


def test_the_question_names_count_places_and_time_and_enter_says_yes(
    four: Probe, book: Book, sources: SourceList
) -> None:
    sources.add(STAGING)
    written = book.write(key="far", summary="Far away", source=STAGING)
    book.settle(written)
    four.panel.refresh()
    four.wait_rows(5)
    got, single = asked_for(four), list[HistoryRequest]()
    four.panel.event_requested.connect(single.append)
    choose_all(four)
    four.press(Qt.Key.Key_R)
    assert "Resolve the 5 chosen alerts at Production (4) and Staging (1)? This takes a few seconds." in four.labels
    assert four.button("Resolve 5 alerts").hasFocus()
    assert got == []
    answer(RETURN)
    assert [(request.event_type, sorted(keys(request))) for request in got] == [
        (EventType.RESOLVE, ["far", "key-1", "key-2", "key-3", "key-4"])
    ]
    assert single == []
    assert not is_asking(four, "Resolve 5 alerts")
    assert four.table.hasFocus()


def test_escape_cancel_and_a_held_key_send_nothing(four: Probe) -> None:
    got = asked_for(four)
    choose_all(four)
    four.press(Qt.Key.Key_A)
    answer(RETURN, held=True)
    answer(ESCAPE, held=True)
    assert four.button("Accept 4 alerts").hasFocus()
    answer(ESCAPE)
    assert not is_asking(four, "Accept 4 alerts")
    four.press(Qt.Key.Key_A)
    cancel = next(button for button in four.buttons("Cancel") if button.isVisible())
    cancel.setFocus()
    answer(RETURN)
    four.press(Qt.Key.Key_A)
    cancel.click()
    assert got == []
    assert four.table.hasFocus()


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda book: book.take(key=""), "2 can be resolved (1 without an alert key)"),
        (lambda book: book.write(key="q"), "2 can be resolved (1 not taken by ilert yet)"),
        (lambda book: book.reject(book.write(key="r")), "2 can be resolved (1 not taken by ilert)"),
        (
            lambda book: book.settle(book.write(key="g", source=Source(id="gone", name="Gone"))),
            "2 can be resolved (1 of a source that was removed)",
        ),
        (
            lambda book: (book.take(key="x"), book.take(EventType.RESOLVE, key="x")),
            "2 can be resolved (1 resolved already)",
        ),
        (
            lambda book: (book.take(key="x"), book.write(EventType.RESOLVE, key="x")),
            "2 can be resolved (1 being resolved)",
        ),
        (
            lambda book: (book.take(key="x"), book.take(EventType.ACCEPT, key="x")),
            "2 can be accepted (1 accepted already)",
        ),
        (lambda book: (book.take(key="x"), book.write(EventType.ACCEPT, key="x")), "2 can be accepted (1 on the way)"),
    ],
)
def test_those_for_which_it_is_possible_are_counted_and_asked_for(
    open_panel: OpenPanel, book: Book, prepare: Callable[[Book], object], words: str
) -> None:
    book.take(key="a")
    book.take(key="b")
    prepare(book)
    probe = open_panel()
    probe.wait_rows(3)
    probe.table.setFocus()
    choose_all(probe)
    assert words in probe.labels
    got = asked_for(probe)
    probe.button("Accept" if "accepted (" in words else "Resolve").click()
    answer(RETURN)
    assert [sorted(keys(request)) for request in got] == [["a", "b"]]


def test_nothing_possible_is_said(open_panel: OpenPanel, book: Book) -> None:
    book.write(key="a")
    book.write(key="b")
    probe = open_panel()
    probe.wait_rows(2)
    probe.table.setFocus()
    choose_all(probe)
    assert not probe.button("Resolve").isEnabled()
    assert probe.button("Resolve").toolTip() == "This is possible for none of the chosen alerts."
    assert "None can be resolved (2 not taken by ilert yet)" in probe.labels


def test_what_is_chosen_stays_chosen_when_the_ledger_changes(four: Probe, book: Book) -> None:
    four.choose(1)
    four.press(Qt.Key.Key_Down, SHIFT)
    book.take(key="new", summary="New")
    book.take(EventType.RESOLVE, key="key-3", summary="Alert 3")
    four.panel.refresh()
    four.wait_rows(5)
    four.until(lambda: "Resolved" in four.column(STATE))
    assert {four.cell(row, SUMMARY) for row in four.chosen_rows()} == {"Alert 3", "Alert 2"}
    assert "1 can be resolved (1 resolved already)" in four.labels


def test_what_leaves_the_filter_is_chosen_no_more(four: Probe, book: Book) -> None:
    four.filter("Open").click()
    four.until(lambda: four.panel.shown() == "open")
    choose_all(four)
    for left, number in ((3, 4), (2, 3)):
        book.take(EventType.RESOLVE, key=f"key-{number}", summary=f"Alert {number}")
        four.panel.refresh()
        four.wait_rows(left)
        assert f"{left} alerts chosen" in four.labels
    book.take(EventType.RESOLVE, key="key-2", summary="Alert 2")
    four.panel.refresh()
    four.wait_rows(1)
    assert four.chosen_rows() == [0]
    four.until(lambda: four.button("Comment").isEnabled())


def test_another_search_keeps_of_several_what_it_shows(four: Probe) -> None:
    choose_all(four)
    QTest.keyClicks(four.search, "alert 3")
    four.wait_rows(1)
    assert four.chosen_rows() == [0]
    four.search.setText("nothing at all")
    four.wait_rows(0)
    assert four.button("Resolve").toolTip() == "Choose an alert first."


def test_an_alert_that_is_shown_on_request_is_chosen_alone_whatever_key_is_down(four: Probe, book: Book) -> None:
    four.choose(0)
    wanted = book.write(key="key-1").alert_id
    four.panel.refresh()
    four.until(lambda: four.cell(0, SUMMARY) != "Alert 4")
    QTest.keyPress(four.table, Qt.Key.Key_Control, CONTROL)
    four.panel.choose_alert(wanted)
    QTest.keyRelease(four.table, Qt.Key.Key_Control)
    assert len(four.chosen_rows()) == 1


def test_the_question_stays_with_what_was_chosen_when_it_was_asked(four: Probe) -> None:
    got = asked_for(four)
    four.choose(0)
    four.press(Qt.Key.Key_Down, SHIFT)
    four.press(Qt.Key.Key_R)
    four.choose(3)
    four.button("Resolve 2 alerts").setFocus()
    answer(RETURN)
    assert keys(got[0]) == ["key-4", "key-3"]


def test_a_bulk_press_and_a_single_one_have_the_same_draft(four: Probe) -> None:
    got, single = asked_for(four), list[HistoryRequest]()
    four.panel.event_requested.connect(single.append)
    choose_all(four)
    four.press(Qt.Key.Key_R)
    answer(RETURN)
    four.choose(0)
    four.press(Qt.Key.Key_R)
    assert row_request(got[0].alerts[0], EventType.RESOLVE) == single[0]
    assert got[0].alerts[0].last_state is EventState.TAKEN
