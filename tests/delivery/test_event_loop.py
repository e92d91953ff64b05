"""Name look-ups on daemon threads: what ends too late disturbs nobody."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.delivery.event_loop import DeliveryLoop


@pytest.fixture
def broken_threads(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """What threads died of."""
    broken: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: broken.append(arguments.exc_value))
    return broken


def look_up(host: str) -> Any:
    async def ask() -> Any:
        return await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)

    with asyncio.Runner(loop_factory=DeliveryLoop) as runner:
        return runner.run(ask())


def test_a_name_is_looked_up() -> None:
    assert ("127.0.0.1", 443) in [address[4] for address in look_up("127.0.0.1")]


def test_a_failed_look_up_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(socket.gaierror, match="no such name"):
        look_up("host.invalid")


@pytest.mark.parametrize("fails", [False, True])
def test_a_look_up_that_ends_too_late_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch, broken_threads: list[BaseException | None], fails: bool
) -> None:
    silence = threading.Event()

    def mute(*_args: Any, **_more: Any) -> Any:
        silence.wait(30)
        if fails:
            raise socket.gaierror(socket.EAI_AGAIN, "late")
        return []

    monkeypatch.setattr(socket, "getaddrinfo", mute)
    monkeypatch.setattr("ilert_desktop.delivery.event_loop.DNS_SECONDS", 0.05)
    with pytest.raises(socket.gaierror, match="no answer from the name server"):
        look_up("host.invalid")
    threads = [thread for thread in threading.enumerate() if thread.name == "dns"]
    silence.set()
    for thread in threads:
        thread.join(30)
    assert threads
    assert broken_threads == []


def test_a_call_under_way_cannot_be_taken_back(broken_threads: list[BaseException | None]) -> None:
    gate = threading.Event()
    future = on_daemon_thread(lambda: gate.wait(30), name="test call")
    assert future.cancel() is False
    gate.set()
    assert future.result(30) is True
    assert broken_threads == []


def test_whatever_a_call_raises_reaches_its_reader() -> None:
    def fail() -> None:
        raise SystemExit(3)

    assert isinstance(on_daemon_thread(fail, name="test call").exception(30), SystemExit)
