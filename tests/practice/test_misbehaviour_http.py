"""Each way to misbehave over real HTTP, seen by a client that adds nothing of its own."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from ilert_desktop.delivery.request import ATTEMPT_SECONDS
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.misbehaviour import Misbehaviour, Mode
from ilert_desktop.practice.state import Alert
from tests.rig.practice import UNLIMITED, PracticeClient
from tests.rig.waiting import wait_until

NOT_TAKEN = (Mode.DOWN, Mode.SERVER_ERROR, Mode.RATE_LIMIT, Mode.WRONG_ANSWER)


class Misbehaving:
    """A practice server and its switch."""

    def __init__(self) -> None:
        self.practice = Practice(configuration=UNLIMITED)
        self.client = PracticeClient(self.practice.start(), self.practice.key)

    def on(self, mode: Mode, seconds: float | None = None, **more: float) -> None:
        self.do(lambda desk: desk.misbehaviour.start(mode, seconds, **more))
        # A connection that is cut is closed one turn of the loop later.
        self.do(lambda _: None)

    def off(self) -> None:
        self.do(lambda desk: desk.misbehaviour.stop())

    def do(self, work: Callable[[Desk], Any]) -> Any:
        return self.practice.call(work).result(10)

    def alerts(self) -> list[Alert]:
        alerts: list[Alert] = self.do(lambda desk: desk.intake.store.alerts())
        return alerts

    def post(self, **fields: object) -> httpx.Response:
        event = {"apiKey": self.client.key, "eventType": "ALERT", "summary": "Disk full", **fields}
        return self.client.http.post("/api/events", json=event)

    def taken_again(self) -> bool:
        """Whether an event is taken, once the port listens: a moment after it was opened again."""

        def answered() -> httpx.Response | None:
            try:
                return self.post()
            except httpx.ConnectError:
                return None

        answer = wait_until(answered)
        return answer is not None and answer.status_code == 202

    def raw(self, path: str = "/api/events") -> bytes:
        """What comes back for one event until the connection ends."""
        body = json.dumps({"apiKey": self.client.key, "eventType": "ALERT", "summary": "Disk full"}).encode()
        address = urlsplit(self.client.url)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
        came = b""
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            try:
                while part := connection.recv(65536):
                    came += part
            except ConnectionResetError:
                """The end of a connection that was cut can look like this, too."""
        return came


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    server = Misbehaving()
    yield server
    server.client.http.close()
    server.practice.stop()


def test_server_errors_have_the_body_of_ilerts_errors(server: Misbehaving) -> None:
    server.on(Mode.SERVER_ERROR)
    answer = server.post()

    assert answer.status_code == 500
    assert answer.json() == {
        "status": 500,
        "code": "INTERNAL_SERVER_ERROR",
        "message": "Practice was told to answer with an error.",
    }
    assert answer.headers["correlation-id"]


def test_too_many_requests_say_when_to_come_again(server: Misbehaving) -> None:
    server.on(Mode.RATE_LIMIT)
    answer = server.post()

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
    assert answer.json()["status"] == 429


def test_a_wrong_answer_is_a_way_to_a_sign_in_page(server: Misbehaving) -> None:
    server.on(Mode.WRONG_ANSWER)
    answer = server.post()

    assert answer.status_code == 302
    assert answer.headers["content-type"].startswith("text/html")
    followed = server.client.http.get(answer.headers["location"])
    assert followed.status_code == 200
    assert "not ilert" in followed.text


def test_a_lost_answer_is_for_an_event_that_was_taken(server: Misbehaving) -> None:
    server.on(Mode.LOST_ANSWER)

    assert server.raw() == b""
    assert len(server.alerts()) == 1
    assert server.raw("/api/v1/events") == b""
    assert len(server.alerts()) == 2


def test_a_lost_answer_can_be_that_of_a_refusal(server: Misbehaving) -> None:
    server.on(Mode.LOST_ANSWER)
    with pytest.raises(httpx.TransportError):
        server.client.post("no JSON")

    assert server.alerts() == []


def test_what_is_down_refuses_connections_and_cuts_those_there_are(server: Misbehaving) -> None:
    server.post()
    server.on(Mode.DOWN)

    with pytest.raises(httpx.ConnectError):
        server.post()
    with pytest.raises(ConnectionRefusedError):
        server.raw()
    assert len(server.alerts()) == 1


def test_what_is_down_takes_no_event_at_the_pages_port_either(server: Misbehaving) -> None:
    server.on(Mode.DOWN)
    body = {"apiKey": server.client.key, "eventType": "ALERT", "summary": "Disk full"}

    with pytest.raises(httpx.TransportError):
        httpx.post(f"{server.practice.page_url}/api/events", json=body, trust_env=False)
    assert server.alerts() == []


def test_down_and_up_again_at_once(server: Misbehaving) -> None:
    for _ in range(20):
        server.on(Mode.DOWN)
        server.on(Mode.SERVER_ERROR)
        server.on(Mode.DOWN, 60)
        server.off()

    assert server.taken_again()


@pytest.mark.parametrize("mode", NOT_TAKEN)
def test_what_was_not_taken_can_be_sent_again(server: Misbehaving, mode: Mode) -> None:
    server.on(mode)
    if mode is Mode.DOWN:
        with pytest.raises(httpx.TransportError):
            server.post()
    else:
        server.post()
    assert server.alerts() == []
    server.off()

    assert server.taken_again()
    assert len(server.alerts()) == 1


def test_a_slow_answer_comes_for_an_event_that_was_taken_at_once(server: Misbehaving) -> None:
    server.on(Mode.SLOW, delay=3600)
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(server.post)
        wait_until(server.alerts)
        assert not answer.done()
        server.off()

        assert answer.result(30).status_code == 202
    assert len(server.alerts()) == 1


def test_a_slow_answer_comes_by_itself(server: Misbehaving) -> None:
    server.on(Mode.SLOW, delay=0.05)

    assert server.post().status_code == 202


def test_a_client_that_gives_up_does_not_hold_up_the_end(server: Misbehaving) -> None:
    server.on(Mode.SLOW, delay=3600)
    with pytest.raises(httpx.ReadTimeout):
        server.client.http.get("/api/alerts", timeout=0.05)
    with ThreadPoolExecutor(1) as client:
        waiting = client.submit(server.post)
        wait_until(server.alerts)
        server.practice.stop()

        with pytest.raises(httpx.TransportError):
            waiting.result(30)
    assert server.practice.url is None


@pytest.mark.parametrize("mode", Mode)
def test_the_page_is_spared(server: Misbehaving, mode: Mode) -> None:
    page = httpx.Client(base_url=server.practice.page_url or "", trust_env=False)
    server.on(mode, delay=3600)

    with page:
        assert page.get("/page/sign-in").status_code == 200
        assert page.get("/none-of-practice").status_code == 404


def test_strangers_are_turned_away_all_the_same(server: Misbehaving) -> None:
    server.on(Mode.LOST_ANSWER)

    assert server.client.http.get("/api/alerts", headers={"Host": "evil.example"}).status_code == 403


def test_a_restart_ends_it(server: Misbehaving) -> None:
    server.on(Mode.SERVER_ERROR)
    server.practice.stop()
    server.practice.start()

    assert server.do(lambda desk: desk.misbehaviour.now) is None


def test_events_that_met_it_are_counted(server: Misbehaving) -> None:
    server.post()
    server.on(Mode.SERVER_ERROR)
    server.post()
    server.client.http.post("/api/v1/events", json={})
    server.client.http.get("/api/alerts")

    assert server.do(lambda desk: desk.misbehaviour.events) == 2


def test_an_answer_that_is_slow_comes_within_the_desktops_limit() -> None:
    assert Misbehaviour.SLOW < ATTEMPT_SECONDS
