"""With nobody asking, practice waits without a time limit: it takes no time of the computer and no battery."""

import selectors
import socket
import threading
from typing import ClassVar
from urllib.parse import urlsplit

import pytest

from ilert_desktop.practice.embedded import Practice
from tests.rig.practice import PracticeClient
from tests.rig.waiting import wait_until


class Watched(selectors.DefaultSelector):
    """What the server's event loop waits with; says how long it would wait, in seconds (None: for ever)."""

    made: ClassVar[list["Watched"]] = []

    def __init__(self) -> None:
        super().__init__()
        self.waits_for: list[float | None] = []
        self.is_waiting = threading.Event()
        self.made.append(self)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.waits_for.append(timeout)
        self.is_waiting.set()
        return super().select(timeout)


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> list[Watched]:
    monkeypatch.setattr(selectors, "DefaultSelector", Watched)
    monkeypatch.setattr(Watched, "made", [])
    return Watched.made


def wait_of(loop: list[Watched]) -> float:
    """How long the loop waits now, at most, when it has done all there was to do; infinite if for ever."""

    def long_wait() -> float | None:
        limit = loop[0].waits_for[-1]
        return float("inf") if limit is None else limit if limit > 1 else None

    return wait_until(long_wait, what="a wait of the loop for something else than its own clock") or 0


def test_it_starts_on_first_need(loop: list[Watched]) -> None:
    practice = Practice()
    practice.at_start(lambda _: None)

    assert (practice.url, loop) == (None, [])
    assert practice.call(lambda desk: len(desk.intake.store.alerts())).result(30) == 0
    assert practice.url is not None
    practice.stop()


def test_with_nobody_asking_it_waits_for_ever(loop: list[Watched]) -> None:
    practice = Practice()
    practice.start()

    assert wait_of(loop) == float("inf")
    practice.stop()


def test_after_the_last_client_has_gone_it_waits_for_ever_again(loop: list[Watched]) -> None:
    practice = Practice()
    client = PracticeClient(practice.start(), practice.key)
    client.send(summary="Disk full")
    assert wait_of(loop) > 60
    client.http.close()

    wait_until(lambda: wait_of(loop) == float("inf"))
    practice.stop()


def test_an_idle_connection_costs_one_look_at_most_a_minute(loop: list[Watched]) -> None:
    practice = Practice()
    address = urlsplit(practice.start())
    with socket.create_connection((address.hostname, address.port)):
        wait_until(lambda: practice.call(lambda _: True).result(30))
        assert wait_of(loop) > 60
    practice.stop()


def test_shut_and_opened_again_it_waits_for_ever(loop: list[Watched]) -> None:
    practice = Practice()
    practice.start()
    practice.call(lambda desk: desk.api_port.close()).result(30)
    assert wait_of(loop) == float("inf")
    practice.call(lambda desk: desk.api_port.open()).result(30)
    assert wait_of(loop) == float("inf")
    practice.stop()
