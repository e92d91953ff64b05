"""The other end of the wire, in the test's own process: what arrived here is what counts, whatever the ledger says."""

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Self

import msgspec

from tests.rig.waiting import wait_until

_PATIENCE: Final = 30.0  # seconds; a limit against hanging


class Arrival(msgspec.Struct, frozen=True):
    """One request that was read as a whole. `name` is the event's summary, which no other event has.

    `taken` says that it counts as taken here, whatever the sender heard of it; `at` is the time in seconds of
    `time.monotonic`.
    """

    name: str
    event_type: str
    alert_key: str
    taken: bool
    at: float


class Reply(msgspec.Struct, frozen=True):
    """What is done with a request: whether it is taken, how long the answer takes (seconds), and what it is.

    An `answer` of None breaks the connection; `meanwhile` is called before the answer, `afterwards` after it.
    """

    taken: bool = True
    answer: bytes | None = b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}"
    pause: float = 0.0
    meanwhile: Callable[[], None] | None = None
    afterwards: Callable[[], None] | None = None


def refusal(status: int, *, taken: bool = False, headers: str = "") -> Reply:
    """An answer that says no."""
    return Reply(taken, f"HTTP/1.1 {status} No\r\ncontent-length: 0\r\n{headers}\r\n".encode())


TAKE: Final = Reply()
TAKE_AND_RESET: Final = Reply(answer=None)
RESET: Final = Reply(taken=False, answer=None)


class OtherEnd:
    """Listens on 127.0.0.1, keeps connections alive, and does with each request what `reply` says.

    `at_first_byte` is called when a connection's first byte has come; False from it ends the connection unread.
    """

    def __init__(self, reply: Callable[[Arrival], Reply] = lambda _: TAKE) -> None:
        self.reply = reply
        self.at_first_byte: Callable[[], bool] = lambda: True
        self.arrivals: list[Arrival] = []
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._open = 0
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._socket.settimeout(0.05)
        self._thread = threading.Thread(target=self._accept, name="other end", daemon=True)

    @property
    def url(self) -> str:
        """Where events are posted."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/api/events"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(_PATIENCE)
        self.wait_until_left()
        self._socket.close()

    def wait_until_left(self) -> None:
        """Wait until everything that a sender wrote before it died has been read."""
        wait_until(lambda: not self._open, timeout=_PATIENCE, what="the end of every connection")

    def taken(self) -> Counter[str]:
        """How often each event was taken."""
        return Counter(arrival.name for arrival in list(self.arrivals) if arrival.taken)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                connection, _ = self._socket.accept()
                with self._lock:
                    self._open += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            # Senders leave in the middle of everything: that is what is tested.
            with connection, suppress(OSError):
                connection.settimeout(0.1)
                buffer = bytearray(self._received(connection, 1))
                if self.at_first_byte():
                    while self._answered(connection, buffer):
                        pass
        finally:
            with self._lock:
                self._open -= 1

    def _answered(self, connection: socket.socket, buffer: bytearray) -> bool:
        while b"\r\n\r\n" not in buffer:
            buffer += self._received(connection)
        head, _, _ = bytes(buffer).partition(b"\r\n\r\n")
        length = next(
            int(line[15:])
            for line in head.decode("latin-1").split("\r\n")
            if line.lower().startswith("content-length:")
        )
        end = len(head) + 4 + length
        while len(buffer) < end:
            buffer += self._received(connection)
        reply = self._note(bytes(buffer[len(head) + 4 : end]))
        del buffer[:end]
        if reply.meanwhile is not None:
            reply.meanwhile()
        self._stopping.wait(reply.pause)
        if reply.answer is None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        connection.sendall(reply.answer)
        if reply.afterwards is not None:
            reply.afterwards()
        return True

    def _note(self, body: bytes) -> Reply:
        event = json.loads(body)
        with self._lock:
            arrival = Arrival(event["summary"], event["eventType"], event.get("alertKey", ""), True, time.monotonic())
            reply = self.reply(arrival)
            self.arrivals.append(msgspec.structs.replace(arrival, taken=reply.taken))
        return reply

    def _received(self, connection: socket.socket, most: int = 65536) -> bytes:
        while True:
            try:
                part = connection.recv(most)
            except TimeoutError:
                if self._stopping.is_set():
                    raise
                continue
            if not part:
                raise ConnectionResetError
            return part
