"""The outbox worker: one thread, one asyncio loop, many sends in flight."""

import asyncio
import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from ilert_desktop.delivery.elsewhere import Elsewhere
from ilert_desktop.delivery.event_loop import DeliveryLoop
from ilert_desktop.delivery.faults import ANOTHER_PROGRAM, FaultBoard, FaultWatcher, fault_of, lock_fault
from ilert_desktop.delivery.outbox import AFTER_FAULT_SECONDS, Outbox
from ilert_desktop.delivery.sender import Sender, interrupted
from ilert_desktop.delivery.turn import Asked, Turn
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import AttemptEnd, Decision, LedgerEvent
from ilert_desktop.neighbours.neighbours import Neighbours

Watcher = Callable[[LedgerEvent, Decision], None]

_LOCK_AGAIN_SECONDS: Final = 2.0
# A program that is just ending frees the lock within this many tries; then somebody should hear of it.
_LOCK_TRIES_UNSAID: Final = 3
# For what was committed by a program that was killed before it could tell; and the loop's clock stands still while the
# computer sleeps, so that it looks again soon after.
_LOOK_SECONDS: Final = 5.0
# Together with closing everything else this makes less than two seconds.
_STOP_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class Delivery:
    """Drains the outbox of one data folder, as long as it holds the folder's lock.

    Exactly one process does so at a time: the lock is the kernel's, which frees it when the process dies. The others
    tell it through `neighbours` what they have queued, and ask for the lock every 2 s. `watch` tells what became of
    an event after each attempt, on the delivery thread.
    """

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        lock_file: Path,
        neighbours: Neighbours,
        *,
        clock: Callable[[], int],
    ) -> None:
        self._ledger = ledger
        self._turn = Turn(lock_file, neighbours)
        self._elsewhere = Elsewhere(ledger)
        self._clock = clock
        self._watchers: list[Watcher] = []
        self._faults = FaultBoard()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._outbox = Outbox(ledger, sender, self._tell, partial(self._faults.report, "send"), self._wake.set, clock)
        self._stopping = False
        self._finishing = False
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def watch(self, watcher: Watcher) -> None:
        """Call `watcher(event, decision)` on the delivery thread after each attempt; it must not block or raise."""
        self._watchers.append(watcher)

    def watch_faults(self, watcher: FaultWatcher) -> None:
        """Call `watcher(fault)` on the delivery thread when nothing can be sent, and `watcher(None)` when it goes on.

        It must not block or raise. When something is wrong already, it is called at once, on the caller's thread.
        """
        self._faults.watch(watcher)

    def watch_elsewhere(self, watcher: Callable[[], object]) -> None:
        """Call `watcher()` on the delivery thread when another process has changed the ledger; it must not raise."""
        self._elsewhere.watch(watcher)

    def start(self) -> None:
        """Begin to drain the outbox."""
        self._thread.start()

    @property
    def is_draining(self) -> bool:
        """Whether this process is the one that drains the outbox of the data folder."""
        return self._turn.is_ours

    def nudge(self) -> None:
        """Look at the outbox now: something was queued, released or answered. May be called on any thread."""
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(self._wake.set)
            except RuntimeError:
                _log.debug("nudged after the delivery thread has ended")

    def finish(self) -> None:
        """Start nothing more, and end when the sends in flight have ended in their own time; `stop` cuts it short."""
        self._finishing = True
        self.nudge()

    @property
    def has_ended(self) -> bool:
        """Whether nothing is sent any more."""
        return not self._thread.is_alive()

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
            await self._outbox.end(_STOP_SECONDS)
            self._turn.give_back()

    async def _locked(self) -> bool:
        """Wait until this process may drain the outbox; False when it is told to stop before."""
        silent = 0
        woken = False
        while not (self._stopping or self._finishing):
            try:
                asked = await self._turn.ask()
            except OSError as error:
                self._faults.report("lock", lock_fault(error))
            else:
                silent = silent + (not woken) if asked is Asked.OTHER_IS_SILENT else 0
                self._faults.report("lock", ANOTHER_PROGRAM if silent >= _LOCK_TRIES_UNSAID else None)
                if asked is Asked.OURS:
                    return True
            await self._elsewhere.look()
            woken = await self._pause(_LOCK_AGAIN_SECONDS)
        return False

    async def _drain(self) -> None:
        while not (self._stopping or (self._finishing and self._outbox.is_idle)):
            try:
                # Each time: what another program was writing while it ended may be committed after this one began.
                await asyncio.wrap_future(self._ledger.recover(self._interrupted, self._outbox.in_flight))
                # First, because what another process queued may be for a source that it has just added.
                await self._elsewhere.look()
                wait = None if self._finishing else await self._outbox.start_due()
            except Exception as error:  # noqa: BLE001 - the top of a task: the outbox is on disk, so this goes on
                _log.debug("the outbox can't be drained just now", exc_info=error)
                self._faults.report("outbox", fault_of(error))
                wait = AFTER_FAULT_SECONDS
            else:
                self._faults.report("outbox", None)
            await self._pause(_LOOK_SECONDS if wait is None else min(wait, _LOOK_SECONDS))

    def _interrupted(self, event: LedgerEvent) -> tuple[AttemptEnd, Decision]:
        return interrupted(event, self._clock())

    def _tell(self, event: LedgerEvent, decision: Decision) -> None:
        for watcher in self._watchers:
            watcher(event, decision)

    async def _pause(self, seconds: float) -> bool:
        """Wait until somebody nudges, or the time is over; whether somebody did."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return False
        self._wake.clear()
        return True
