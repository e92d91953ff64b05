"""A raw-socket server that does to each connection what the test says, right or wrong."""

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import msgspec

Step = Callable[["Call"], None]
_PATIENCE: Final = 30.0  # seconds; a limit against hanging


class Heard(msgspec.Struct, frozen=True):
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Call:
    """One connection; a step reads from it, writes to it, or breaks it."""

    def __init__(self, connection: socket.socket, hear: Callable[[Heard], None], stopping: threading.Event) -> None:
        self.connection = connection
        self._hear = hear
        self._stopping = stopping

    def read(self) -> Heard:
        """Read one whole request, and remember it for the test."""
        received = self._until(b"", lambda text: b"\r\n\r\n" in text)
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        body = self._until(body, lambda text: len(text) >= length)
        method, path, _ = first.split(" ", 2)
        heard = Heard(method, path, headers, body)
        self._hear(heard)
        return heard

    def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self.connection.sendall(data)

    def reset(self) -> None:
        """Break the connection with a RST instead of an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait_for_the_end(self) -> None:
        """Say nothing until the other side has gone, or the server stops."""
        self.connection.settimeout(0.05)
        while not self._stopping.is_set():
            try:
                if not self.connection.recv(1024):
                    return
            except TimeoutError:
                continue

    def pause(self, seconds: float) -> bool:
        """Let time pass between two bytes; False when the server stops."""
        return not self._stopping.wait(seconds)

    def _until(self, received: bytes, complete: Callable[[bytes], bool]) -> bytes:
        while not complete(received):
            part = self.connection.recv(65536)
            if not part:
                raise ConnectionResetError
            received += part
        return received


class ScriptedServer:
    """Listens on a free port of 127.0.0.1, or of another `host` of this computer.

    The n-th connection gets the n-th step, later ones the last.
    `heard` are the requests that were read, oldest first.
    """

    def __init__(self, *steps: Step, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._steps: Sequence[Step] = steps or [answer(202, b"{}")]
        self._tls = tls
        self._stopping = threading.Event()
        self._host = host
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, 0), family=family)
        self._port: int = self._socket.getsockname()[1]
        self._socket.settimeout(0.05)
        self.heard: list[Heard] = []
        self.connections = 0
        self._threads = [threading.Thread(target=self._accept, name="scripted server", daemon=True)]

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def url(self) -> str:
        """Where events are posted."""
        scheme = "https" if self._tls else "http"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{host}:{self.port}/api/events"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for thread in list(self._threads):
            thread.join(_PATIENCE)
        self._socket.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            step = self._steps[min(self.connections, len(self._steps) - 1)]
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection, step), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, step: Step) -> None:
        connection.settimeout(_PATIENCE)
        # A reset throws away what the kernel still holds back; what a step has sent is meant to arrive.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Clients leave in the middle of everything: that is what is tested.
        with suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            step(Call(connection, self.heard.append, self._stopping))
        with suppress(OSError):
            connection.close()


def answer(status: int, body: bytes = b"", **headers: str) -> Step:
    """Read the request and answer it in full; `retry_after="7"` becomes `retry-after: 7`."""

    def step(call: Call) -> None:
        call.read()
        call.send(_head(status, len(body), headers) + body)

    return step


def echo(status: int, make: Callable[[Heard], tuple[dict[str, str], bytes]]) -> Step:
    """Answer with headers and a body made from the request."""

    def step(call: Call) -> None:
        headers, body = make(call.read())
        call.send(_head(status, len(body), headers) + body)

    return step


def reset_at_once(call: Call) -> None:
    """Break the connection before a byte is read."""
    call.reset()


def reset_at_the_first_byte(call: Call) -> None:
    """Break the connection when the request begins to come."""
    call.connection.recv(1)
    call.reset()


def reset_after_reading(call: Call) -> None:
    """Break the connection when the whole request has come."""
    call.read()
    call.reset()


def close_after_reading(call: Call) -> None:
    """End the connection in order when the whole request has come."""
    call.read()


def say_nothing(call: Call) -> None:
    """Read the request and never answer."""
    call.read()
    call.wait_for_the_end()


def answer_when(gate: threading.Event, status: int = 202) -> Step:
    """Read the request, and answer it when the test opens the gate."""

    def step(call: Call) -> None:
        call.read()
        while not gate.is_set() and call.pause(0.01):
            pass
        call.send(_head(status, 0, {}))

    return step


def reset_in_body(status: int) -> Step:
    """Answer, and break the connection in the middle of the body."""

    def step(call: Call) -> None:
        call.read()
        call.send(_head(status, 1000, {}) + b'{"alertKey"')
        call.reset()

    return step


def drip(status: int) -> Step:
    """Answer, and send the body byte by byte without an end."""

    def step(call: Call) -> None:
        call.read()
        call.send(_head(status, 10**9, {}))
        while call.pause(0.02):
            call.send(b" ")

    return step


def drip_head(start: bytes = b"HTTP/1.1 202 Accepted\r\nx-filler: ") -> Step:
    """Read the request, and send a head that begins like this, byte by byte without an end."""

    def step(call: Call) -> None:
        call.read()
        for byte in start:
            call.send(bytes([byte]))
        while call.pause(0.02):
            call.send(b"x")

    return step


def flood(status: int, gigabytes: int, sent: list[int]) -> Step:
    """Answer with a body of gigabytes; `sent` gets how many bytes of it could be written."""

    def step(call: Call) -> None:
        call.read()
        total, part = gigabytes << 30, b" " * (1 << 20)
        call.send(_head(status, total, {}))
        written = 0
        try:
            while written < total:
                call.send(part)
                written += len(part)
        finally:
            sent.append(written)

    return step


def keep_alive(*statuses: int) -> Step:
    """Answer one request after another on the same connection, then end it."""

    def step(call: Call) -> None:
        for status in statuses:
            call.read()
            call.send(_head(status, 0, {}).replace(b"connection: close", b"connection: keep-alive"))

    return step


def raw(data: bytes) -> Step:
    """Read the request and answer with any bytes."""

    def step(call: Call) -> None:
        call.read()
        call.send(data)

    return step


def raw_then_reset(data: bytes) -> Step:
    """Read the request, answer with any bytes, and break the connection."""

    def step(call: Call) -> None:
        call.read()
        call.send(data)
        call.reset()

    return step


def gzip_bomb(status: int) -> Step:
    """Answer with 64 MiB packed into a few KiB."""
    return answer(status, gzip.compress(b" " * (64 << 20)), content_encoding="gzip")


def _head(status: int, length: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted", "connection: close", "content-type: application/json"]
    if status != 204:
        lines.append(f"content-length: {length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
