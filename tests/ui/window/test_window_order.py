"""A new event whose predecessor needs the operator first: said at once, with what can be done about it."""

import pytest

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Decision, EventState, Hold
from tests.rig.ledgers import begun
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk

HELD = "ALERT “Disk full” at Production needs an answer first"
UNTAKEN = "ilert has not taken ALERT “Disk full” at Production yet"


@pytest.fixture
def desk_with_wait(services: Services, open_desk: OpenDesk, far_end: PracticeClient) -> Desk:
    """A window with an ALERT that can be taken back for long, and was certainly not tried."""
    real_source(services, far_end.events_url, FAR_KEY, undo=60)
    desk = open_desk()
    send(desk, "Disk full")
    desk.until(lambda: len(desk.events()) == 1)
    return desk


@pytest.fixture
def held_desk(desk_with_wait: Desk) -> Desk:
    """The same, held because ilert may have taken it."""
    hold(desk_with_wait, 0, Hold.STALE)
    return desk_with_wait


def send(desk: Desk, summary: str, event_type: EventType = EventType.ALERT) -> None:
    desk.compose(Draft(event_type=event_type, summary=summary, alert_key="disk"))
    desk.send()


def hold(desk: Desk, number: int, why: Hold) -> None:
    decision = Decision(state=EventState.HELD, hold=why)
    assert desk.result(desk.services.ledger.decide(desk.events()[number].id, decision))
    desk.until(lambda: desk.window.outbox_view.counts.held == 1)


def states(desk: Desk) -> list[tuple[EventType, EventState]]:
    return [(event.event_type, event.state) for event in desk.events()]


def test_an_alert_behind_a_held_one_is_sent_instead(held_desk: Desk) -> None:
    desk = held_desk
    send(desk, "Disk really full")
    desk.until(lambda: HELD in desk.notice)
    assert "This ALERT for Production is old by now. This ALERT would wait behind it." in desk.notice
    assert desk.draft.summary == "Disk really full"
    desk.click("Send this instead")
    desk.until(lambda: desk.draft.summary == "")
    assert [state for _, state in states(desk)] == [EventState.CANCELLED, EventState.QUEUED]
    desk.until(lambda: not desk.notice)


def test_an_alert_behind_a_held_one_waits(held_desk: Desk) -> None:
    desk = held_desk
    send(desk, "Disk really full")
    desk.until(lambda: HELD in desk.notice)
    desk.click("Wait")
    desk.until(lambda: desk.draft.summary == "")
    assert [state for _, state in states(desk)] == [EventState.HELD, EventState.QUEUED]
    assert HELD not in desk.notice


def test_another_text_withdraws_the_question(held_desk: Desk) -> None:
    desk = held_desk
    send(desk, "Disk really full")
    desk.until(lambda: HELD in desk.notice)
    desk.write(desk.fields.summary, "!")
    desk.until(lambda: HELD not in desk.notice)
    assert desk.draft.summary == "Disk really full!"
    desk.send()
    desk.until(lambda: HELD in desk.notice)


def test_an_answer_about_the_held_event_withdraws_the_question(held_desk: Desk) -> None:
    desk = held_desk
    send(desk, "Disk really full")
    desk.until(lambda: HELD in desk.notice)
    desk.window.history_flow.on_cancel_requested(desk.events()[0].id)
    desk.until(lambda: HELD not in desk.notice)
    assert desk.draft.summary == "Disk really full"
    desk.send()
    desk.until(lambda: desk.draft.summary == "")


def test_undoing_the_alert_withdraws_the_question_about_its_resolve(desk_with_wait: Desk) -> None:
    desk = desk_with_wait
    desk.click("Resolve")
    desk.until(lambda: UNTAKEN in desk.notice)
    desk.press("Alt+U")
    desk.until(lambda: not desk.notice)
    assert states(desk) == [(EventType.ALERT, EventState.CANCELLED)]


def test_a_resolve_of_what_was_never_taken_cancels_both(desk_with_wait: Desk, far_end: PracticeClient) -> None:
    desk = desk_with_wait
    desk.click("Resolve")
    desk.until(lambda: UNTAKEN in desk.notice)
    assert states(desk) == [(EventType.ALERT, EventState.QUEUED)]
    desk.click("Cancel both, nobody is paged")
    desk.until(lambda: desk.last == "Cancelled: “Disk full” and its RESOLVE are not sent, nobody is paged")
    assert states(desk) == [(EventType.ALERT, EventState.CANCELLED)]
    assert not desk.notice
    assert far_end.alerts() == []


def test_a_resolve_of_what_was_never_taken_goes_after_it(desk_with_wait: Desk, far_end: PracticeClient) -> None:
    desk = desk_with_wait
    desk.click("Resolve")
    desk.until(lambda: UNTAKEN in desk.notice)
    desk.click("Send it after the alert")
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.until(lambda: desk.window.pending.undo_bar.text().startswith("RESOLVE “Disk full”"))
    assert not desk.notice
    desk.window.actions_by_name["send_now"].trigger()
    desk.until(lambda: desk.last.startswith("RESOLVE taken"))
    assert far_end.only_alert()["status"] == "RESOLVED"


def test_a_closed_question_releases_the_press(desk_with_wait: Desk) -> None:
    desk = desk_with_wait
    desk.click("Resolve")
    desk.until(lambda: UNTAKEN in desk.notice)
    assert not desk.buttons("Resolve")[0].isEnabled()
    desk.click("Close the message")
    assert desk.buttons("Resolve")[0].isEnabled()
    desk.click("Resolve")
    desk.until(lambda: UNTAKEN in desk.notice)


def test_a_composed_resolve_that_is_not_needed_leaves_the_form(desk_with_wait: Desk) -> None:
    desk = desk_with_wait
    send(desk, "Over", EventType.RESOLVE)
    desk.until(lambda: UNTAKEN in desk.notice)
    assert desk.draft.summary == "Over"
    desk.click("Cancel both, nobody is paged")
    desk.until(lambda: desk.draft.summary == "")
    desk.press("Ctrl+Z")
    assert desk.draft.summary == "Over"


def test_too_late_to_cancel_both_sends_the_resolve(desk_with_wait: Desk) -> None:
    desk = desk_with_wait
    desk.click("Resolve")
    desk.until(lambda: UNTAKEN in desk.notice)
    said: list[str] = []
    desk.window.results.announced.connect(said.append)
    begun(desk.services.ledger, desk.events()[0].id)
    desk.click("Cancel both, nobody is paged")
    desk.until(lambda: (EventType.RESOLVE, EventState.QUEUED) in states(desk))
    assert "Too late: ilert may have taken “Disk full”; it is resolved after that" in said
    desk.until(lambda: not desk.notice)


def test_a_resolve_is_still_offered_once_its_alert_was_taken(desk_with_wait: Desk, far_end: PracticeClient) -> None:
    desk = desk_with_wait
    desk.click("Resolve")
    desk.until(lambda: UNTAKEN in desk.notice)
    # As if the wait had ended by itself.
    desk.result(desk.services.ledger.decide(desk.events()[0].id, Decision(state=EventState.QUEUED)))
    desk.until(
        lambda: "ALERT “Disk full” at Production went out meanwhile. The RESOLVE is not sent yet." in desk.notice
    )
    assert not desk.buttons("Cancel both, nobody is paged")
    desk.click("Send it now", desk.window.notices)
    desk.until(lambda: desk.window.pending.undo_bar.text().startswith("RESOLVE “Disk full”"))
    assert not desk.notice
    desk.window.actions_by_name["send_now"].trigger()
    desk.until(lambda: desk.last.startswith("RESOLVE taken"))
    assert far_end.only_alert()["status"] == "RESOLVED"


def test_accept_and_comment_stay_refused_until_the_alert_is_taken(desk_with_wait: Desk) -> None:
    desk_with_wait.until(lambda: all(button.isEnabled() for button in desk_with_wait.buttons("Resolve")))
    assert not desk_with_wait.buttons("Accept")[0].isEnabled()
    assert not desk_with_wait.buttons("Comment")[0].isEnabled()
