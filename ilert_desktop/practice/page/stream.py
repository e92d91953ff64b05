"""Server-sent events: that something has changed, never what. Nobody is woken while nothing happens."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ilert_desktop.practice.intake import Change

_JOINED: Final = 0.15  # seconds; what changes in them is told at once
_MOST_NUMBERS: Final = 50
_RETRY: Final = 2_000  # ms until a browser tries again


class _News(msgspec.Struct, frozen=True):
    """How many changes there were since the server started, and which alerts have changed; None: too many to name."""

    count: int
    alerts: list[int] | None


class _Listener:
    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.alerts: set[int] = set()


class Stream:
    """Tells all who listen of each change. Belongs to the event loop's thread."""

    def __init__(self) -> None:
        self._count = 0
        self._ended = False
        self._listeners: set[_Listener] = set()

    def tell(self, change: Change) -> None:
        """Tell of one change."""
        alert = change.decision.alert
        self._wake(() if alert is None else (alert.id,))

    def tell_of_switch(self) -> None:
        """Tell that something else than an alert has changed: the misbehaviour, or the drill."""
        self._wake(())

    def end(self) -> None:
        """End all answers, because the server stops."""
        self._ended = True
        self._wake(())

    async def answer(self, _request: Request) -> Response:
        """The answer to `GET /page/stream`: lasts until the client goes away or the server ends."""
        return StreamingResponse(self._messages(), media_type="text/event-stream")

    def _wake(self, alerts: tuple[int, ...]) -> None:
        self._count += 1
        for listener in self._listeners:
            listener.alerts.update(alerts)
            listener.woken.set()

    async def _messages(self) -> AsyncIterator[bytes]:
        listener = _Listener()
        self._listeners.add(listener)
        try:
            yield b"retry: %d\n\n" % _RETRY + self._message(listener)
            while not self._ended:
                await listener.woken.wait()
                if not self._ended:
                    await asyncio.sleep(_JOINED)
                listener.woken.clear()
                yield self._message(listener)
        finally:
            self._listeners.discard(listener)

    def _message(self, listener: _Listener) -> bytes:
        alerts, listener.alerts = listener.alerts, set()
        news = _News(self._count, sorted(alerts) if len(alerts) <= _MOST_NUMBERS else None)
        return b"data: %b\n\n" % msgspec.json.encode(news)
