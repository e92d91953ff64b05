"""Judges rows out of a damaged ledger: which make sense, how far they had come, and what is held of them."""

from typing import Final

from ilert_desktop.event import EventType, InvalidEvent, from_json
from ilert_desktop.ledger.enqueueing import fingerprint_of
from ilert_desktop.ledger.raw_rows import Raw
from ilert_desktop.ledger.readable import Row
from ilert_desktop.ledger.records import SETTLED, EventState, Hold, OutcomeKind

ASK: Final = (
    "It was read from a damaged history, so ilert may have taken it already. Look in ilert before you send it again."
)
# How many columns the tables had at first; columns are only ever added at their end.
_FIRST_EVENT_COLUMNS: Final = 21
_FIRST_ATTEMPT_COLUMNS: Final = 10


def as_event(raw: Raw, columns: list[str]) -> Row | None:
    """A row found on a page as one of the table `event` with these columns, None when it is of another table."""
    if not _FIRST_EVENT_COLUMNS < len(raw) <= len(columns) + 1 or raw[1] is not None:
        return None
    return _named(raw, columns) if raw[6] in set(EventType) and raw[13] in set(EventState) else None


def as_attempt(raw: Raw, columns: list[str]) -> Row | None:
    """A row found on a page as one of the table `attempt` with these columns, None when it is of another table."""
    if not _FIRST_ATTEMPT_COLUMNS < len(raw) <= len(columns) + 1 or raw[1] is not None:
        return None
    texts = [raw[place] for place in (3, 8, 9, 10)]
    is_one = isinstance(raw[2], int) and isinstance(raw[4], int) and all(isinstance(text, str) for text in texts)
    attempt = _named(raw, columns)
    return attempt if is_one and attempt_makes_sense(attempt) else None


def makes_sense(event: Row) -> bool:
    """Whether this program can have written the row: its kinds are known, and the body is an event of its key."""
    known = event["event_type"] in set(EventType) and event["state"] in set(EventState)
    if not known or event["hold"] not in {None, *Hold} or not isinstance(event["body"], bytes):
        return False
    try:
        said = from_json(event["body"])
    except InvalidEvent:
        return False
    return (said.event_type, said.alert_key) == (event["event_type"], event["alert_key"])


def attempt_makes_sense(attempt: Row) -> bool:
    """Whether this program can have written the row: one that ended has an outcome."""
    if attempt["ended_at"] is None:
        return attempt["outcome"] is None
    return attempt["outcome"] in set(OutcomeKind)


def is_settled(event: Row) -> bool:
    """Whether nothing is to be sent of it any more."""
    return event["state"] in SETTLED


def is_exact(event: Row) -> bool:
    """Whether the body is the one that was composed: its fingerprint says so, unless the operator changed it since."""
    if event["approved_at"] is not None:
        return True
    found = fingerprint_of(event["source_id"], from_json(event["body"]), minted=bool(event["minted"]))
    return bool(found == event["fingerprint"])


def progress(event: Row) -> tuple[bool, int]:
    """How far an event had come: of several versions the newest has come farthest."""
    return is_settled(event), event["tries"] if isinstance(event["tries"], int) else 0


def held(event: Row) -> Row:
    """The event as it is kept when it may have been sent since: one that is not settled asks the operator."""
    if is_settled(event):
        return event
    return {**event, "state": EventState.HELD, "hold": Hold.UNCERTAIN, "message": ASK, "doubtful": 1}


def _named(raw: Raw, columns: list[str]) -> Row:
    # The id stands before the row, and is left out in it. Columns that came later are missing in older rows.
    return {**dict(zip(columns, raw[1:], strict=False)), "id": raw[0]}
