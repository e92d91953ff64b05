"""What the ledger holds, as values: events, attempts, alerts. All times are milliseconds since 1970 in UTC."""

from enum import Enum, StrEnum
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


# The message of a cancelled event that tells who meant it to be cancelled, and so is not shown as a failure.
TAKEN_BACK: Final = "Taken back by the operator."
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


class Place(StrEnum):
    """Where an alert was accepted or resolved, other than by an event from here."""

    PRACTICE_PAGE = "practice's page"
    PRACTICE_API = "practice's API"


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """An alert was accepted or resolved (`done`) without an event from here; it counts after the event `event_id`.

    `at` is when that was noted, in milliseconds since 1970.
    """

    event_id: int
    done: EventType
    place: Place
    at: int


class OutcomeKind(StrEnum):
    """How one attempt ended."""

    TAKEN = "taken"
    REJECTED = "rejected"
    NOT_TAKEN = "certainly not taken"
    UNCERTAIN = "uncertain"


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event to be written down. `draft_id` is unique: the same draft is enqueued once.

    `minted` says that the program made the alert key, so that it does not count when two events are compared. The
    event is not sent for `undo_ms` milliseconds, in which the operator can take it back. `job` is the bulk job it
    belongs to, empty for one that the operator sends by itself.
    """

    draft_id: str
    source_id: str
    source_name: str
    event: Event
    minted: bool = False
    undo_ms: int = 0
    job: str = ""


class Behind(Enum):
    """What becomes of a new event when something before it, of the same alert, needs the operator first."""

    ASK = "ask"
    WAIT = "wait"
    INSTEAD = "instead"


class Pace(msgspec.Struct, frozen=True):
    """What an attempt counts for: its key (by a mark that does not tell the key), its host, and the key's limit.

    `per_minute` is the limit in requests a minute.
    """

    key_mark: str
    host: str
    per_minute: int


class NotBefore(msgspec.Struct, frozen=True):
    """Pacing, or a pause that ilert asked for: no attempt before `at` (milliseconds since 1970).

    `is_noted` says that the event's next try was moved there.
    """

    at: int
    is_noted: bool = False


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
    `waits_since` is `created_at` by the clock as it is now: it follows a clock that is set, as all waits do.
    `is_bulk` says that it lets interactive ones pass; one of a `job` that an interactive one waits for does not.
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
    job: str = ""
    is_bulk: bool = False
    waits_since: int = 0


class DueEvent(msgspec.Struct, frozen=True):
    """An event that may be sent now, without its body: thousands may be due at once."""

    id: int
    source_id: str
    is_bulk: bool = False


class JobProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a bulk job has come: its events in all, those settled in each way, and those that need an answer.

    `event_type` is None for a job that is not known. `to_send` counts, for each source by its id, what is neither
    settled nor held; `held_keys` are the alert keys of the first ones that need an answer.
    """

    job: str
    total: int
    taken: int
    rejected: int
    cancelled: int
    held: int
    event_type: EventType | None = None
    to_send: dict[str, int] = {}
    held_keys: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """How many are not settled yet."""
        return self.total - self.taken - self.rejected - self.cancelled


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the history: the events that share a source and an alert key, from ALERT to RESOLVE.

    `pending` counts its events that are not settled; `last_*` describe its newest event, `last_event_id` names it.
    `elsewhere` is where it came into its state, None when events from here have brought it there.
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
    elsewhere: Place | None = None
    last_event_id: int = 0


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
    """How an attempt ended, to be written down; its key pauses until `pause_until` (milliseconds since 1970)."""

    at: int
    outcome: OutcomeKind
    status: int | None = None
    answer: str = ""
    correlation_id: str = ""
    error: str = ""
    alert_url: str = ""
    pause_until: int = 0


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of an event after an attempt: its new state and, when it goes on, when or why not.

    `status` is that of the answer that rejected it, for who must tell one refusal from another.
    """

    state: EventState
    message: str = ""
    not_before: int = 0
    hold: Hold | None = None
    status: int | None = None
