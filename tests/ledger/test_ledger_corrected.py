"""An ALERT that was rejected, corrected and sent again under its key."""

from pathlib import Path

import pytest

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import AlertState, AttemptEnd, Decision, EventState, Hold, NewEvent, OutcomeKind
from tests.rig.ledgers import begun


def _send(ledger: Ledger, draft: str, summary: str, priority: Priority, state: EventState) -> int:
    event = Event(event_type=EventType.ALERT, summary=summary, alert_key="db", priority=priority)
    queued = ledger.enqueue(NewEvent(draft_id=draft, source_id="s", source_name="S", event=event)).result(10)
    attempt = begun(ledger, queued.id)
    ledger.finish_attempt(attempt, AttemptEnd(at=attempt.started_at, outcome=OutcomeKind.TAKEN), Decision(state=state))
    return queued.id


def test_the_alert_is_shown_by_the_event_that_opened_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    _send(ledger, "1", "WRONG", Priority.LOW, EventState.REJECTED)
    _send(ledger, "2", "Corrected", Priority.HIGH, EventState.TAKEN)
    _send(ledger, "3", "Appended", Priority.LOW, EventState.TAKEN)
    (alert,) = ledger.alerts(Shown.ALL).result(10)
    assert (alert.state, alert.summary, alert.priority) == (AlertState.OPEN, "Corrected", "HIGH")
    assert ledger.summary_of("s", "DB").result(10) == "Corrected"
    ledger.close()


@pytest.mark.parametrize("hold", [Hold.KEY_LOCKED, Hold.KEY_MISSING, Hold.SOURCE_MISSING])
def test_sending_what_waited_for_a_key_is_no_answer_to_the_other_questions(tmp_path: Path, hold: Hold) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    event = Event(event_type=EventType.ALERT, summary="x", alert_key="k")
    queued = ledger.enqueue(NewEvent(draft_id="1", source_id="s", source_name="S", event=event)).result(10)
    ledger.decide(queued.id, Decision(state=EventState.HELD, hold=hold)).result(10)
    ledger.decide(queued.id, Decision(state=EventState.QUEUED)).result(10)
    assert ledger.event(queued.id).result(10).approved_at is None
    ledger.decide(queued.id, Decision(state=EventState.HELD, hold=Hold.STALE)).result(10)
    ledger.decide(queued.id, Decision(state=EventState.QUEUED)).result(10)
    assert ledger.event(queued.id).result(10).approved_at is not None
    ledger.close()
