"""Short words for what becomes of one event at a place that does not work."""

from typing import Final

from ilert_desktop.ledger.records import EventState, OutcomeKind
from tests.rig.outbox import Outbox

ENDED: Final = (EventState.TAKEN, EventState.REJECTED, EventState.WAITING, EventState.HELD)


def not_taken(outbox: Outbox, url: str) -> str:
    """Send to a place that can't be reached; what the operator is told, once it is sure that nothing was taken."""
    outbox.source(url)
    event = outbox.reaches(outbox.send(key=""), *ENDED)
    attempt = outbox.last_attempt(event)
    assert (event.state, attempt.outcome, attempt.status) == (EventState.WAITING, OutcomeKind.NOT_TAKEN, None)
    assert (attempt.answer, attempt.correlation_id, attempt.duration_ms) == ("", "", 0)
    assert not event.doubtful
    assert event.message == attempt.error
    return event.message
