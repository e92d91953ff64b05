"""Pacing on the real clock: a queue that has grown does not go out at once."""

from pathlib import Path

from ilert_desktop.delivery.delivery import Delivery
from ilert_desktop.delivery.endpoints import Endpoints
from ilert_desktop.delivery.sender import Sender
from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.ledger import Ledger, now_ms
from ilert_desktop.ledger.records import NewEvent
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from tests.rig.waiting import wait_until

_OTHER = Source(id="other", name="Other", endpoint="practice:", per_minute=700)


def test_of_200_queued_events_48_go_in_the_first_minute_and_another_source_is_not_delayed(tmp_path: Path) -> None:
    ledger, practice, keys = Ledger(tmp_path / "ledger.db"), Practice(), Keys()
    sources = {PRACTICE_SOURCE.id: PRACTICE_SOURCE, _OTHER.id: _OTHER}
    sender = Sender(ledger, Endpoints(keys, practice, clock=now_ms), sources.get, clock=now_ms)
    delivery = Delivery(ledger, sender, sources.get, tmp_path / "outbox.lock", clock=now_ms)
    ledger.subscribe(delivery.nudge)
    for number in range(200):
        ledger.enqueue(_new(PRACTICE_SOURCE, number)).result(10)
    for number in range(60):
        ledger.enqueue(_new(_OTHER, 1000 + number)).result(10)
    delivery.start()
    try:
        wait_until(lambda: ledger.counts().result(10).unsettled <= 200 - 48)
        assert len(ledger.attempt_starts(PRACTICE_SOURCE.id, 0).result(10)) == 48
        assert len(ledger.attempt_starts(_OTHER.id, 0).result(10)) == 60
        assert ledger.counts().result(10).unsettled == 200 - 48
    finally:
        delivery.stop()
        keys.close()
        ledger.close()
        practice.stop()


def _new(source: Source, number: int) -> NewEvent:
    event = Event(event_type=EventType.ALERT, summary=f"Event {number}", alert_key=f"k-{number}")
    return NewEvent(draft_id=str(number), source_id=source.id, source_name=source.name, event=event)
