"""Connections are taken up also after a time in which the system had no more open files to give."""

import asyncio
import logging
import os
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ilert_desktop.practice.accepting import Accepting


class Greeted(asyncio.Protocol):
    """Knows of the first connection."""

    def __init__(self, arrived: asyncio.Event) -> None:
        self._arrived = arrived

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()
        self._arrived.set()


@contextmanager
def no_more_open_files() -> Iterator[None]:
    lowest_free = os.dup(0)
    os.close(lowest_free)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Hearing(logging.Handler):
    """Knows of the first thing that is logged."""

    def __init__(self, heard: asyncio.Event) -> None:
        super().__init__()
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the name is the base class's
        self._heard.set()


@pytest.mark.expects_log
def test_a_connection_that_found_no_open_file_is_taken_up_later(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        arrived, said = asyncio.Event(), asyncio.Event()
        logging.getLogger("ilert_desktop.practice.accepting").addHandler(hearing := Hearing(said))
        accepting = Accepting(listener, lambda: Greeted(arrived))
        with no_more_open_files():
            client.connect(listener.getsockname())
            async with asyncio.timeout(30):
                await said.wait()
            assert not arrived.is_set()
        async with asyncio.timeout(30):
            await arrived.wait()
        accepting.end()
        logging.getLogger("ilert_desktop.practice.accepting").removeHandler(hearing)

    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        asyncio.run(scenario())

    (said,) = caplog.messages
    assert said.startswith("Practice can't take up a connection: Too many open files")


def test_at_its_end_no_more_are_taken_up() -> None:
    async def scenario() -> None:
        accepting = Accepting(listener, asyncio.Protocol)
        accepting.end()
        client.connect(listener.getsockname())

    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        asyncio.run(scenario())
        # It still waits to be taken up by whoever comes next.
        taken, _ = listener.accept()
        taken.close()
