"""Starts what is due, as order and pacing allow, and keeps the sends in flight."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from ilert_desktop.delivery.faults import DeliveryFault, fault_of
from ilert_desktop.delivery.pacing import WINDOW_MS, free_at
from ilert_desktop.delivery.sender import Sender
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Decision, DueEvent, LedgerEvent
from ilert_desktop.sources.source import Source

MOST_IN_FLIGHT: Final = 20
AFTER_FAULT_SECONDS: Final = 2.0
_log = logging.getLogger(__name__)


class Outbox:
    """The events in flight; belongs to the loop of the delivery thread.

    Args:
        tell: called after each attempt with the event and what became of it.
        report: called with a fault that keeps events from being sent, and with None when one went.
        wake: called when a send has ended: something else may be due now.
    """

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        find_source: Callable[[str], Source | None],
        tell: Callable[[LedgerEvent, Decision], None],
        report: Callable[[DeliveryFault | None], None],
        wake: Callable[[], None],
        clock: Callable[[], int],
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._find_source = find_source
        self._tell = tell
        self._report = report
        self._wake = wake
        self._clock = clock
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        # Sources by the events in flight whose attempt is not in the ledger yet.
        self._before_attempt: dict[int, str] = {}

    async def start_due(self) -> float | None:
        """Start what may start; seconds until something else may, None when only a nudge can change anything."""
        next_times: list[int] = []
        throttled: set[str] = set()
        for event in await asyncio.wrap_future(self._ledger.due()):
            if event.id in self._in_flight or event.source_id in throttled:
                continue
            if len(self._in_flight) >= MOST_IN_FLIGHT:
                break
            # The time is asked for anew: attempts that began during this round must count.
            free = await self._free_at(event.source_id, self._clock())
            if free > self._clock():
                next_times.append(free)
                throttled.add(event.source_id)
                continue
            self._begin(event)
        later = await asyncio.wrap_future(self._ledger.next_due())
        if later is not None:
            next_times.append(later)
        return max(0.0, (min(next_times) - self._clock()) / 1000) if next_times else None

    async def end(self, seconds: float) -> None:
        """Give the sends in flight `seconds` to end, then cancel them: they count as uncertain at the next start."""
        tasks = list(self._in_flight.values())
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=seconds)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._sender.close()

    def _begin(self, event: DueEvent) -> None:
        self._before_attempt[event.id] = event.source_id
        self._in_flight[event.id] = asyncio.get_running_loop().create_task(self._send(event.id))

    async def _free_at(self, source_id: str, now: int) -> int:
        """When pacing lets a source go on; sends that still wait for their key, say, count as well."""
        source = self._find_source(source_id)
        if source is None:
            return now
        starts = await asyncio.wrap_future(self._ledger.attempt_starts(source_id, now - WINDOW_MS))
        soon = [now for waiting in self._before_attempt.values() if waiting == source_id]
        return free_at([*starts, *soon], source.per_minute, now)

    async def _send(self, event_id: int) -> None:
        try:
            event = await asyncio.wrap_future(self._ledger.event(event_id))
            decision = await self._sender.send(event, lambda: self._before_attempt.pop(event_id, None))
        except Exception as error:  # noqa: BLE001 - the top of a task: the event stays in the outbox
            _log.debug("an event could not be sent just now", exc_info=error)
            self._report(fault_of(error))
            await asyncio.sleep(AFTER_FAULT_SECONDS)
        else:
            self._report(None)
            if decision is not None:
                self._tell(event, decision)
        finally:
            del self._in_flight[event_id]
            self._before_attempt.pop(event_id, None)
            self._wake()
