"""What the ledger holds, as values: events, attempts, alerts. All times are milliseconds since 1970 in UTC."""

from enum import StrEnum
from typing import Final

import msgspec

from ilert_desktop.event import Event, EventType


class EventState(StrEnum):
    """Where an event is on its way; the last three are settled."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    HELD = "held"
    TAKEN = "taken"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


SETTLED: Final = frozenset({EventState.TAKEN, EventState.REJECTED, EventState.CANCELLED})


class Hold(StrEnum):
    """Why an event is held until the operator answers."""

    KEY_MISSING = "key missing"
    KEY_LOCKED = "key locked"
    SOURCE_MISSING = "source missing"
    UNCERTAIN = "uncertain"
    STALE = "stale"


KEY_HOLDS: Final = frozenset({Hold.KEY_MISSING, Hold.KEY_LOCKED})


class AlertState(StrEnum):
    """What is known from here of an alert; ilert may know better, since others close alerts elsewhere."""

    QUEUED = "queued"
    OPEN = "open"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"


class OutcomeKind(StrEnum):
    """How one attempt ended."""

    TAKEN = "taken"
    REJECTED = "rejected"
    NOT_TAKEN = "certainly not taken"
    UNCERTAIN = "uncertain"


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event to be written down. `draft_id` is unique: the same draft is enqueued once.

    `minted` says that the program made the alert key, so that it does not count when two events are compared.
    """

    draft_id: str
    source_id: str
    source_name: str
    event: Event
    minted: bool = False


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try to send one event; without `ended_at` it is under way, or the program stopped in it."""

    id: int
    event_id: int
    started_at: int
    ended_at: int | None = None
    outcome: OutcomeKind | None = None
    status: int | None = None
    answer: str = ""
    correlation_id: str = ""
    error: str = ""

    @property
    def duration_ms(self) -> int | None:
        """How long the attempt took in milliseconds, None while it is under way."""
        return None if self.ended_at is None else self.ended_at - self.started_at


class LedgerEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event as it stands: what is sent, where to, and how far it has come.

    `not_before` is when the next try is due; `message` is what the server or the program says about its state;
    `doubtful` says that an attempt ended uncertain; `approved_at` is when the operator last said to send it anyway.
    """

    id: int
    draft_id: str
    alert_id: int
    source_id: str
    source_name: str
    event_type: EventType
    alert_key: str
    minted: bool
    body: bytes
    created_at: int
    state: EventState
    not_before: int = 0
    hold: Hold | None = None
    message: str = ""
    tries: int = 0
    first_attempt_at: int | None = None
    settled_at: int | None = None
    doubtful: bool = False
    approved_at: int | None = None


class DueEvent(msgspec.Struct, frozen=True):
    """An event that may be sent now, without its body: thousands may be due at once."""

    id: int
    source_id: str


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the history: the events that share a source and an alert key, from ALERT to RESOLVE.

    `pending` counts its events that are not settled; `last_*` describe its newest event.
    """

    id: int
    source_id: str
    source_name: str
    alert_key: str
    state: AlertState
    summary: str
    priority: str
    raised_at: int
    last_at: int
    last_type: EventType
    last_state: EventState
    pending: int
    alert_url: str = ""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many alerts each filter of the history shows, and what the outbox waits for.

    `next_try` is when the next waiting event is due, None when nothing waits; `waiting`, `held` and `unsettled`
    count events.
    """

    open: int = 0
    outbox: int = 0
    failed: int = 0
    all: int = 0
    waiting: int = 0
    held: int = 0
    unsettled: int = 0
    next_try: int | None = None


class AttemptEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How an attempt ended, to be written down."""

    at: int
    outcome: OutcomeKind
    status: int | None = None
    answer: str = ""
    correlation_id: str = ""
    error: str = ""
    alert_url: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of an event after an attempt: its new state and, when it goes on, when or why not.

    `status` is that of the answer that rejected it, for who must tell one refusal from another.
    """

    state: EventState
    message: str = ""
    not_before: int = 0
    hold: Hold | None = None
    status: int | None = None
