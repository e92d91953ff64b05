"""What becomes of an event before and after an attempt: the retry rules of the design. Times are milliseconds."""

from collections.abc import Callable
from typing import Final

from ilert_desktop.delivery.outcome import TOO_MANY, Answer, Failure, outcome_of, sentence_of
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent, OutcomeKind

SECOND: Final = 1000
MINUTE: Final = 60 * SECOND
DOUBT_LIMIT_MS: Final = 5 * MINUTE
STALE_LIMIT_MS: Final = 30 * MINUTE
# A first attempt further in the future than this was written down before the clock was set back.
_CLOCK_BACK_MS: Final = MINUTE
_SHORTEST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 300.0
_LONGEST_RETRY_AFTER: Final = 3600.0

Uniform = Callable[[float, float], float]


def gate(event: LedgerEvent, now: int, *, stale_ms: int = STALE_LIMIT_MS) -> Decision | None:
    """Why an event must not be sent now although it is due, or None.

    An ALERT that waited longer than `stale_ms` milliseconds asks before it pages somebody about old news; one that
    ilert may have taken asks 5 minutes after its first attempt, because once somebody resolved the alert a resend
    would page again. Both count anew from the operator's answer. ACCEPT and RESOLVE never go stale.
    """
    if event.event_type is not EventType.ALERT:
        return None
    if event.doubtful and _doubted_too_long(event, now):
        return Decision(state=EventState.HELD, hold=Hold.UNCERTAIN, message=_ASK_UNCERTAIN)
    if now - max(event.waits_since or event.created_at, event.approved_at or 0) >= stale_ms:
        return Decision(state=EventState.HELD, hold=Hold.STALE, message=_ask_stale(stale_ms))
    return None


def decide(event: LedgerEvent, result: Answer | Failure, now: int, uniform: Uniform) -> Decision:
    """What becomes of `event` after an attempt with this `result`; `uniform(a, b)` draws the jitter."""
    sentence = sentence_of(result)
    match outcome_of(result):
        case OutcomeKind.TAKEN:
            return Decision(state=EventState.TAKEN, message=sentence)
        case OutcomeKind.REJECTED:
            status = result.status if isinstance(result, Answer) else None
            return Decision(state=EventState.REJECTED, message=sentence, status=status)
        case OutcomeKind.UNCERTAIN if _must_ask(event, now):
            return Decision(state=EventState.HELD, hold=Hold.UNCERTAIN, message=f"{sentence} {_ASK_UNCERTAIN}")
        case _:
            wait = _wait_seconds(event.tries, result, uniform)
            return Decision(state=EventState.WAITING, not_before=now + round(wait * SECOND), message=sentence)


_ASK_UNCERTAIN: Final = "ilert may have taken it. Look in ilert before you send it again."


def _ask_stale(stale_ms: int) -> str:
    minutes = stale_ms // MINUTE
    waited = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"It has waited for over {waited}. Does it still hold? If you send it, it says when it was raised."


def _must_ask(event: LedgerEvent, now: int) -> bool:
    match event.event_type:
        case EventType.ACCEPT | EventType.RESOLVE:
            return False
        case EventType.ALERT if event.alert_key:
            return _doubted_too_long(event, now)
        case _:
            return True


def _doubted_too_long(event: LedgerEvent, now: int) -> bool:
    return not -_CLOCK_BACK_MS < now - _counted_from(event) < DOUBT_LIMIT_MS


def _counted_from(event: LedgerEvent) -> int:
    return max(event.first_attempt_at or event.created_at, event.approved_at or 0)


def _wait_seconds(tries: int, result: Answer | Failure, uniform: Uniform) -> float:
    if isinstance(result, Answer) and result.status == TOO_MANY:
        if result.retry_after is not None:
            return min(max(result.retry_after, _SHORTEST_WAIT), _LONGEST_RETRY_AFTER)
        return uniform(10.0, 30.0)
    ceiling = min(_LONGEST_WAIT, 2.0 ** min(tries, 10))
    return max(_SHORTEST_WAIT, uniform(0.0, ceiling))
