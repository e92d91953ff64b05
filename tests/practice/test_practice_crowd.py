"""Many connections that are only kept open: practice goes on answering everybody else, and says nothing about them."""

import json
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from tests.practice.test_practice_command import finish, first_line, started

HALF_OPEN = {
    "nothing": b"",
    "half a head": b"POST /api/events HTTP/1.1\r\nHost: localhost\r\nX-A",
    "half a body": b"POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 10\r\n\r\n{",
    "answered": b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@contextmanager
def open_files_at_most(number: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("sent", HALF_OPEN.values(), ids=HALF_OPEN)
def test_connections_that_are_only_held_open_shut_nobody_out(sent: bytes) -> None:
    with ExitStack() as held:
        with open_files_at_most(256):
            process = held.enter_context(started("--json"))
        told = json.loads(first_line(process))
        port = int(told["url"].rpartition(":")[2])
        for _ in range(350):
            held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30)).sendall(sent)

        for address in (told["url"], told["page"]):
            assert httpx.get(f"{address}/openapi.json", trust_env=False, timeout=30).status_code == 200
        assert finish(process, signal.SIGTERM) == ("", "")


def test_who_is_being_answered_is_not_cut() -> None:
    with ExitStack() as held:
        with open_files_at_most(256):
            process = held.enter_context(started("--json"))
        told = json.loads(first_line(process))
        port = int(told["url"].rpartition(":")[2])
        client = held.enter_context(httpx.Client(trust_env=False, timeout=30, base_url=told["url"]))
        with client.stream("GET", "/page/stream") as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry")
            for _ in range(350):
                held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            event = {"apiKey": told["sources"][0]["key"], "eventType": "ALERT", "summary": "x"}
            assert client.post("/api/events", json=event).status_code == 202
            assert next(line for line in lines if '"alerts":[1]' in line)
        finish(process, signal.SIGTERM)
