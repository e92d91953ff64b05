"""A stale ALERT that is sent after all carries its original time."""

from pathlib import Path

from ilert_desktop.event import Event, EventType, from_json
from ilert_desktop.ledger.late_note import with_original_time
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Decision, EventState, Hold, NewEvent

_RAISED = 1_795_456_156_912  # 2026-11-23 17:49:16 UTC
_NOTE = "Raised at 2026-11-23 17:49:16 UTC; it could not be sent before."
_ALERT = Event(event_type=EventType.ALERT, summary="Disk full", details="**97 %**", alert_key="db")


def test_the_time_stands_under_what_was_written() -> None:
    assert with_original_time(_ALERT, _RAISED).details == f"**97 %**\n\n{_NOTE}"
    assert with_original_time(Event(event_type=EventType.ALERT, summary="x"), _RAISED).details == _NOTE


def test_the_time_is_added_once() -> None:
    once = with_original_time(_ALERT, _RAISED)
    assert with_original_time(once, _RAISED) == once


def test_only_the_answer_to_the_stale_question_adds_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db", clock=lambda: _RAISED)
    queued = ledger.enqueue(NewEvent(draft_id="1", source_id="s", source_name="S", event=_ALERT)).result(10)

    def details_after(hold: Hold) -> str:
        ledger.decide(queued.id, Decision(state=EventState.HELD, hold=hold)).result(10)
        ledger.decide(queued.id, Decision(state=EventState.QUEUED)).result(10)
        return from_json(ledger.event(queued.id).result(10).body).details

    assert details_after(Hold.UNCERTAIN) == "**97 %**"
    assert details_after(Hold.KEY_MISSING) == "**97 %**"
    assert details_after(Hold.STALE) == f"**97 %**\n\n{_NOTE}"
    assert details_after(Hold.STALE) == f"**97 %**\n\n{_NOTE}"
    ledger.close()
