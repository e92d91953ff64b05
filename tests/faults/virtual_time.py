"""Ledger and outbox on a clock that jumps to the next moment at which something happens, with an other end on it.

The real ledger, the real sender and real HTTP over loopback; only nobody waits. Everything but the ledger's threads
runs in one asyncio loop.
"""

import asyncio
import heapq
import itertools
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from ilert_desktop.delivery.endpoints import Endpoints
from ilert_desktop.delivery.event_loop import DeliveryLoop
from ilert_desktop.delivery.outbox import Outbox
from ilert_desktop.delivery.sender import Sender, interrupted
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from tests.rig.ledgers import Book, Clock, done
from tests.rig.vaults import MemoryVault

_Result = TypeVar("_Result")
PATIENCE = 60.0  # real seconds; a limit against hanging


class Request(msgspec.Struct, frozen=True):
    """What came: the event's summary, its alert key, the key of its source, and when (ms on the virtual clock)."""

    name: str
    event_type: str
    alert_key: str
    key: str
    at: int


class Answer(msgspec.Struct, frozen=True):
    """What is done with a request: an answer after `latency` milliseconds, or (status 0) a broken connection."""

    status: int = 202
    taken: bool = True
    latency: int = 0
    headers: str = ""


class VirtualEnd:
    """An HTTP server on the virtual clock; `taken` counts what it took, by the event's summary."""

    def __init__(self, clock: Clock, answer: Callable[[Request], Answer]) -> None:
        self.clock = clock
        self.answer = answer
        self.requests: list[Request] = []
        self.taken: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.changed = asyncio.Event()
        self.handlers: set[asyncio.Task[None] | None] = set()
        self._pending: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    async def open(self) -> str:
        """Listen; where events are posted."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/api/events"

    async def close(self) -> None:
        """Stop listening."""
        self._server.close()
        for handler in list(self.handlers):
            if handler is not None:
                handler.cancel()
        await asyncio.gather(*filter(None, self.handlers), return_exceptions=True)

    @property
    def waiting(self) -> int:
        """How many requests wait for their answer."""
        return len(self._pending)

    @property
    def next_answer(self) -> int:
        """When the next answer is given; there must be one."""
        return self._pending[0][0]

    def release_next(self) -> None:
        """Go to the moment of the next answer, and give it."""
        at, _, future = heapq.heappop(self._pending)
        self.clock.turn(max(0, at - self.clock()))
        future.set_result(None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self.handlers.add(task)
        try:
            # Senders leave in the middle of everything, and so does this server at its end.
            with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                while await self._answered(reader, writer):
                    pass
        finally:
            self.handlers.discard(task)
            writer.close()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        event = json.loads(await reader.readexactly(length))
        request = Request(
            event["summary"], event["eventType"], event.get("alertKey", ""), event["apiKey"], self.clock()
        )
        answer = self.answer(request)
        self.requests.append(request)
        self.statuses[answer.status] += 1
        if answer.taken:
            self.taken[request.name] += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._pending, (request.at + answer.latency, next(self._numbers), future))
        self.changed.set()
        await future
        if not answer.status:
            writer.transport.abort()
            return False
        writer.write(f"HTTP/1.1 {answer.status} Virtual\r\ncontent-length: 0\r\n{answer.headers}\r\n".encode())
        await writer.drain()
        return True


class VirtualRun:
    """A program on the virtual clock, from its start to its end."""

    def __init__(self, folder: Path, clock: Clock, end: VirtualEnd, sources: Sequence[Source]) -> None:
        self.clock = clock
        self.book = Book(folder / "ledger.db", clock)
        self._end = end
        self._keys = Keys(MemoryVault())
        known = {source.id: source for source in sources}
        for source in sources:
            done(self._keys.store(source, f"il1api-{source.id}"))
        endpoints = Endpoints(self._keys, Practice(), clock=clock)
        sender = Sender(self.book.ledger, endpoints, known.get, clock=clock)
        self._woken = False
        self._outbox = Outbox(self.book.ledger, sender, lambda *_: None, lambda _: None, self._wake, clock)

    async def until(self, is_interrupted: Callable[[], bool]) -> bool:
        """Deliver until nothing goes on by itself, which gives True, or until it is interrupted.

        The clock then shows when the last thing ended.
        """
        await asyncio.wrap_future(self.book.ledger.recover(lambda event: interrupted(event, self.clock())))
        while not is_interrupted():
            self._woken = False
            wait = await self._outbox.start_due()
            if self._in_flight():
                async with asyncio.timeout(PATIENCE):
                    await self._progress(None if wait is None else self.clock() + max(1, round(wait * 1000)))
            elif wait is not None:
                self.clock.turn(max(1, round(wait * 1000)))
            elif not self._woken:
                return True
        return False

    async def stop(self) -> None:
        """End the program; what is in flight is broken off."""
        await self._outbox.end(0)
        self._keys.close()
        self.book.close()

    def _wake(self) -> None:
        self._woken = True
        self._end.changed.set()

    async def _progress(self, next_due: int | None) -> None:
        """Let time pass until something has ended, or something else is due."""
        while not self._woken:
            if self._end.waiting and self._end.waiting >= self._in_flight():
                if next_due is not None and next_due < self._end.next_answer:
                    self.clock.turn(next_due - self.clock())
                    return
                self._end.release_next()
            await self._end.changed.wait()
            self._end.changed.clear()

    def _in_flight(self) -> int:
        return len(asyncio.all_tasks() - self._end.handlers) - 1


def in_virtual_time(main: Callable[[], Awaitable[_Result]]) -> _Result:
    """Run `main` in delivery's own loop."""
    with asyncio.Runner(loop_factory=DeliveryLoop) as runner:

        async def whole() -> _Result:
            return await main()

        return runner.run(whole())
