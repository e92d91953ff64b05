"""Events that are held are said, answered right there, and said again until they are."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent, NewEvent
from ilert_desktop.ledger.writing import now_ms
from tests.rig.ledgers import begun
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import PATIENCE, Desk

ASKED = "Production may or may not have taken this ALERT. “Disk full”: "


@pytest.fixture(autouse=True)
def attention(monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    """The windows that asked for attention; the platform of the tests has no task bar that would show it."""
    asked: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", asked.append)
    return asked


def held(services: Services, far_end: PracticeClient, *summaries: str) -> list[LedgerEvent]:
    """Events of Production that are held from before."""
    real_source(services, far_end.events_url, FAR_KEY)
    events = []
    for summary in summaries:
        event = Event(event_type=EventType.ALERT, summary=summary, alert_key=summary)
        new = NewEvent(draft_id=summary, source_id="prod", source_name="Production", event=event, undo_ms=60_000)
        written = services.ledger.enqueue(new).result(PATIENCE)
        decision = Decision(state=EventState.HELD, hold=Hold.UNCERTAIN, message="Look in ilert.")
        assert services.ledger.decide(written.id, decision).result(PATIENCE)
        events.append(written)
    return events


def remind(desk: Desk) -> None:
    """Let the five minutes be over."""
    said: list[str] = []
    desk.window.pending.reminder.reminded.connect(said.append)
    desk.window.pending.reminder.timer.timeout.emit()
    desk.until(lambda: said)


def test_what_was_held_before_the_start_is_said_at_once(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient, attention: list[QWidget]
) -> None:
    held(services, far_end, "Disk full")
    desk = open_desk()
    desk.until(lambda: desk.notice == ASKED + "Look in ilert.")
    assert attention == [desk.window]
    assert desk.window.pending.reminder.timer.isActive()
    assert desk.window.pending.reminder.timer.interval() == 5 * 60 * 1000


def test_a_closed_notice_comes_back_and_does_not_pile_up(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient, attention: list[QWidget]
) -> None:
    held(services, far_end, "Disk full", "Memory full")
    desk = open_desk()
    desk.until(lambda: desk.notice)
    desk.click("Close the message")
    desk.click("Close the message")
    desk.raise_alert("Another commit")
    assert not desk.notice
    heard: list[str] = []
    desk.window.results.announced.connect(heard.append)
    for _ in range(2):
        remind(desk)
    assert heard[-2:] == ["2 events need an answer."] * 2
    assert len(attention) == 3
    assert [button.text() for button in desk.buttons("Show the next message")] == ["1 of 2"]


@pytest.mark.parametrize(
    ("answer", "state", "line"),
    [
        ("Send it now", EventState.TAKEN, "ALERT taken by ilert (202). “Disk full”"),
        ("Don't send", EventState.CANCELLED, "Cancelled: ALERT “Disk full” is not sent"),
        (
            "Edit and send again",
            EventState.CANCELLED,
            "Cancelled: ALERT “Disk full” is in the form, to be edited and sent again",
        ),
    ],
)
def test_a_question_is_answered_in_its_notice(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient, answer: str, state: EventState, line: str
) -> None:
    held(services, far_end, "Disk full")
    desk = open_desk()
    desk.until(lambda: desk.notice)
    desk.click(answer, desk.window.notices)
    desk.until(lambda: desk.last == line)
    desk.until(lambda: not desk.notice)
    assert desk.events()[0].state is state
    assert desk.draft.summary == ("Disk full" if answer.startswith("Edit") else "")
    desk.until(lambda: not desk.window.pending.reminder.timer.isActive())


def test_what_ilert_may_have_taken_is_not_said_to_be_unsent(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    (event,) = held(services, far_end, "Disk full")
    desk = open_desk()
    desk.result(services.ledger.decide(event.id, Decision(state=EventState.WAITING, not_before=now_ms() + 60_000)))
    # Nobody sends it, so that it ends as one that a crash left behind.
    begun(services.ledger, event.id)
    desk.until(lambda: desk.events()[0].doubtful)
    desk.result(services.ledger.decide(event.id, Decision(state=EventState.HELD, hold=Hold.UNCERTAIN)))
    desk.until(lambda: desk.notice)
    desk.click("Don't send", desk.window.notices)
    desk.until(lambda: desk.last == "Cancelled: ALERT “Disk full” is not sent again; ilert may have taken it before")


def test_an_answer_counts_for_the_question_that_was_shown_and_for_no_other(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    (event,) = held(services, far_end, "Disk full")
    desk = open_desk()
    desk.until(lambda: desk.notice == ASKED + "Look in ilert.")
    (press,) = desk.buttons("Send it now", desk.window.notices)
    stale = Decision(state=EventState.HELD, hold=Hold.STALE, message="It has waited.")
    services.ledger.decide(event.id, stale).result(PATIENCE)
    press.click()
    desk.until(lambda: desk.last == "Not sent: ALERT “Disk full” asks something else by now")
    desk.until(lambda: desk.notice == "This ALERT for Production is old by now. “Disk full”: It has waited.")
    desk.click("Send it now", desk.window.notices)
    desk.until(lambda: desk.events()[0].state is EventState.TAKEN)


def test_what_is_answered_elsewhere_takes_its_notice_away(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    (event,) = held(services, far_end, "Disk full")
    desk = open_desk()
    desk.until(lambda: desk.notice)
    assert desk.result(services.ledger.decide(event.id, Decision(state=EventState.CANCELLED)))
    desk.until(lambda: not desk.notice)


def test_many_events_without_a_key_are_one_question(services: Services, open_desk: OpenDesk) -> None:
    real_source(services, "https://ilert.example/api/events")
    desk = open_desk()
    for number in (1, 2):
        desk.compose(Draft(summary=f"Number {number}"))
        desk.send()
        desk.until(lambda number=number: desk.window.outbox_view.counts.held == number)  # type: ignore[misc]
    remind(desk)
    assert not desk.buttons("Show the next message")
    assert "has no key" in desk.notice
