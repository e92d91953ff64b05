"""Starts what is due, as order and pacing allow, and keeps the sends in flight."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection
from functools import partial
from typing import Final

import msgspec

from ilert_desktop.delivery.faults import DeliveryFault, fault_of
from ilert_desktop.delivery.sender import Sender
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Decision, DueEvent, LedgerEvent, NotBefore

# Of one source: one whose answers don't come must not use up what others need.
MOST_IN_FLIGHT: Final = 20
# Bulk events leave room for an interactive one.
MOST_BULK_IN_FLIGHT: Final = 16
AFTER_FAULT_SECONDS: Final = 2.0
_WRITE_SECONDS: Final = 0.25
# However long pacing stops a stream: its source may get another key or limit meanwhile.
_ASK_AGAIN_MS: Final = 15_000
_log = logging.getLogger(__name__)


class _Stream(msgspec.Struct, frozen=True):
    """What is started in one order: the interactive events of a source, or its bulk events."""

    source_id: str
    is_bulk: bool


class _Stop(msgspec.Struct, frozen=True):
    """A stream that pacing stopped at `since` until `until` (milliseconds since 1970)."""

    since: int
    until: int


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
        tell: Callable[[LedgerEvent, Decision], None],
        report: Callable[[DeliveryFault | None], None],
        wake: Callable[[], None],
        clock: Callable[[], int],
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._tell = tell
        self._report = report
        self._wake = wake
        self._clock = clock
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._streams: dict[int, _Stream] = {}
        self._stopped: dict[_Stream, _Stop] = {}
        # Bulk events whose turn pacing is asked about: one of a source at a time, since one at a time may go.
        self._asking: dict[int, _Stream] = {}

    @property
    def in_flight(self) -> frozenset[int]:
        """The ids of the events that are being sent."""
        return frozenset(self._in_flight)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is in flight."""
        return not self._in_flight

    async def start_due(self) -> float | None:
        """Start what may start; seconds until something else may, None when only a nudge can change anything."""
        due = await asyncio.wrap_future(self._ledger.due())
        now = self._clock()
        # One that was stopped in what is now the future was stopped before the clock was set: it may ask again.
        self._stopped = {stream: stop for stream, stop in self._stopped.items() if stop.since <= now < stop.until}
        busy = Counter(self._streams.values())
        for event in due:
            stream = _Stream(event.source_id, event.is_bulk)
            if event.id not in self._in_flight and self._may_ask(stream) and _has_room(busy, stream):
                busy[stream] += 1
                self._begin(event, stream)
        times = [stop.until for stop in self._stopped.values()]
        later = await asyncio.wrap_future(self._ledger.next_due())
        if later is not None:
            times.append(later)
        return max(0.0, (min(times) - self._clock()) / 1000) if times else None

    async def end(self, seconds: float) -> None:
        """Give the sends in flight `seconds` to end, then cancel them: they count as uncertain at the next start.

        One whose status has come writes it down first; it has a quarter of a second for that.
        """
        unfinished: Collection[asyncio.Task[None]] = list(self._in_flight.values())
        for limit in (seconds, _WRITE_SECONDS, None):
            if unfinished:
                _, unfinished = await asyncio.wait(unfinished, timeout=limit)
            for task in unfinished:
                task.cancel()
        await self._sender.close()

    def _may_ask(self, stream: _Stream) -> bool:
        return stream not in self._stopped and stream not in self._asking.values()

    def _begin(self, event: DueEvent, stream: _Stream) -> None:
        self._streams[event.id] = stream
        if stream.is_bulk:
            self._asking[event.id] = stream
        self._in_flight[event.id] = asyncio.get_running_loop().create_task(self._send(event.id, stream))

    async def _send(self, event_id: int, stream: _Stream) -> None:
        try:
            event = await asyncio.wrap_future(self._ledger.event(event_id))
            result = await self._sender.send(event, partial(self._on_asked, event_id))
        except Exception as error:  # noqa: BLE001 - the top of a task: the event stays in the outbox
            _log.debug("an event could not be sent just now", exc_info=error)
            self._report(fault_of(error))
            await asyncio.sleep(AFTER_FAULT_SECONDS)
        else:
            self._report(None)
            if isinstance(result, NotBefore):
                self._stopped[stream] = self._stop_until(result.at)
            elif result is not None:
                self._tell(event, result)
                await self._sender.look_again(event, result)
        finally:
            del self._in_flight[event_id]
            del self._streams[event_id]
            self._asking.pop(event_id, None)
            self._wake()

    def _on_asked(self, event_id: int) -> None:
        if self._asking.pop(event_id, None) is not None:
            self._wake()

    def _stop_until(self, at: int) -> _Stop:
        now = self._clock()
        return _Stop(now, min(at, now + _ASK_AGAIN_MS))


def _has_room(busy: Counter[_Stream], stream: _Stream) -> bool:
    of_source = busy[_Stream(stream.source_id, is_bulk=False)] + busy[_Stream(stream.source_id, is_bulk=True)]
    return of_source < (MOST_BULK_IN_FLIGHT if stream.is_bulk else MOST_IN_FLIGHT)
