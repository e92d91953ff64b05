"""What the operator asks for from the history: once per press, and only where it makes sense."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.errors import AlreadyQueued
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Hold, LedgerEvent, NewEvent
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.request import HistoryRequest
from tests.ui.history.book import Book
from tests.ui.history.probe import STATE, SUMMARY, OpenPanel, Probe


def heard(signal: object) -> list[HistoryRequest]:
    got: list[HistoryRequest] = []
    signal.connect(got.append)  # type: ignore[attr-defined]
    return got


def test_a_double_press_asks_once_and_the_ledger_refuses_the_same_draft(probe: Probe, ledger: Ledger) -> None:
    got = heard(probe.panel.event_requested)
    probe.press(Qt.Key.Key_R)
    probe.press(Qt.Key.Key_R)
    assert [(r.event_type, r.summary) for r in got] == [(EventType.RESOLVE, "Database down")]
    assert not probe.button("Resolve").isEnabled()
    assert probe.chosen_rows() == [0]

    def new() -> NewEvent:
        event = Event(event_type=got[0].event_type, summary=got[0].summary, alert_key=got[0].alert.alert_key)
        return NewEvent(draft_id=got[0].draft_id, source_id="prod", source_name="Production", event=event)

    ledger.enqueue(new()).result()
    with pytest.raises(AlreadyQueued):
        ledger.enqueue(new()).result()


def test_a_released_press_can_be_made_again(probe: Probe) -> None:
    got = heard(probe.panel.event_requested)
    probe.button("Accept").click()
    assert not probe.button("Accept").isEnabled()
    probe.panel.release(got[0])
    probe.button("Accept").click()
    assert got[0] == got[1]


def test_a_rejected_resolve_can_be_asked_for_again_under_another_draft(probe: Probe, book: Book) -> None:
    got = heard(probe.panel.event_requested)
    probe.press(Qt.Key.Key_R)
    book.reject(book.write(EventType.RESOLVE))
    probe.panel.refresh()
    probe.until(lambda: probe.cell(0, STATE) == "Open · resolve not taken")
    probe.until(probe.button("Resolve").isEnabled)
    probe.press(Qt.Key.Key_R)
    assert len({request.draft_id for request in got}) == 2


def test_a_letter_never_chooses_another_alert(open_panel: OpenPanel, book: Book) -> None:
    book.take(key="a", summary="Resolve me by hand")
    book.take(EventType.RESOLVE, key="a")
    book.take(key="b", summary="Accounts")
    book.take(EventType.RESOLVE, key="b")
    probe = open_panel().at_row(1, of=2)
    got = heard(probe.panel.event_requested)
    for key in (Qt.Key.Key_R, Qt.Key.Key_A, Qt.Key.Key_C):
        probe.press(key)
    assert probe.chosen_rows() == [1]
    assert got == []


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda book: book.take(key=""), "Sent without an alert key: this has to be done in ilert."),
        (lambda book: book.reject(book.write()), "ilert has not taken this alert."),
        (lambda book: (book.take(), book.take(EventType.RESOLVE)), "This alert is resolved."),
        (
            lambda book: book.write(source=Source(id="gone", name="Gone")),
            "The source that raised this alert was removed.",
        ),
        (lambda book: (book.take(), book.write(EventType.RESOLVE)), "A RESOLVE for this alert is on its way."),
    ],
)
def test_an_action_that_makes_no_sense_is_disabled_and_says_why(
    open_panel: OpenPanel, book: Book, prepare: Callable[[Book], object], why: str
) -> None:
    prepare(book)
    probe = open_panel()
    probe.wait_rows(1)
    assert probe.button("Accept").toolTip() == "Choose an alert first."
    probe.choose(0)
    for name in ("Accept", "Resolve"):
        assert not probe.button(name).isEnabled()
        assert probe.button(name).toolTip() == why


def test_what_is_not_taken_yet_can_only_be_resolved(open_panel: OpenPanel, book: Book) -> None:
    book.write()
    probe = open_panel().at_row(0)
    for name in ("Accept", "Comment"):
        assert not probe.button(name).isEnabled()
        assert probe.button(name).toolTip() == "ilert has not taken this alert yet."
    assert probe.button("Resolve").isEnabled()


def test_an_accepted_alert_can_only_be_resolved(open_panel: OpenPanel, book: Book) -> None:
    book.take()
    book.take(EventType.ACCEPT)
    probe = open_panel().at_row(0)
    assert not probe.button("Accept").isEnabled()
    assert probe.button("Resolve").isEnabled()
    assert probe.button("Resolve").toolTip().endswith("(R)")


def test_an_alert_raised_elsewhere_has_nothing_to_use_again(open_panel: OpenPanel, book: Book) -> None:
    book.take(EventType.ACCEPT, key="other", summary="")
    probe = open_panel().at_row(0)
    assert probe.button("Use again").toolTip() == "This alert was not raised from here."
    assert probe.button("Resolve").isEnabled()


def test_use_again_gives_the_newest_alert_event(open_panel: OpenPanel, book: Book) -> None:
    book.take(summary="first")
    book.take(summary="second")
    book.take(EventType.COMMENT, summary="first")
    probe = open_panel().at_row(0)
    got = heard(probe.panel.reuse_requested)
    probe.press(Qt.Key.Key_U)
    assert [(event.event_type, event.id) for event in got] == [(EventType.ALERT, 2)]  # type: ignore[attr-defined]


def test_comment_sends_with_enter_and_holds_lines(probe: Probe) -> None:
    got = heard(probe.panel.event_requested)
    probe.press(Qt.Key.Key_C)
    field = probe.typing
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert got == []
    QTest.keyClicks(field, "failing over")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(field, "to db-2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [(r.event_type, r.text, r.summary) for r in got] == [
        (EventType.COMMENT, "failing over\nto db-2", "Database down")
    ]
    assert not field.isVisible()
    assert probe.table.hasFocus()


def test_two_comments_have_two_drafts(probe: Probe) -> None:
    got = heard(probe.panel.event_requested)
    for text in ("one", "two", "two"):
        probe.press(Qt.Key.Key_C)
        QTest.keyClicks(probe.typing, text)
        QTest.keyClick(probe.typing, Qt.Key.Key_Return)
    assert [r.text for r in got] == ["one", "two"]
    assert len({r.draft_id for r in got}) == 2


def test_a_comment_with_a_broken_character_is_not_sent(probe: Probe) -> None:
    got = heard(probe.panel.event_requested)
    probe.press(Qt.Key.Key_C)
    probe.typing.setPlainText("bad \0 text")
    QTest.keyClick(probe.typing, Qt.Key.Key_Return)
    assert got == []
    assert "NUL" in probe.typing.accessibleDescription()
    QTest.keyClick(probe.typing, Qt.Key.Key_Escape)
    assert not probe.typing.isVisible()


def test_a_comment_stays_with_the_alert_it_was_begun_for(open_panel: OpenPanel, book: Book) -> None:
    book.take(key="a", summary="Alpha")
    book.take(key="b", summary="Beta")
    probe = open_panel().at_row(1, of=2)
    got = heard(probe.panel.event_requested)
    probe.press(Qt.Key.Key_C)
    QTest.keyClicks(probe.typing, "for alpha")
    probe.choose(0)
    QTest.keyClick(probe.typing, Qt.Key.Key_Return)
    assert [r.alert.summary for r in got] == ["Alpha"]


def test_accept_with_another_summary(probe: Probe) -> None:
    got = heard(probe.panel.event_requested)
    probe.press(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert probe.typing.placeholderText() == "Database down"
    QTest.keyClicks(probe.typing, "I am on it")
    QTest.keyClick(probe.typing, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(probe.typing, Qt.Key.Key_Return)
    assert [(r.event_type, r.summary) for r in got] == [(EventType.ACCEPT, "I am on it")]


@pytest.mark.parametrize(
    ("hold", "question", "names"),
    [
        (
            Hold.UNCERTAIN,
            "ilert may have taken it. Look in ilert before sending it again.",
            {"Send it now", "Don't send", "Edit and send again"},
        ),
        (Hold.KEY_LOCKED, "The keyring is locked. Unlock it, then send it.", {"Send it now", "Don't send"}),
        (Hold.KEY_MISSING, "The key of this source is missing.", {"Send it now", "Don't send"}),
        (Hold.STALE, "It has waited since", {"Send it now", "Don't send"}),
        (Hold.SOURCE_MISSING, "Its source was removed.", {"Don't send", "Edit and send again"}),
    ],
)
def test_a_held_event_asks_and_takes_an_answer(
    open_panel: OpenPanel, book: Book, hold: Hold, question: str, names: set[str]
) -> None:
    event = book.write()
    book.hold(event, hold)
    probe = open_panel()
    probe.wait_rows(1)
    assert probe.cell(0, STATE) == "Needs an answer"
    probe.choose(0)
    probe.until(lambda: question in probe.labels)
    assert all(probe.buttons(name) for name in names)
    assert bool(probe.buttons("Send it now")) is (hold is not Hold.SOURCE_MISSING)
    dropped: list[int] = []
    probe.panel.cancel_requested.connect(dropped.append)
    probe.button("Don't send").click()
    probe.button("Don't send").click()
    assert dropped == [event.id]


def test_retry_edit_and_confirm(open_panel: OpenPanel, book: Book, sources: SourceList) -> None:
    waiting = book.write(key="w", summary="Waits")
    book.postpone(waiting, 2_000_000_000_000)
    book.reject(book.write(key="r", summary="Rejected"))
    book.take(key="t", summary="Taken")
    probe = open_panel()
    probe.wait_rows(3)
    retried: list[LedgerEvent] = []
    probe.panel.retry_requested.connect(retried.append)
    edited, confirmed = heard(probe.panel.edit_requested), heard(probe.panel.confirm_requested)
    rows = {probe.cell(row, SUMMARY): row for row in range(3)}
    probe.choose(rows["Waits"])
    assert not probe.button("Confirm in ilert").isEnabled()
    probe.button("Retry now").click()
    assert [event.id for event in retried] == [waiting.id]
    probe.choose(rows["Rejected"])
    probe.button("Edit and send again").click()
    assert [event.id for event in edited] == [2]  # type: ignore[attr-defined]
    probe.choose(rows["Taken"])
    assert probe.buttons("Retry now") == []
    probe.button("Confirm in ilert").click()
    assert [alert.summary for alert in confirmed] == ["Taken"]


def test_an_alert_that_may_be_in_ilert_can_be_resolved_although_it_is_not_sent_again(
    open_panel: OpenPanel, book: Book
) -> None:
    event = book.write()
    book.doubt(event)
    book.cancel(event)
    probe = open_panel()
    probe.wait_rows(1)
    probe.choose(0)
    for action in ("Accept", "Resolve", "Comment", "Confirm in ilert"):
        probe.until(probe.button(action).isEnabled)
