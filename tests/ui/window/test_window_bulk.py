"""Bulk jobs in the window: several alerts from the history, one line that says how far it is, and Cancel."""

from collections.abc import Callable
from contextlib import closing
from sqlite3 import connect

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QTableView

from ilert_desktop.assembly import LEDGER_FILE, Services
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import AttemptEnd, Decision, EventState, LedgerEvent, OutcomeKind
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from ilert_desktop.ui.history.request import BulkRequest
from tests.rig.ledgers import begun, new_event
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import PATIENCE, Desk
from tests.ui.window.test_window_keyboard import nameless, takes_keys

RESOLVE = EventType.RESOLVE
FAST = 700  # events a minute: pacing must not make a test slow


def at_practice(services: Services, *, undo_seconds: int) -> Source:
    """Practice, fast, and with so long a time to undo."""
    source = replace(PRACTICE_SOURCE, undo_seconds=undo_seconds, per_minute=FAST)
    services.sources.replace(source)
    return source


def fill(services: Services, source: Source, *keys: str) -> None:
    """Alerts that a source took, as far as the ledger knows."""
    for key in keys:
        new = replace(new_event(key=key, source_id=source.id, source_name=source.name), undo_ms=60_000)
        attempt = begun(services.ledger, services.ledger.enqueue(new).result(PATIENCE).id)
        end = AttemptEnd(at=attempt.started_at + 10, outcome=OutcomeKind.TAKEN, status=202)
        services.ledger.finish_attempt(attempt, end, Decision(state=EventState.TAKEN)).result(PATIENCE)


def choose_all(desk: Desk, rows: int) -> None:
    desk.until(lambda: len(desk.rows()) == rows)
    table = desk.only(QTableView, "Alerts")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def resolve_all(desk: Desk, rows: int) -> None:
    """Choose every row, press R, and say yes."""
    choose_all(desk, rows)
    desk.press("R")
    desk.press("Return")


def line(desk: Desk) -> str:
    return desk.window.bulk_jobs.lines.text()


def bulk(desk: Desk) -> list[LedgerEvent]:
    return [event for event in desk.events() if event.job]


def spoken(desk: Desk) -> list[str]:
    said: list[str] = []
    desk.window.results.announced.connect(said.append)
    return said


def test_several_are_resolved_in_one_job_that_speaks_at_its_start_and_end_only(
    services: Services, open_desk: OpenDesk, client: Callable[[], PracticeClient]
) -> None:
    at_practice(services, undo_seconds=0)
    desk = open_desk()
    for number in range(3):
        desk.raise_alert(f"Disk {number}", alert_key=f"disk-{number}")
    said = spoken(desk)
    resolve_all(desk, 3)
    desk.until(lambda: line(desk) == "Resolving 3 alerts is done: 3 taken by ilert")
    assert said == ["Resolving 3 alerts, a few seconds", "Resolving 3 alerts is done: 3 taken by ilert"]
    assert {alert["status"] for alert in client().alerts()} == {"RESOLVED"}
    assert len({event.job for event in bulk(desk)}) == 1
    assert not desk.window.bulk_jobs.lines.findChildren(QProgressBar)[0].isVisible()
    desk.click("Close: Resolving 3 alerts is done: 3 taken by ilert")
    assert not desk.window.bulk_jobs.lines.isVisible()


def test_while_it_can_be_undone_cancel_takes_the_whole_job_back(services: Services, open_desk: OpenDesk) -> None:
    fill(services, at_practice(services, undo_seconds=60), "a", "b", "c")
    desk = open_desk()
    said = spoken(desk)
    resolve_all(desk, 3)
    words = "Resolving 3 alerts: 0 taken, 3 left, under 10 s"
    desk.until(lambda: line(desk) == words)
    (cancel,) = desk.buttons(f"Cancel: {words}")
    cancel.setFocus()
    desk.press("Space")
    desk.until(lambda: line(desk) == "Cancelled: 3 not sent")
    assert said == ["Resolving 3 alerts, a few seconds", "Cancelled: 3 not sent"]
    assert {(event.state, event.tries) for event in bulk(desk)} == {(EventState.CANCELLED, 0)}
    (close,) = desk.buttons("Close: Cancelled: 3 not sent")
    assert close.hasFocus()
    desk.until(lambda: {row[0] for row in desk.rows()} == {"Open"})


def test_a_job_is_shown_again_after_a_restart(services: Services, open_desk: OpenDesk) -> None:
    fill(services, at_practice(services, undo_seconds=60), "a", "b")
    first = open_desk()
    resolve_all(first, 2)
    first.until(lambda: line(first).startswith("Resolving 2"))
    again = open_desk()
    again.until(lambda: line(again) == "Resolving 2 alerts: 0 taken, 2 left, under 10 s")
    again.click("Cancel: Resolving 2 alerts: 0 taken, 2 left, under 10 s")
    again.until(lambda: line(again) == "Cancelled: 2 not sent")


def test_a_job_that_is_over_is_not_shown_after_a_restart(services: Services, open_desk: OpenDesk) -> None:
    fill(services, at_practice(services, undo_seconds=0), "a", "b")
    first = open_desk()
    resolve_all(first, 2)
    first.until(lambda: line(first).startswith("Resolving 2 alerts is done"))
    again = open_desk()
    again.until(lambda: len(again.rows()) == 2)
    again.settle()
    assert line(again) == ""


def test_the_same_job_confirmed_twice_sends_nothing_twice(services: Services, open_desk: OpenDesk) -> None:
    fill(services, at_practice(services, undo_seconds=60), "a", "b")
    desk = open_desk()
    said = spoken(desk)
    request = BulkRequest(tuple(desk.alerts()), RESOLVE)
    desk.window.history.bulk_requested.emit(request)
    desk.window.history.bulk_requested.emit(request)
    desk.until(lambda: "Nothing was sent: all of this was asked for already." in said)
    assert sorted(event.alert_key for event in bulk(desk)) == ["a", "b"]
    assert line(desk).count("\n") == 0


def test_what_was_asked_for_by_itself_meanwhile_is_left_out_and_the_rest_goes(
    services: Services, open_desk: OpenDesk
) -> None:
    fill(services, at_practice(services, undo_seconds=60), "a", "b", "c")
    desk = open_desk()
    choose_all(desk, 3)
    desk.press("R")
    one = next(alert for alert in desk.alerts() if alert.alert_key == "b")
    desk.window.history.choose_alert(one.id)
    desk.click("Resolve")
    desk.until(lambda: any(event.event_type is RESOLVE for event in desk.events()))
    desk.click("Resolve 3 alerts")
    desk.until(lambda: line(desk).startswith("Resolving 2 alerts"))
    resolves = [event.alert_key for event in desk.events() if event.event_type is RESOLVE]
    assert sorted(resolves) == ["a", "b", "c"]


def test_held_ones_are_named_and_the_question_about_the_key_goes_with_the_job(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    source = replace(real_source(services, far_end.events_url), undo_seconds=0, per_minute=FAST)
    services.sources.replace(source)
    fill(services, source, "a", "b", "c", "d")
    desk = open_desk()
    resolve_all(desk, 4)
    desk.until(lambda: "4 need an answer: " in line(desk))
    assert line(desk).endswith(" and 1 more")
    assert desk.notice.startswith("Production has no key on this computer.")
    assert len(desk.buttons("Enter the key…")) == 1
    desk.click(f"Cancel: {line(desk)}")
    desk.until(lambda: line(desk) == "Cancelled: 4 not sent")
    desk.until(lambda: not desk.notice)


def test_many_refusals_are_counted_and_make_no_notice_each(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    source = replace(real_source(services, far_end.events_url, "il1-another-key"), undo_seconds=0, per_minute=FAST)
    services.sources.replace(source)
    fill(services, source, "a", "b", "c")
    desk = open_desk()
    resolve_all(desk, 3)
    desk.until(lambda: line(desk) == "Resolving 3 alerts is done: 0 taken by ilert, 3 rejected")
    assert desk.notice == ""


def test_a_bulk_accept_keeps_the_key_and_the_summary_of_each_alert(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    source = replace(real_source(services, far_end.events_url, FAR_KEY), undo_seconds=0, per_minute=FAST)
    services.sources.replace(source)
    desk = open_desk()
    desk.raise_alert("Disk full", alert_key="Disk-1")
    desk.raise_alert("Queue grows", alert_key="Queue-1")
    choose_all(desk, 2)
    desk.press("A")
    desk.press("Return")
    desk.until(lambda: line(desk) == "Accepting 2 alerts is done: 2 taken by ilert")
    received = [event for alert in far_end.alerts() for event in alert["events"] if event["eventType"] == "ACCEPT"]
    assert {(event["alertKey"], event["summary"]) for event in received} == {
        ("Disk-1", "Disk full"),
        ("Queue-1", "Queue grows"),
    }


def test_a_new_alert_is_chosen_while_several_are_and_ctrl_is_down(services: Services, open_desk: OpenDesk) -> None:
    fill(services, at_practice(services, undo_seconds=0), "a", "b")
    desk = open_desk()
    choose_all(desk, 2)
    QTest.keyPress(desk.only(QTableView, "Alerts"), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    desk.raise_alert("Disk full")
    rows = desk.only(QTableView, "Alerts").selectionModel().selectedRows()
    QTest.keyRelease(desk.window, Qt.Key.Key_Control)
    assert [desk.rows()[index.row()][1] for index in rows] == ["Disk full"]


def test_the_question_and_the_lines_have_names_and_take_keys(services: Services, open_desk: OpenDesk) -> None:
    fill(services, at_practice(services, undo_seconds=60), "a", "b")
    desk = open_desk()
    choose_all(desk, 2)
    desk.press("R")
    assert nameless(desk.window) == []
    (confirm,) = desk.buttons("Resolve 2 alerts")
    assert confirm.accessibleDescription() == "Resolve the 2 chosen alerts at Practice? This takes a few seconds."
    desk.press("Return")
    desk.until(lambda: line(desk))
    assert nameless(desk.window) == []
    (cancel,) = desk.buttons(f"Cancel: {line(desk)}")
    assert takes_keys(cancel)
    bar = desk.only(QProgressBar)
    assert (bar.accessibleName(), bar.maximum(), bar.value()) == (line(desk), 2, 0)


def test_what_the_next_job_says_takes_the_place_of_what_is_over(services: Services, open_desk: OpenDesk) -> None:
    fill(services, at_practice(services, undo_seconds=0), "a", "b")
    desk = open_desk()
    resolve_all(desk, 2)
    desk.until(lambda: line(desk) == "Resolving 2 alerts is done: 2 taken by ilert")
    fill(services, services.sources.all()[0], "c", "d")
    desk.until(lambda: len(desk.rows()) == 4)
    resolve_all(desk, 4)
    desk.until(lambda: line(desk) == "Resolving 2 alerts is done: 2 taken by ilert" and len(bulk(desk)) == 4)


def test_a_job_that_cannot_be_written_is_said_and_can_be_asked_for_again(
    services: Services, open_desk: OpenDesk
) -> None:
    fill(services, at_practice(services, undo_seconds=60), "a", "b")
    desk = open_desk()
    with closing(connect(services.folders.data / LEDGER_FILE)) as other_program:
        other_program.execute("BEGIN IMMEDIATE")
        resolve_all(desk, 2)
        desk.until(lambda: desk.notice.startswith("The history is in use."))
    assert line(desk) == ""
    resolve_all(desk, 2)
    desk.until(lambda: line(desk).startswith("Resolving 2 alerts"))


@pytest.mark.parametrize("jobs", [2, 5])
def test_each_job_has_a_line_of_its_own(services: Services, open_desk: OpenDesk, jobs: int) -> None:
    source = at_practice(services, undo_seconds=60)
    fill(services, source, *"abcde")
    desk = open_desk()
    for alert in desk.alerts()[:jobs]:
        desk.window.history.bulk_requested.emit(BulkRequest((alert,), RESOLVE))
    desk.until(lambda: line(desk).splitlines() == ["Resolving 1 alert: 0 taken, 1 left, under 10 s"] * jobs)
    lines = desk.window.bulk_jobs.lines
    assert lines.height() < 4 * desk.window.outbox_line.height()
