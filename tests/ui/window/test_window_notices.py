"""What is said in messages and in the bottom line stays true: after an answer, a fault, an error."""

import pytest

from ilert_desktop.assembly import Services
from ilert_desktop.delivery.faults import DeliveryFault
from ilert_desktop.draft import Draft
from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import EventState, NewEvent
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import OpenDesk, real_source
from tests.ui.window.desk import Desk
from tests.ui.window.sources_opened import opened_dialog

ENDPOINT = "https://ilert.example/api/events"


def hold_one(desk: Desk, summary: str, held: int) -> None:
    desk.compose(Draft(summary=summary))
    desk.send()
    word = "1 needs an answer" if held == 1 else f"{held} need an answer"
    desk.until(lambda: desk.window.outbox_line.outbox_text() == word)
    desk.until(lambda: summary in desk.notice)


def choose(desk: Desk, summary: str) -> None:
    (alert,) = [alert for alert in desk.alerts() if alert.summary == summary]
    desk.window.history.choose_alert(alert.id)
    desk.until(lambda: desk.buttons("Don't send"))


def test_what_is_not_sent_is_said_and_its_notice_goes(services: Services, open_desk: OpenDesk) -> None:
    real_source(services, ENDPOINT)
    desk = open_desk()
    hold_one(desk, "First", 1)
    hold_one(desk, "Second", 2)
    choose(desk, "Second")
    desk.click("Don't send")
    desk.until(lambda: desk.last == "Cancelled: ALERT “Second” is not sent")
    assert "“First”" in desk.notice
    assert "has no key" in desk.notice
    choose(desk, "First")
    desk.click("Don't send")
    desk.until(lambda: desk.last == "Cancelled: ALERT “First” is not sent")
    desk.until(lambda: not desk.notice)
    assert {event.state for event in desk.events()} == {EventState.CANCELLED}


def test_what_is_taken_back_into_the_form_is_said_and_its_notice_goes(services: Services, open_desk: OpenDesk) -> None:
    real_source(services, ENDPOINT)
    desk = open_desk()
    hold_one(desk, "Disk full", 1)
    choose(desk, "Disk full")
    desk.click("Edit and send again")
    said = "Cancelled: ALERT “Disk full” is in the form, to be edited and sent again"
    desk.until(lambda: desk.last == said)
    assert desk.notice == ""
    assert desk.draft.summary == "Disk full"


def test_an_answer_that_comes_too_late_says_so(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    (event,) = desk.events()
    desk.window.history_flow.on_cancel_requested(event.id)
    desk.until(lambda: desk.last == "Too late: ALERT “Disk full” is on its way or done")
    assert desk.events()[0].state is EventState.TAKEN


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_a_refused_key_can_be_entered_from_its_notice_which_stays(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, "il1-wrong-key")
    desk = open_desk()
    desk.compose(Draft(summary="Disk full"))
    desk.send()
    desk.until(lambda: "404" in desk.notice)
    desk.click("Enter the key…")
    assert opened_dialog(desk).isVisible()
    assert "404" in desk.notice


def test_sending_keeps_the_filter_and_points_to_the_new_alert(desk: Desk) -> None:
    desk.raise_alert("Earlier")
    next(b for b in desk.buttons("Show Failed 0")).click()
    desk.until(lambda: desk.rows() == [])
    desk.raise_alert_hidden("Disk full")
    assert desk.window.history.shown() is Shown.FAILED
    desk.click("Show it", desk.window.history)
    desk.until(lambda: desk.window.history.shown() is Shown.ALL)
    desk.until(lambda: [row[1] for row in desk.rows()] == ["Disk full", "Earlier"])


def test_what_keeps_everything_from_being_sent_is_said_until_it_is_over(desk: Desk) -> None:
    signals = desk.window.ledger_signals
    signals.on_delivery_fault(DeliveryFault("The disk is full", "Free some space."))
    assert desk.notice == "The disk is full. Free some space."
    signals.on_delivery_fault(None)
    assert desk.notice == ""


def test_an_unforeseen_error_is_said(desk: Desk) -> None:
    desk.window.results.on_uncaught("ValueError")
    assert desk.notice.startswith("Something went wrong in the program. Nothing that is queued is lost.")
    assert "ValueError" in desk.notice


def test_a_press_that_was_queued_before_can_be_made_again(desk: Desk, services: Services) -> None:
    alert = desk.raise_alert("Disk full")
    (event,) = desk.events()
    released: list[object] = []
    desk.window.history_flow.released.connect(released.append)
    draft = f"ACCEPT-{alert.id}-{event.id}"
    other = Event(event_type=EventType.ALERT, summary="Other", alert_key="other")
    new = NewEvent(draft_id=draft, source_id=alert.source_id, source_name=alert.source_name, event=other)
    desk.result(services.ledger.enqueue(new))
    desk.click("Accept")
    desk.until(lambda: released)
    assert all(button.isEnabled() for button in desk.buttons("Accept"))
