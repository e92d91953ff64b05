"""Takes one event through one attempt: target, ledger, request, ledger."""

import asyncio
import logging
import random
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, TypeVar
from urllib.parse import urlsplit

from msgspec.structs import replace

from ilert_desktop.delivery.clients import Clients
from ilert_desktop.delivery.endpoints import Endpoints, Target
from ilert_desktop.delivery.key_mark import key_mark
from ilert_desktop.delivery.outcome import TOO_MANY, Answer, Failure, alert_url_of, outcome_of, sentence_of
from ilert_desktop.delivery.redaction import trace_without_key, without_key
from ilert_desktop.delivery.request import ATTEMPT_SECONDS, attempt
from ilert_desktop.delivery.retry import MINUTE, decide, gate
from ilert_desktop.event import body, from_json
from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import (
    KEY_HOLDS,
    Attempt,
    AttemptEnd,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NotBefore,
    OutcomeKind,
    Pace,
)
from ilert_desktop.sources.source import Source, practice_endpoint_of

_WRITE_AGAIN_SECONDS: Final = 1.0
_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Sender:
    """Sends events one attempt at a time, over connections that are kept for the next."""

    def __init__(
        self,
        ledger: Ledger,
        endpoints: Endpoints,
        find_source: Callable[[str], Source | None],
        *,
        clock: Callable[[], int],
        attempt_seconds: float = ATTEMPT_SECONDS,
    ) -> None:
        self._ledger = ledger
        self._endpoints = endpoints
        self._find_source = find_source
        self._clock = clock
        self._attempt_seconds = attempt_seconds
        self._clients = Clients()
        self._salt: str | None = None

    async def send(self, event: LedgerEvent, asked: Callable[[], object] = lambda: None) -> Decision | NotBefore | None:
        """Take `event` as far as one attempt goes; `asked` is called as soon as pacing has said whether it may begin.

        What became of it; when to come back if pacing does not let it go now; None when it may not go any more.
        """
        source = self._find_source(event.source_id)
        if source is None:
            gone = _NO_SOURCE if practice_endpoint_of(event.source_id) is None else _NO_PRACTICE_SOURCE
            return await self._set_aside(event, gone)
        held = gate(event, self._clock(), stale_ms=source.stale_minutes * MINUTE)
        if held is not None:
            return await self._set_aside(event, held)
        target = await self._endpoints.target_of(source)
        if isinstance(target, Decision):
            return await self._set_aside(event, target)
        # Whatever can fail here does so before the attempt begins: one without an end would stop the event.
        content = body(from_json(event.body), key_field=source.key_field, api_key=target.key)
        pace = Pace(await self._mark(target), urlsplit(target.url).hostname or "", source.per_minute)
        started = await asyncio.wrap_future(self._ledger.begin_attempt(event.id, pace))
        asked()
        if not isinstance(started, Attempt):
            return started
        return await self._take_through(event, started, content, target)

    async def look_again(self, event: LedgerEvent, decision: Decision) -> None:
        """Release what was held for a key, if that came while it was looked for: nobody else would."""
        source = self._find_source(event.source_id)
        if decision.hold not in KEY_HOLDS or source is None:
            return
        if isinstance(await self._endpoints.target_of(source), Target):
            await asyncio.wrap_future(self._ledger.release_source(source.id, KEY_HOLDS))

    async def _take_through(self, event: LedgerEvent, started: Attempt, content: bytes, target: Target) -> Decision:
        result = _without_key(await self._attempt(content, target), target.key)
        tried = _with_attempt(event, started.started_at)
        decision = decide(tried, result, self._clock(), random.uniform)
        end = _end_of(result, self._clock(), decision)
        await _persistently(lambda: self._ledger.finish_attempt(started, end, decision))
        return decision

    async def _mark(self, target: Target) -> str:
        if self._salt is None:
            self._salt = await asyncio.wrap_future(self._ledger.salt())
        return key_mark(target.key, self._salt)

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    async def _attempt(self, content: bytes, target: Target) -> Answer | Failure:
        try:
            return await attempt(self._clients, target.url, content, seconds=self._attempt_seconds)
        except Exception as error:  # noqa: BLE001 - the top of an attempt: it has begun, and must have an outcome
            _log.debug("an attempt ended in an unforeseen way: %s", trace_without_key(error, target.key))
            return Failure(written=True, sentence=f"Sending broke off in an unforeseen way ({type(error).__name__}).")

    async def _set_aside(self, event: LedgerEvent, decision: Decision) -> Decision | None:
        moved = await asyncio.wrap_future(self._ledger.decide(event.id, decision))
        return decision if moved else None


_NO_SOURCE: Final = Decision(
    state=EventState.HELD,
    hold=Hold.SOURCE_MISSING,
    message="The source it was meant for is no longer in the list. Use it again with another source, or cancel it.",
)
_NO_PRACTICE_SOURCE: Final = Decision(
    state=EventState.HELD,
    hold=Hold.SOURCE_MISSING,
    message="The practice source it was meant for is no longer in practice's configuration. Put it back and start the"
    " program again, or use the event again with another source, or cancel it.",
)


def interrupted(event: LedgerEvent, now: int) -> tuple[AttemptEnd, Decision]:
    """How an attempt ends that a stopped program left open: uncertain, by the retry rules."""
    result = Failure(written=True, sentence="The program stopped while this was being sent.")
    end = AttemptEnd(at=now, outcome=outcome_of(result), error=result.sentence)
    return end, decide(event, result, now, random.uniform)


def _with_attempt(event: LedgerEvent, started_at: int) -> LedgerEvent:
    return replace(event, tries=event.tries + 1, first_attempt_at=event.first_attempt_at or started_at)


def _without_key(result: Answer | Failure, key: str) -> Answer | Failure:
    """The one place through which answers and errors reach the ledger: whatever echoes the key is masked here."""
    if isinstance(result, Failure):
        return replace(result, sentence=without_key(result.sentence, key))
    return replace(result, text=without_key(result.text, key), correlation_id=without_key(result.correlation_id, key))


def _end_of(result: Answer | Failure, now: int, decision: Decision) -> AttemptEnd:
    outcome = outcome_of(result)
    if isinstance(result, Failure):
        return AttemptEnd(at=now, outcome=outcome, error=result.sentence)
    return AttemptEnd(
        at=now,
        outcome=outcome,
        status=result.status,
        answer=result.text,
        correlation_id=result.correlation_id,
        error="" if outcome is OutcomeKind.TAKEN else sentence_of(result),
        alert_url=alert_url_of(result),
        # Not this event alone: whatever has the same key would only be told the same.
        pause_until=decision.not_before if result.status == TOO_MANY else 0,
    )


async def _persistently(write: Callable[[], Future[_Result]]) -> _Result:
    """Write down what is known, again and again: ilert's answer must not be lost to a disk that is full just now."""
    while True:
        try:
            return await asyncio.wrap_future(write())
        except LedgerProblem as problem:
            _log.warning("what became of an event can't be written down yet: %s", problem.title)
            await asyncio.sleep(_WRITE_AGAIN_SECONDS)
