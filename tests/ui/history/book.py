"""A ledger that is filled as composer and delivery do it."""

from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import (
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NewEvent,
    OutcomeKind,
)
from ilert_desktop.sources.source import Source
from ilert_desktop.steady_clock import Steady
from tests.rig.ledgers import begun

PROD = Source(id="prod", name="Production", colour="#c62828", key_field="integrationKey")


class Clock:
    """The ledger's clock: one second further with each look."""

    def __init__(self) -> None:
        self.now = 1_790_000_000_000

    def __call__(self) -> int:
        self.now += 1000
        return self.now

    def steady(self) -> Steady:
        """The clock that nobody sets, which has gone as far."""
        return Steady("boot", self.now)


class Book:
    """Fills a ledger as composer and delivery do."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._drafts = 0

    def write(
        self,
        event_type: EventType = EventType.ALERT,
        key: str = "db",
        summary: str = "Database down",
        source: Source = PROD,
        event: Event | None = None,
    ) -> LedgerEvent:
        self._drafts += 1
        new = NewEvent(
            draft_id=f"draft {self._drafts}",
            source_id=source.id,
            source_name=source.name,
            event=event or Event(event_type=event_type, summary=summary, alert_key=key),
        )
        return self.ledger.enqueue(new, allow_repeat=True).result()

    def begin(self, event: LedgerEvent) -> Attempt:
        return begun(self.ledger, event.id)

    def end(self, attempt: Attempt, decision: Decision, end: AttemptEnd | None = None) -> None:
        end = end or AttemptEnd(at=attempt.started_at + 137, outcome=OutcomeKind.TAKEN, status=202)
        self.ledger.finish_attempt(attempt, end, decision).result()

    def take(self, event_type: EventType = EventType.ALERT, key: str = "db", summary: str = "Database down") -> int:
        """An event that was taken; its alert's id."""
        event = self.write(event_type, key, summary)
        self.settle(event)
        return event.alert_id or event.id

    def settle(self, event: LedgerEvent) -> None:
        """Let ilert take an event."""
        self.end(self.begin(event), Decision(state=EventState.TAKEN))

    def reject(self, event: LedgerEvent, message: str = "no such key") -> None:
        attempt = self.begin(event)
        end = AttemptEnd(at=attempt.started_at + 50, outcome=OutcomeKind.REJECTED, status=404, answer="{}")
        self.end(attempt, Decision(state=EventState.REJECTED, message=message), end)

    def hold(self, event: LedgerEvent, hold: Hold) -> None:
        self.ledger.decide(event.id, Decision(state=EventState.HELD, hold=hold)).result()

    def postpone(self, event: LedgerEvent, until: int) -> None:
        """Let an event wait for its next try, until a time in milliseconds."""
        self.ledger.decide(event.id, Decision(state=EventState.WAITING, not_before=until)).result()

    def doubt(self, event: LedgerEvent) -> None:
        """Let an attempt end so that ilert may have taken it, which the operator is asked about."""
        attempt = self.begin(event)
        end = AttemptEnd(at=attempt.started_at + 50, outcome=OutcomeKind.UNCERTAIN)
        self.end(attempt, Decision(state=EventState.HELD, hold=Hold.UNCERTAIN), end)

    def cancel(self, event: LedgerEvent) -> None:
        self.ledger.decide(event.id, Decision(state=EventState.CANCELLED)).result()
