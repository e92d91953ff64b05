"""Practice as a target: when it can't start, the operator is told and the event waits."""

from pathlib import Path

from ilert_desktop.assembly import PRACTICE_FILE, Services
from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.records import EventState, LedgerEvent, NewEvent
from ilert_desktop.paths import Folders
from tests.rig.waiting import wait_until

_ALERT = NewEvent(
    draft_id="one",
    source_id="practice",
    source_name="Practice",
    event=Event(event_type=EventType.ALERT, summary="Test", alert_key="k"),
)


def test_when_practice_cannot_start_the_event_waits_and_says_why(tmp_path: Path) -> None:
    folders = Folders(data=tmp_path / "data", config=tmp_path / "config")
    folders.make()
    # Where practice wants its file.
    (folders.data / PRACTICE_FILE).mkdir()
    services = Services(folders)
    services.start()
    try:
        services.ledger.enqueue(_ALERT).result(10)
        wait_until(lambda: _event(services).state is EventState.WAITING)
        assert "practice" in _event(services).message.lower()
        assert _event(services).tries == 0
        (folders.data / PRACTICE_FILE).rmdir()
        services.ledger.retry_waiting().result(10)
        wait_until(lambda: _event(services).state is EventState.TAKEN)
    finally:
        services.stop()


def _event(services: Services) -> LedgerEvent:
    return services.ledger.events_of_alert(1).result(10)[0][0]
