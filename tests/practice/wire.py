"""HTTP byte by byte, as no library would send it."""

import contextlib
import json
import socket
from collections.abc import Iterator
from http.client import parse_headers
from typing import NamedTuple

from tests.rig.practice import PracticeClient

TOKEN_LINE = b"Authorization: Bearer practice"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def code(self) -> str:
        """The `code` of an error, which has to have the form of every error."""
        assert 400 <= self.status < 500, self
        value = json.loads(self.body)
        assert set(value) == {"status", "message", "code"}
        assert value["status"] == self.status
        assert self.headers["content-type"] == "application/json"
        assert self.headers["correlation-id"]
        return str(value["code"])


class Wire:
    """A connection, byte by byte."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")

    def send(self, data: bytes, *, and_end: bool = False) -> bool:
        """Send; False when the server has hung up meanwhile."""
        try:
            self._connection.sendall(data)
            if and_end:
                self._connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            return False
        return True

    def answer(self) -> Answer | None:
        """The next answer; None when the connection ends instead."""
        try:
            line = self._stream.readline()
            if not line:
                return None
            headers = {name.lower(): value for name, value in parse_headers(self._stream).items()}
            body = self._stream.read(int(headers.get("content-length", 0)))
        except ConnectionError:
            return None
        return Answer(int(line.split()[1]), headers, body)

    def close(self) -> None:
        self._stream.close()


@contextlib.contextmanager
def wire_to(client: PracticeClient) -> Iterator[Wire]:
    address = ("127.0.0.1", int(client.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=30) as connection, contextlib.closing(Wire(connection)) as wire:
        yield wire


def answer_to(client: PracticeClient, data: bytes) -> Answer:
    with wire_to(client) as wire:
        wire.send(data)
        answer = wire.answer()
    assert answer is not None
    return answer


def head(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((line, b"Host: localhost", *headers, b"", b""))
