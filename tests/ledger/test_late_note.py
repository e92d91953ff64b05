"""A stale ALERT that is sent after all carries its original time."""

from pathlib import Path

from ilert_desktop.event import Event, EventType, from_json
from ilert_desktop.ledger.late_note import with_original_time
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Decision, EventState, Hold, NewEvent, OutcomeKind
from tests.rig.ledgers import MINUTE, Book, done

_RAISED = 1_795_456_156_912  # 2026-11-23 17:49:16 UTC
_NOTE = "Raised at 2026-11-23 17:49:16 UTC; it could not be sent before."
_ALERT = Event(event_type=EventType.ALERT, summary="Disk full", details="**97 %**", alert_key="db")


def test_the_time_stands_under_what_was_written() -> None:
    assert with_original_time(_ALERT, _RAISED).details == f"**97 %**\n\n{_NOTE}"
    assert with_original_time(Event(event_type=EventType.ALERT, summary="x"), _RAISED).details == _NOTE


def test_the_time_is_added_once() -> None:
    once = with_original_time(_ALERT, _RAISED)
    assert with_original_time(once, _RAISED) == once


def test_an_uncertain_alert_that_is_answered_late_says_when_it_was_raised(tmp_path: Path) -> None:
    with Book(tmp_path / "ledger.db") as book:
        prompt, late = book.add(key="a"), book.add(key="b")
        for event in (prompt, late):
            book.attempt(event, OutcomeKind.UNCERTAIN, Decision(state=EventState.HELD, hold=Hold.UNCERTAIN))
        book.clock.turn(29 * MINUTE)
        done(book.ledger.decide(prompt.id, Decision(state=EventState.QUEUED)))
        assert from_json(book.event(prompt.id).body).details == ""
        book.clock.turn(MINUTE)
        done(book.ledger.decide(late.id, Decision(state=EventState.QUEUED)))
        assert from_json(book.event(late.id).body).details == (
            "Raised at 2023-11-14 22:13:20 UTC; it is not certain that it was sent before."
        )


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
