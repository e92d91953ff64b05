"""Taking an event back before it is sent, and not waiting for that to be over."""

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.records import EventState, NewEvent
from ilert_desktop.ui.undo_bar import UndoBar
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk

LONG = 60  # seconds: no test waits until a wait is over
WHAT = "ALERT “Disk full” at Production"


@pytest.fixture
def slow_desk(services: Services, open_desk: OpenDesk, far_end: PracticeClient) -> Desk:
    """A window at a source whose events can be taken back for long."""
    real_source(services, far_end.events_url, FAR_KEY, undo=LONG)
    return open_desk()


def waits(desk: Desk) -> str:
    return desk.only(UndoBar).text() if desk.window.pending.undo_bar.isVisible() else ""


def send(desk: Desk, summary: str = "Disk full", **fields: Any) -> None:
    desk.compose(Draft(summary=summary, **fields))
    desk.send()
    desk.until(lambda: f"“{summary}”" in waits(desk))


def names(desk: Desk) -> list[str]:
    bar = desk.window.pending.undo_bar
    return [button.accessibleName() for button in bar.findChildren(QPushButton) if button.isVisible()]


def test_an_undone_alert_returns_to_the_form_under_its_key(slow_desk: Desk, far_end: PracticeClient) -> None:
    desk = slow_desk
    send(desk, details="more")
    assert waits(desk).startswith(f"{WHAT} goes out in ")
    assert names(desk) == [f"Undo {WHAT}", f"Send now: {WHAT}"]
    assert desk.draft.summary == ""
    (event,) = desk.events()
    desk.click(f"Undo {WHAT}")
    desk.until(lambda: desk.draft.summary == "Disk full")
    assert desk.last == "Taken back: ALERT “Disk full” is not sent"
    desk.until(lambda: not waits(desk))
    assert (desk.draft.details, desk.draft.minted_key) == ("more", event.alert_key)
    assert desk.events()[0].state is EventState.CANCELLED
    assert far_end.alerts() == []
    desk.until(lambda: [row[0] for row in desk.rows()] == ["Taken back"])
    assert not desk.notice


def test_send_now_does_not_wait(slow_desk: Desk, far_end: PracticeClient) -> None:
    send(slow_desk)
    slow_desk.click(f"Send now: {WHAT}")
    slow_desk.until(lambda: slow_desk.last.startswith("ALERT taken"))
    assert not waits(slow_desk)
    assert far_end.only_alert()["summary"] == "Disk full"


def test_the_shortcut_takes_back_the_newest_of_several(slow_desk: Desk) -> None:
    desk = slow_desk
    for summary in ("One", "Two", "Three", "Four", "Five"):
        send(desk, summary)
    assert [line.split("“")[1].split("”")[0] for line in waits(desk).splitlines()][:2] == ["Five", "Four"]
    assert len(names(desk)) == 4
    assert "and 3 more" in [label.text() for label in desk.window.pending.undo_bar.findChildren(QLabel)]
    desk.press("Alt+U")
    desk.until(lambda: desk.draft.summary == "Five")
    desk.until(lambda: waits(desk).startswith("ALERT “Four”"))
    desk.press("Alt+U")
    desk.until(lambda: "Four" in desk.notice)
    assert desk.draft.summary == "Five"
    desk.click("Put it into the form")
    assert desk.draft.summary == "Four"
    assert not desk.notice
    desk.press("Ctrl+Z")
    assert desk.draft.summary == "Five"


def test_an_accept_from_the_history_is_undone_and_can_be_asked_for_again(
    slow_desk: Desk, far_end: PracticeClient
) -> None:
    desk = slow_desk
    send(desk)
    desk.click(f"Send now: {WHAT}")
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.compose(Draft(summary="Half written"))
    desk.click("Accept")
    desk.until(lambda: waits(desk).startswith("ACCEPT “Disk full”"))
    desk.until(lambda: desk.rows()[0][0].startswith("Open · accepting "))
    desk.press("Alt+U")
    desk.until(lambda: desk.last == "Taken back: ACCEPT “Disk full” is not sent")
    desk.until(lambda: [row[0] for row in desk.rows()] == ["Open"])
    assert desk.draft.summary == "Half written"
    assert not desk.notice
    desk.click("Accept")
    desk.until(lambda: waits(desk))
    desk.window.actions_by_name["send_now"].trigger()
    desk.until(lambda: desk.last.startswith("ACCEPT taken"))
    assert far_end.only_alert()["status"] == "ACCEPTED"


def test_too_late_says_so(slow_desk: Desk) -> None:
    send(slow_desk)
    (event,) = slow_desk.events()
    slow_desk.click(f"Send now: {WHAT}")
    slow_desk.until(lambda: slow_desk.last.startswith("ALERT taken"))
    slow_desk.window.pending.undo.undo(event.id)
    slow_desk.until(lambda: slow_desk.last == "Too late: ALERT “Disk full” is on its way or done")
    assert slow_desk.draft.summary == ""


def test_a_wait_goes_on_after_a_restart(slow_desk: Desk, open_desk: OpenDesk) -> None:
    send(slow_desk)
    again = open_desk()
    again.until(lambda: waits(again).startswith(WHAT))
    again.press("Alt+U")
    again.until(lambda: again.draft.summary == "Disk full")


def test_closing_names_what_can_still_be_taken_back(slow_desk: Desk) -> None:
    send(slow_desk)
    slow_desk.until(lambda: slow_desk.window.outbox_view.counts.unsettled == 1)
    slow_desk.window.close()
    slow_desk.settle()
    assert slow_desk.box().text() == "One event is not sent yet."
    said = f"{WHAT} goes out in a moment and can still be taken back."
    assert slow_desk.box().informativeText().startswith(said)


def test_a_wait_is_announced_once(slow_desk: Desk) -> None:
    heard: list[str] = []
    slow_desk.window.pending.undo_bar.begun.connect(heard.append)
    send(slow_desk)
    slow_desk.window.pending.undo.refresh()
    slow_desk.settle()
    assert len(heard) == 1
    assert heard[0].startswith(f"{WHAT} goes out in ")
    assert heard[0].endswith(" s. Undo with Alt+U.")
    # What counts down has a name that does not.
    assert slow_desk.only(QLabel, f"{WHAT} goes out in a moment")


def test_a_wait_that_is_over_takes_its_line_away(services: Services, desk: Desk) -> None:
    bar = desk.window.pending.undo_bar
    event = Event(event_type=EventType.ALERT, summary="Short", alert_key="short")
    new = NewEvent(draft_id="short", source_id="practice", source_name="Practice", event=event, undo_ms=300)
    desk.result(services.ledger.enqueue(new))
    desk.until(lambda: desk.last == "ALERT taken by ilert (202). “Short”")
    desk.until(lambda: not bar.isVisible())


def test_an_event_that_follows_ends_the_wait_and_says_so(slow_desk: Desk) -> None:
    desk = slow_desk
    send(desk, alert_key="disk")
    desk.compose(Draft(summary="Disk fuller", alert_key="disk"))
    desk.send()
    expected = "ALERT queued for Production; ALERT “Disk full” goes out before it, at once"
    said: list[str] = []
    desk.window.results.announced.connect(said.append)
    desk.until(lambda: expected in said)
    desk.until(lambda: waits(desk).startswith("ALERT “Disk fuller”"))


def test_practice_waits_too_unless_it_is_set_otherwise(services: Services) -> None:
    practice = services.sources.get("practice")
    assert practice is not None
    assert practice.undo_ms(EventType.RESOLVE) == 0
    assert type(practice)(id="practice", name="Practice").undo_ms(EventType.RESOLVE) == 5000
