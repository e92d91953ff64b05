"""A ledger for a test, with a clock that the test turns."""

import itertools
from concurrent.futures import Future
from pathlib import Path
from typing import Self, TypeVar

from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import (
    Alert,
    AlertState,
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NewEvent,
    OutcomeKind,
    Pace,
)
from ilert_desktop.steady_clock import Steady

_Result = TypeVar("_Result")
_numbers = itertools.count(1)
NOON = 1_700_000_000_000  # milliseconds since 1970
SECOND = 1000
MINUTE = 60 * SECOND


# Nothing is paced by it.
FREE = Pace("", "", 10**6)


class Clock:
    """Stands still until it is turned; gives milliseconds."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now
        self._steady = 0
        self.boot = "first boot"

    def __call__(self) -> int:
        """The time."""
        return self.now

    def turn(self, milliseconds: int) -> None:
        """Let time pass."""
        self.now += milliseconds
        self._steady += milliseconds

    def set_by(self, milliseconds: int) -> None:
        """Set the computer's clock forward or (negative) back, while no time passes."""
        self.now += milliseconds

    def restart_computer(self, milliseconds: int) -> None:
        """Start the computer anew, which takes a while."""
        self.now += milliseconds
        self._steady = 0
        self.boot = f"boot at {self.now}"

    def steady(self) -> Steady:
        """The clock that nobody sets."""
        return Steady(self.boot, self._steady, is_machine=True)


def done(future: Future[_Result]) -> _Result:
    """The result, waited for with a limit against hanging."""
    return future.result(30)


def new_event(
    event_type: EventType = EventType.ALERT,
    key: str = "k",
    *,
    summary: str = "",
    source_id: str = "s1",
    draft_id: str = "",
    minted: bool = False,
    source_name: str = "Production",
    undo_ms: int = 0,
    job: str = "",
) -> NewEvent:
    """An event like no other, unless `summary` and `draft_id` say so."""
    number = next(_numbers)
    return NewEvent(
        draft_id=draft_id or f"draft-{number}",
        source_id=source_id,
        source_name=source_name,
        event=Event(event_type=event_type, summary=summary or f"summary {number}", alert_key=key),
        minted=minted,
        undo_ms=undo_ms,
        job=job,
    )


def begun(ledger: Ledger, event_id: int) -> Attempt:
    """An attempt that starts without being paced."""
    attempt = done(ledger.begin_attempt(event_id, FREE))
    assert isinstance(attempt, Attempt)
    return attempt


class Book:
    """A ledger whose calls are waited for, and short words for what delivery does with it."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.path = path
        self.ledger = Ledger(path, clock=self.clock, steady=self.clock.steady)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.ledger.close()

    def add(self, event_type: EventType = EventType.ALERT, key: str = "k", *, source_id: str = "s1") -> LedgerEvent:
        """Write an event down."""
        return done(self.ledger.enqueue(new_event(event_type, key, source_id=source_id)))

    def due(self) -> list[int]:
        """The ids of what may be sent now."""
        return [event.id for event in done(self.ledger.due())]

    def settle(self, event: LedgerEvent, state: EventState = EventState.TAKEN, *, url: str = "") -> None:
        """Take an event through one attempt that ends in `state`."""
        outcome = OutcomeKind.TAKEN if state is EventState.TAKEN else OutcomeKind.REJECTED
        self.attempt(event, outcome, Decision(state=state), url=url)

    def attempt(self, event: LedgerEvent, outcome: OutcomeKind, decision: Decision, *, url: str = "") -> None:
        """Take an event through one attempt."""
        started = begun(self.ledger, event.id)
        end = AttemptEnd(at=self.clock(), outcome=outcome, alert_url=url)
        done(self.ledger.finish_attempt(started, end, decision))

    def hold(self, event: LedgerEvent, hold: Hold) -> None:
        """Set an event aside."""
        assert done(self.ledger.decide(event.id, Decision(state=EventState.HELD, hold=hold)))

    def event(self, event_id: int) -> LedgerEvent:
        """An event as it stands."""
        return self._found(event_id)[0]

    def attempts(self, event_id: int) -> list[Attempt]:
        """The attempts of an event."""
        return self._found(event_id)[1]

    def alerts(self, shown: Shown = Shown.ALL, search: str = "") -> list[Alert]:
        """The history under a filter, the newest first."""
        return done(self.ledger.alerts(shown, search))

    def groups(self) -> list[tuple[AlertState, list[int]]]:
        """Every alert's state and events, the oldest alert first."""
        alerts = sorted(self.alerts(), key=lambda alert: alert.id)
        return [(a.state, [event.id for event, _ in done(self.ledger.events_of_alert(a.id))]) for a in alerts]

    def _found(self, event_id: int) -> tuple[LedgerEvent, list[Attempt]]:
        for alert in self.alerts():
            for event, attempts in done(self.ledger.events_of_alert(alert.id)):
                if event.id == event_id:
                    return event, attempts
        raise LookupError(event_id)
