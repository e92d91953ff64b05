"""The desktop's delivery meets each way to misbehave: the outcome of its table, nothing lost, no alert twice."""

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, Hold, LedgerEvent, OutcomeKind
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.drills.script import MARK, Action, Drill, Expectation, Step
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.practice.state import Effect
from ilert_desktop.sources.source import PRACTICE_SOURCE
from tests.rig.ledgers import MINUTE, SECOND
from tests.rig.outbox import Outbox
from tests.rig.waiting import wait_until


def do(outbox: Outbox, work: Callable[[Desk], Any]) -> Any:
    return outbox.practice.call(work).result(10)


def on(outbox: Outbox, mode: Mode, **more: float) -> None:
    outbox.sources[PRACTICE_SOURCE.id] = PRACTICE_SOURCE
    do(outbox, lambda desk: desk.misbehaviour.start(mode, None, **more))
    # A connection that is cut is closed one turn of the loop later.
    do(outbox, lambda _: None)


def off(outbox: Outbox) -> None:
    do(outbox, lambda desk: desk.misbehaviour.stop())
    address = urlsplit(outbox.practice.url or "")

    def listens() -> bool:
        try:
            socket.create_connection((address.hostname or "", address.port or 0)).close()
        except OSError:
            return False
        return True

    wait_until(listens)


def send(outbox: Outbox, event_type: EventType = EventType.ALERT, key: str = "k") -> LedgerEvent:
    return outbox.send(event_type, key, source_id=PRACTICE_SOURCE.id)


def effects(outbox: Outbox) -> list[list[Effect]]:
    """What the events of each alert did, for all alerts of practice."""

    def read(desk: Desk) -> list[list[Effect]]:
        store = desk.intake.store
        return [[entry.effect for entry in store.log(alert.id)] for alert in store.alerts()]

    found: list[list[Effect]] = do(outbox, read)
    return found


@pytest.mark.parametrize("mode", [Mode.DOWN, Mode.SERVER_ERROR, Mode.RATE_LIMIT])
def test_what_was_certainly_not_taken_waits_and_is_taken_once(outbox: Outbox, mode: Mode) -> None:
    on(outbox, mode)
    event = outbox.reaches(send(outbox), EventState.WAITING)
    assert outbox.last_attempt(event).outcome is OutcomeKind.NOT_TAKEN
    assert effects(outbox) == []

    off(outbox)
    outbox.pass_time(MINUTE)
    outbox.reaches(event, EventState.TAKEN)
    assert effects(outbox) == [[Effect.NEW_ALERT]]


def test_a_connection_from_before_does_not_make_down_uncertain(outbox: Outbox) -> None:
    outbox.sources[PRACTICE_SOURCE.id] = PRACTICE_SOURCE
    outbox.reaches(send(outbox), EventState.TAKEN)
    on(outbox, Mode.DOWN)
    event = outbox.reaches(send(outbox, key="other"), EventState.WAITING)

    assert outbox.last_attempt(event).outcome is OutcomeKind.NOT_TAKEN


def test_too_many_requests_are_followed_by_the_wait_that_was_asked_for(outbox: Outbox) -> None:
    on(outbox, Mode.RATE_LIMIT)
    event = outbox.reaches(send(outbox), EventState.WAITING)

    assert event.not_before is not None
    assert event.not_before - outbox.clock() == 10 * SECOND


def test_a_wrong_answer_is_rejected_and_never_sent_again(outbox: Outbox) -> None:
    on(outbox, Mode.WRONG_ANSWER)
    event = outbox.reaches(send(outbox), EventState.REJECTED)
    off(outbox)
    outbox.pass_time(MINUTE)
    outbox.reaches(send(outbox, key="other"), EventState.TAKEN)

    assert outbox.book.event(event.id).state is EventState.REJECTED
    assert len(effects(outbox)) == 1


def test_a_lost_answer_is_uncertain_and_the_resend_pages_nobody(outbox: Outbox) -> None:
    on(outbox, Mode.LOST_ANSWER)
    event = outbox.reaches(send(outbox), EventState.WAITING)
    assert outbox.last_attempt(event).outcome is OutcomeKind.UNCERTAIN
    assert effects(outbox) == [[Effect.NEW_ALERT]]

    off(outbox)
    outbox.pass_time(MINUTE)
    outbox.reaches(event, EventState.TAKEN)
    assert effects(outbox) == [[Effect.NEW_ALERT, Effect.APPENDED]]


def test_after_a_lost_answer_what_has_no_key_is_asked_about(outbox: Outbox) -> None:
    on(outbox, Mode.LOST_ANSWER)
    event = outbox.reaches(send(outbox, key=""), EventState.HELD)

    assert event.hold is Hold.UNCERTAIN
    assert effects(outbox) == [[Effect.NEW_ALERT]]


def test_an_answer_that_is_late_but_in_time_is_an_answer(outbox: Outbox) -> None:
    on(outbox, Mode.SLOW, delay=0.05)
    event = outbox.reaches(send(outbox), EventState.TAKEN)

    assert event.tries == 1
    assert effects(outbox) == [[Effect.NEW_ALERT]]


def test_an_answer_that_comes_too_late_is_uncertain(hasty: Outbox) -> None:
    on(hasty, Mode.SLOW, delay=3600)
    event = hasty.reaches(send(hasty), EventState.WAITING)
    assert hasty.last_attempt(event).outcome is OutcomeKind.UNCERTAIN
    assert effects(hasty)[0][0] is Effect.NEW_ALERT

    off(hasty)
    hasty.pass_time(MINUTE)
    hasty.reaches(event, EventState.TAKEN)
    (log,) = effects(hasty)
    assert set(log[1:]) <= {Effect.APPENDED}


@pytest.mark.parametrize("mode", [Mode.DOWN, Mode.SERVER_ERROR, Mode.LOST_ANSWER])
def test_accept_and_resolve_come_through_in_their_order(outbox: Outbox, mode: Mode) -> None:
    on(outbox, mode)
    events = [send(outbox, event_type) for event_type in (EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE)]
    outbox.reaches(events[0], EventState.WAITING)
    off(outbox)
    outbox.pass_time(MINUTE)
    for event in events:
        outbox.reaches(event, EventState.TAKEN)

    (log,) = effects(outbox)
    assert [effect for effect in log if effect is not Effect.APPENDED] == [
        Effect.NEW_ALERT,
        Effect.ACCEPTED,
        Effect.RESOLVED,
    ]


def test_a_drill_with_lost_answers_and_a_server_that_is_down_ends_with_one_alert(outbox: Outbox) -> None:
    outbox.sources[PRACTICE_SOURCE.id] = PRACTICE_SOURCE
    drill = Drill(
        title="Trouble",
        mark=MARK,
        minutes=600,
        steps=(Step(fail=Mode.LOST_ANSWER),),
        expectations=(Expectation(do=Action.RAISE, once=True), Expectation(do=Action.RESOLVE)),
    )
    do(outbox, lambda desk: desk.drills.start(drill))
    alert = outbox.reaches(send(outbox), EventState.WAITING)
    resolve = send(outbox, EventType.RESOLVE)
    on(outbox, Mode.DOWN)
    outbox.pass_time(MINUTE)
    wait_until(lambda: len(outbox.book.attempts(alert.id)) > 1 and outbox.last_attempt(alert).outcome)
    off(outbox)
    outbox.pass_time(MINUTE)
    for event in (alert, resolve):
        outbox.reaches(event, EventState.TAKEN)
    report = do(outbox, lambda desk: desk.drills.stop())

    assert report.passed
    (raised,) = report.raised
    assert raised.summary.startswith("[DRILL] ")
    assert raised.copies == report.sent_again == 1
    assert [(trouble.mode, trouble.requests) for trouble in report.troubles] == [
        (Mode.LOST_ANSWER, 1),
        (Mode.DOWN, None),
    ]
