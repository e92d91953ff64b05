"""The outbox worker: one thread, one asyncio loop, many sends in flight."""

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from ilert_desktop.delivery.event_loop import DeliveryLoop
from ilert_desktop.delivery.pacing import WINDOW_MS, free_at
from ilert_desktop.delivery.sender import Sender, interrupted
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Decision, LedgerEvent
from ilert_desktop.sources.source import Source

Watcher = Callable[[LedgerEvent, Decision], None]

_MOST_IN_FLIGHT: Final = 20
_LOCK_AGAIN_SECONDS: Final = 2.0
_AFTER_FAULT_SECONDS: Final = 2.0
_STOP_SECONDS: Final = 1.5
_log = logging.getLogger(__name__)


class Delivery:
    """Drains the outbox of one data folder, as long as it holds the folder's lock.

    Exactly one process does so at a time: the lock is the kernel's, which frees it when the process dies. `watch`
    tells what became of an event after each attempt, on the delivery thread.
    """

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        find_source: Callable[[str], Source | None],
        lock_file: Path,
        *,
        clock: Callable[[], int],
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._find_source = find_source
        self._lock = FileLock(lock_file, timeout=0, mode=0o600, thread_local=False)
        self._clock = clock
        self._watchers: list[Watcher] = []
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        # Sources by the events in flight whose attempt is not in the ledger yet.
        self._before_attempt: dict[int, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def watch(self, watcher: Watcher) -> None:
        """Call `watcher(event, decision)` on the delivery thread after each attempt; it must not block or raise."""
        self._watchers.append(watcher)

    def start(self) -> None:
        """Begin to drain the outbox."""
        self._thread.start()

    def nudge(self) -> None:
        """Look at the outbox now: something was queued, released or answered. May be called on any thread."""
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(self._wake.set)
            except RuntimeError:
                _log.debug("nudged after the delivery thread has ended")

    def stop(self) -> None:
        """End within 2 seconds, whatever the network does. What is not settled goes on after the next start."""
        self._stopping = True
        self.nudge()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS + 0.5)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=DeliveryLoop) as runner:
            self._loop = runner.get_loop()
            runner.run(self._main())

    async def _main(self) -> None:
        try:
            if await self._locked():
                await self._drain()
        finally:
            await self._end_sends()
            self._lock.release()

    async def _locked(self) -> bool:
        """Wait until this process may drain the outbox; False when it is told to stop before."""
        while not self._stopping:
            try:
                self._lock.acquire()
            except Timeout:
                await self._pause(_LOCK_AGAIN_SECONDS)
            except OSError as error:
                _log.warning("the lock of the data folder can't be taken: %s", error.strerror)
                await self._pause(_LOCK_AGAIN_SECONDS)
            else:
                return True
        return False

    async def _drain(self) -> None:
        recovered = False
        while not self._stopping:
            try:
                if not recovered:
                    await asyncio.wrap_future(self._ledger.recover(lambda e: interrupted(e, self._clock())))
                    recovered = True
                wait = await self._start_due()
            except Exception:  # noqa: BLE001 - the top of a task: the outbox is on disk, so this logs, waits and goes on
                _log.exception("the outbox can't be drained just now")
                wait = _AFTER_FAULT_SECONDS
            await self._pause(wait)

    async def _start_due(self) -> float | None:
        """Start what may start; seconds until something else may, None when only a nudge can change anything."""
        now = self._clock()
        next_times: list[int] = []
        for event in await asyncio.wrap_future(self._ledger.due()):
            if event.id in self._in_flight or len(self._in_flight) >= _MOST_IN_FLIGHT:
                continue
            free = await self._free_at(event, now)
            if free > now:
                next_times.append(free)
                continue
            self._before_attempt[event.id] = event.source_id
            task = asyncio.get_running_loop().create_task(self._send(event))
            self._in_flight[event.id] = task
        later = await asyncio.wrap_future(self._ledger.next_due())
        if later is not None:
            next_times.append(later)
        return max(0.0, (min(next_times) - now) / 1000) if next_times else None

    async def _free_at(self, event: LedgerEvent, now: int) -> int:
        """When pacing lets `event` go; sends that still wait for their key, say, count as well."""
        source = self._find_source(event.source_id)
        if source is None:
            return now
        starts = await asyncio.wrap_future(self._ledger.attempt_starts(event.source_id, now - WINDOW_MS))
        soon = [now for source_id in self._before_attempt.values() if source_id == event.source_id]
        return free_at([*starts, *soon], source.per_minute, now)

    async def _send(self, event: LedgerEvent) -> None:
        try:
            decision = await self._sender.send(event, lambda: self._before_attempt.pop(event.id, None))
        except Exception:  # noqa: BLE001 - the top of a task: the event stays in the outbox
            _log.exception("an event could not be sent just now")
            await asyncio.sleep(_AFTER_FAULT_SECONDS)
        else:
            if decision is not None:
                for watcher in self._watchers:
                    watcher(event, decision)
        finally:
            del self._in_flight[event.id]
            self._before_attempt.pop(event.id, None)
            self._wake.set()

    async def _pause(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    async def _end_sends(self) -> None:
        tasks = list(self._in_flight.values())
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=_STOP_SECONDS)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._sender.close()
