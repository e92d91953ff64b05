"""Practice's two ports: the one for events can be shut, as a server that is down; the page stays where it is."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.embedded import Practice
from tests.rig.practice import PracticeClient
from tests.rig.waiting import wait_until


@pytest.fixture
def running() -> Iterator[Practice]:
    practice = Practice()
    practice.start()
    yield practice
    practice.stop()


def done(practice: Practice, work: Callable[[Desk], object]) -> None:
    practice.call(work).result(30)


def shut(desk: Desk) -> None:
    desk.api_port.close()


def reopened(desk: Desk) -> None:
    desk.api_port.open()


def address(url: str | None) -> tuple[str, int]:
    parts = urlsplit(url or "")
    return parts.hostname or "", parts.port or 0


def refuses(url: str | None) -> bool:
    try:
        with socket.create_connection(address(url)):
            return False
    except ConnectionRefusedError:
        return True


def answers(url: str | None) -> bool:
    return httpx.get(f"{url}/api/alerts", headers={"Authorization": "Bearer practice"}, trust_env=False).is_success


def is_cut(connection: socket.socket) -> bool:
    try:
        return connection.recv(1000) == b""
    except ConnectionResetError:
        # What the server had not read yet makes a reset of the cut.
        return True


@contextmanager
def half_a_request(url: str | None) -> Iterator[socket.socket]:
    """A connection that the server has taken up, as an answer shows, and that waits for the rest of a request."""
    with socket.create_connection(address(url)) as connection:
        connection.sendall(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += connection.recv(4096)
        connection.sendall(b"GET /api/alerts HTTP/1.1\r\nHost: localhost\r\n")
        yield connection


def opened_and_shut(desk: Desk) -> None:
    desk.api_port.open()
    desk.api_port.close()


def test_both_ports_serve_all_of_it(running: Practice) -> None:
    assert running.url != running.page_url
    for url in (running.url, running.page_url):
        client = PracticeClient(url or "", running.key)
        client.send(summary="Disk full", alertKey="disk")
        client.http.close()

    assert answers(running.url)
    assert answers(running.page_url)


def test_a_port_that_is_shut_refuses_and_the_page_stays(running: Practice) -> None:
    for _ in range(3):
        done(running, shut)
        assert refuses(running.url)
        assert refuses(running.url)
        assert answers(running.page_url)

        done(running, reopened)
        assert not refuses(running.url)
        assert answers(running.url)


def test_shutting_twice_and_opening_twice_is_once(running: Practice) -> None:
    done(running, shut)
    done(running, shut)
    assert refuses(running.url)
    done(running, reopened)
    done(running, reopened)

    assert answers(running.url)


def test_shut_at_once_after_it_was_opened_stays_shut(running: Practice) -> None:
    done(running, shut)
    done(running, opened_and_shut)
    for _ in range(5):
        assert refuses(running.url)
    done(running, opened_and_shut)
    done(running, reopened)

    assert answers(running.url)


def test_the_connections_of_the_shut_port_are_cut_and_no_others(running: Practice) -> None:
    page = PracticeClient(running.page_url or "", running.key)
    page.alerts()
    with half_a_request(running.url) as connection:
        done(running, shut)
        assert is_cut(connection)

    in_use = page.http._transport._pool.connections  # type: ignore[attr-defined]
    page.alerts()
    assert page.http._transport._pool.connections == in_use  # type: ignore[attr-defined]
    page.http.close()


@pytest.mark.parametrize("reuse", [0, 1])
def test_nobody_else_gets_the_port_while_it_is_shut(running: Practice, reuse: int) -> None:
    done(running, shut)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse)
        with pytest.raises(OSError, match="in use"):
            other.bind(address(running.url))

    done(running, reopened)
    assert answers(running.url)


def test_with_an_open_connection_behind_it_the_port_opens_again(running: Practice) -> None:
    with half_a_request(running.url):
        done(running, shut)
        done(running, reopened)
        assert answers(running.url)


@pytest.mark.expects_log
def test_where_a_socket_cannot_stop_listening_the_port_is_taken_anew_and_tried_for(
    running: Practice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """macOS and Windows: there the port is nobody's for a moment, in which another program may get it."""
    monkeypatch.setattr("ilert_desktop.practice.listening.sys.platform", "darwin")
    taken = address(running.url)
    done(running, shut)
    assert refuses(running.url)

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(taken)
        other.listen()
        done(running, reopened)
        fault = wait_until(lambda: running.call(lambda desk: desk.api_port.fault).result(30))
        assert f"port {taken[1]} again: " in str(fault)
        assert "each second" in str(fault)
    wait_until(lambda: running.call(lambda desk: desk.api_port.fault is None).result(30))

    assert answers(running.url)
    assert len(caplog.records) == 1


def test_stopped_while_it_is_shut_the_port_is_free(running: Practice) -> None:
    taken = address(running.url)
    done(running, shut)
    running.stop()

    with socket.socket() as other:
        other.bind(taken)
    assert not [thread for thread in threading.enumerate() if thread.name == "practice"]
    assert sys.exc_info() == (None, None, None)
