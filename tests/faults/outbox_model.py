"""The outbox in plain words: what the ledger must do, in memory and in true time, which nobody sets or restarts."""

from collections.abc import Iterable
from typing import Final

import msgspec

from ilert_desktop.event import EventType, fold_key
from ilert_desktop.ledger.alert_state import Step, group
from ilert_desktop.ledger.errors import HeldBefore, NeverTaken
from ilert_desktop.ledger.pacing import WINDOW_MS
from ilert_desktop.ledger.records import (
    SETTLED,
    AlertState,
    Behind,
    Decision,
    EventState,
    Hold,
    OutcomeKind,
)

ALLOWED: Final = 3
# The design: an attempt takes 30 s at most; the ledger takes 40 s for one whose end is not known.
LONGEST_ATTEMPT_MS: Final = 40_000
KEYS: Final = {"s1": "one key", "s2": "one key", "s3": "another key"}
# How an attempt may end: its outcome, the answer's status, and what becomes of the event.
ENDS: Final[dict[str, tuple[OutcomeKind, int | None, EventState, Hold | None]]] = {
    "taken": (OutcomeKind.TAKEN, 202, EventState.TAKEN, None),
    "rejected": (OutcomeKind.REJECTED, 400, EventState.REJECTED, None),
    "refused": (OutcomeKind.NOT_TAKEN, 503, EventState.WAITING, None),
    "not sent": (OutcomeKind.NOT_TAKEN, None, EventState.WAITING, None),
    "429": (OutcomeKind.NOT_TAKEN, 429, EventState.WAITING, None),
    "uncertain": (OutcomeKind.UNCERTAIN, None, EventState.WAITING, None),
    "asked": (OutcomeKind.UNCERTAIN, None, EventState.HELD, Hold.UNCERTAIN),
}


class ModelAttempt(msgspec.Struct):
    """An attempt; `clock_was_set` says that its length can't be known."""

    event: "ModelEvent"
    started: int
    ended: int | None = None
    counts: bool = True
    reached: bool = True
    clock_was_set: bool = False
    other_boot: bool = False


class ModelEvent(msgspec.Struct):
    """An event; `not_before` is in true time."""

    id: int
    event_type: EventType
    source_id: str
    fold: str
    job: str
    is_bulk: bool
    not_before: int
    state: EventState = EventState.QUEUED
    hold: Hold | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing changes it any more."""
        return self.state in SETTLED


class Model:
    """Every event and attempt, and the pauses of keys; `now` is the true time in milliseconds."""

    def __init__(self) -> None:
        self.now = 0
        self.events: list[ModelEvent] = []
        self.attempts: list[ModelAttempt] = []
        self.pauses: dict[str, int] = {}

    def due(self) -> list[int]:
        """The ids of what may be sent now, in order."""
        ready = [
            event
            for event in self.events
            if event.state in {EventState.QUEUED, EventState.WAITING}
            and event.not_before <= self.now
            and not self._before(event)
        ]
        return [event.id for event in sorted(ready, key=lambda event: (event.is_bulk, event.id))]

    def line(self, source_id: str, fold: str) -> list[ModelEvent]:
        """What of an alert is not settled, in order."""
        return [
            event for event in self.events if fold and (event.source_id, event.fold) == (source_id, fold)
            and not event.is_settled
        ]  # fmt: skip

    def refuses(self, event_type: EventType, source_id: str, key: str, behind: Behind) -> type[Exception] | None:
        """The error with which a new event is refused, or None."""
        line = self.line(source_id, fold_key(key))
        if behind is not Behind.ASK or not line:
            return None
        if event_type is EventType.RESOLVE and self.is_untaken(line):
            return NeverTaken
        return HeldBefore if line[0].state is EventState.HELD else None

    def enqueue(self, event: ModelEvent, behind: Behind) -> None:
        """Write an event down."""
        line = self.line(event.source_id, event.fold)
        if line and behind is Behind.INSTEAD and line[0].state is EventState.HELD:
            self.settle([line[0]], EventState.CANCELLED)
        for before in line:
            if before.state is EventState.QUEUED:
                before.not_before = min(before.not_before, self.now)
            before.is_bulk = before.is_bulk and bool(event.job)
        self.events.append(event)

    def is_untaken(self, line: list[ModelEvent]) -> bool:
        """Whether an alert begins with an ALERT of which certainly nothing was taken."""
        if not line or line[0].event_type is not EventType.ALERT:
            return False
        key = (line[0].source_id, line[0].fold)
        history = [event for event in self.events if (event.source_id, event.fold) == key]
        wanted = {event.id for event in line}
        alerts = [
            alert
            for alert in group(Step(event.id, event.event_type, event.state) for event in history)
            if wanted & set(alert.event_ids)
        ]
        members = {number for alert in alerts for number in alert.event_ids}
        reached = any(attempt.reached for attempt in self.attempts if attempt.event.id in members)
        return not reached and all(alert.state is AlertState.QUEUED for alert in alerts)

    def decide(self, event: ModelEvent, decision: Decision, wait: int = 0) -> bool:
        """Move an event that is neither settled nor under way."""
        if event.is_settled or event.state is EventState.SENDING:
            return False
        self.apply(event, decision, wait)
        return True

    def apply(self, event: ModelEvent, decision: Decision, wait: int = 0) -> None:
        """Move an event; it waits for `wait` milliseconds."""
        event.state, event.hold, event.not_before = decision.state, decision.hold, self.now + wait

    def settle(self, events: Iterable[ModelEvent], state: EventState) -> int:
        """Settle some events; how many."""
        events = list(events)
        for event in events:
            event.state, event.hold = state, None
        return len(events)

    def end(self, attempt: ModelAttempt, outcome: OutcomeKind, status: int | None) -> None:
        """Note how an attempt ended."""
        attempt.ended = self.now
        attempt.counts = not (outcome is OutcomeKind.NOT_TAKEN and status is None)
        attempt.reached = outcome in {OutcomeKind.TAKEN, OutcomeKind.UNCERTAIN}

    def surely_counted(self, event: ModelEvent) -> int:
        """How many attempts certainly fall into the minute before a new one: more than the limit must not."""
        return sum(1 for a in self._of_key(event) if not a.other_boot and self.now - self._earliest(a) < WINDOW_MS)

    def perhaps_counted(self, event: ModelEvent) -> int:
        """How many attempts may fall into the minute: with fewer than the limit, nothing must be stopped."""
        return sum(1 for a in self._of_key(event) if a.other_boot or self.now - self._latest(a) < WINDOW_MS)

    def newest_start(self, event: ModelEvent) -> int | None:
        """When the newest attempt with the event's key began."""
        return max((attempt.started for attempt in self._of_key(event) if not attempt.other_boot), default=None)

    def paused_for(self, event: ModelEvent) -> int:
        """How long the event's key is still paused."""
        return max(0, self.pauses.get(KEYS[event.source_id], 0) - self.now)

    def _of_key(self, event: ModelEvent) -> list[ModelAttempt]:
        key = KEYS[event.source_id]
        return [attempt for attempt in self.attempts if attempt.counts and KEYS[attempt.event.source_id] == key]

    def _latest(self, attempt: ModelAttempt) -> int:
        longest = attempt.started + LONGEST_ATTEMPT_MS
        return self.now if attempt.ended is None else longest if attempt.clock_was_set else min(attempt.ended, longest)

    def _earliest(self, attempt: ModelAttempt) -> int:
        return attempt.started if attempt.clock_was_set and attempt.ended is not None else self._latest(attempt)

    def _before(self, event: ModelEvent) -> bool:
        line = self.line(event.source_id, event.fold)
        return bool(line) and line[0] is not event


def after_a_crash(event_type: EventType, alert_key: str) -> Decision:
    """What becomes of an event whose attempt a crash broke off: asked about, or tried again."""
    if event_type is EventType.COMMENT or (event_type is EventType.ALERT and not alert_key):
        return Decision(state=EventState.HELD, hold=Hold.UNCERTAIN)
    return Decision(state=EventState.WAITING)
