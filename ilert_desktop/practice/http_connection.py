"""One HTTP connection of a client: uvicorn's, where it meets what is no HTTP, or too many at once."""

import asyncio
from http import HTTPStatus
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ilert_desktop.practice.api.responses import refusal_response
from ilert_desktop.practice.crowd import most_connections
from ilert_desktop.practice.guard import standing_headers
from ilert_desktop.practice.request import MAX_BODY, Refusal

_CAN_ANSWER: Final = (h11.IDLE, h11.SEND_RESPONSE)
# The client has to send something before anything can be answered.
_OWES: Final = (h11.IDLE, h11.SEND_BODY)
# How much, and after broken HTTP how long, a client may go on sending when it has its answer.
_DRAIN: Final = 8 * MAX_BODY
_LINGER: Final = 2.0  # seconds


class HttpConnection(H11Protocol):
    """Answers broken HTTP in the form of every other error, and gives way where there are too many connections.

    uvicorn answers broken HTTP in plain text, and raises an error of its own where an answer was given already: to a
    request whose body turns out to be broken only later.
    """

    _is_broken = False
    _drained = 0
    _heard_at = 0.0  # seconds of the event loop's clock

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Serve the requests that come on `transport`."""
        super().connection_made(transport)
        self._heard_at = self.loop.time()
        if len(self.connections) > most_connections():
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take what the client sent."""
        self._heard_at = self.loop.time()
        if self._is_broken or self._has_its_answer():
            self._drained += len(data)
            if self._drained > _DRAIN:
                self.transport.abort()
                return
        else:
            self._drained = 0
        if not self._is_broken:
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Answer with 400 if that can still be done, and hang up."""
        self._is_broken = True
        if self.cycle is not None and not self.cycle.response_complete:
            # Whoever works on the request must not answer it, too.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in _CAN_ANSWER:
            self.transport.close()
            return
        response = refusal_response(Refusal(HTTPStatus.BAD_REQUEST, "INVALID_HTTP", msg))
        response.headers.update({**standing_headers(), "connection": "close"})
        head = h11.Response(status_code=response.status_code, headers=response.raw_headers, reason=b"Bad Request")
        for event in (head, h11.Data(data=bytes(response.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        # Closed at once, with bytes still coming, the connection would be reset, and the answer lost on its way.
        self.flow.resume_reading()
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)

    def _make_room(self) -> None:
        # Whoever has asked for nothing, or not to the end, goes first: the one that was silent for the longest time.
        others = [other for other in self.connections if isinstance(other, HttpConnection) and other is not self]
        idle = [other for other in others if other.conn.their_state in _OWES]
        given_up = min(idle, key=lambda other: other._heard_at, default=self)
        given_up.transport.abort()
        self.connections.discard(given_up)

    def _has_its_answer(self) -> bool:
        # To a request whose body has not ended yet.
        answered = self.cycle is not None and self.cycle.response_complete
        return answered and self.conn.their_state is h11.SEND_BODY

    def _unsupported_upgrade_warning(self) -> None:
        # `curl --http2` offers another protocol with each request; going on with this one is no news.
        pass
