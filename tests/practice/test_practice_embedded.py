"""Practice inside the program: starting, stopping, and what it costs before it is needed."""

import contextlib
import queue
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.intake import Change
from ilert_desktop.practice.state import By, Effect
from tests.rig.practice import PracticeClient


def practice_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "practice"]


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_does_not_exist(port: int) -> None:
    with pytest.raises(PracticeFault, match=f"port {port}: no such port"):
        Practice(port=port).start()
    assert practice_threads() == []


def test_a_port_in_use_is_said_and_can_be_tried_again() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        practice = Practice(port=port)
        with pytest.raises(PracticeFault, match="choose another port"):
            practice.start()
        assert practice.url is None

    assert practice.start() == f"http://127.0.0.1:{port}"
    practice.stop()


def test_what_is_asked_for_at_the_start_is_done_at_each_start_and_when_it_runs_already() -> None:
    seen: queue.SimpleQueue[str] = queue.SimpleQueue()
    practice = Practice()
    practice.at_start(lambda _: seen.put("early"))
    for _ in range(2):
        practice.start()
        assert seen.get(timeout=30) == "early"
        practice.stop()
    practice.start()
    practice.at_start(lambda _: seen.put("late"))
    assert {seen.get(timeout=30) for _ in range(2)} == {"early", "late"}
    practice.stop()
    assert seen.empty()


def test_stopping_what_does_not_run_does_nothing() -> None:
    practice = Practice()
    practice.stop()
    practice.start()
    practice.stop()
    practice.stop()

    assert practice.url is None


def test_a_client_in_the_middle_of_a_request_does_not_hold_up_the_stop(caplog: pytest.LogCaptureFixture) -> None:
    practice = Practice()
    address = urlsplit(practice.start())
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(
            b"POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n"
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        practice.stop()

        assert practice_threads() == []
    assert caplog.records == []


def test_an_idle_connection_does_not_hold_up_the_stop() -> None:
    practice = Practice()
    client = PracticeClient(practice.start(), practice.key)
    client.send(summary="Disk full")
    practice.stop()

    assert practice_threads() == []
    with pytest.raises(httpx.ConnectError):
        client.alerts()
    client.http.close()


def test_starting_twice_is_starting_once() -> None:
    practice = Practice()
    with ThreadPoolExecutor(10) as starters:
        urls = set(starters.map(lambda _: practice.start(), range(10)))

    assert urls == {practice.url}
    assert len(practice_threads()) == 1
    practice.stop()


def test_it_can_be_started_again() -> None:
    practice = Practice()
    for _ in range(3):
        client = PracticeClient(practice.start(), practice.key)
        client.send(summary="Disk full")
        assert len(client.alerts()) == 1
        client.http.close()
        practice.stop()
        assert practice.url is None


def test_asking_where_to_post_starts_it() -> None:
    practice = Practice()
    address = practice.events_url()

    assert address == f"{practice.url}/api/events"
    response = httpx.post(address, json={"apiKey": practice.key, "eventType": "ALERT", "summary": "x"}, trust_env=False)
    assert response.status_code == 202
    practice.stop()


def test_it_listens_on_this_computer_only() -> None:
    practice = Practice()

    assert urlsplit(practice.start()).hostname == "127.0.0.1"
    practice.stop()


def test_importing_it_loads_no_server() -> None:
    code = (
        "import sys, ilert_desktop.practice.embedded\n"
        "print({'uvicorn', 'starlette', 'filelock', 'asyncio', 'httpx', 'PySide6'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout == "set()\n"


def test_it_leaves_logging_and_signals_alone() -> None:
    code = (
        "import logging, signal\n"
        "from ilert_desktop.practice.embedded import Practice\n"
        "def look():\n"
        "    return [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)], logging.getLogger().handlers[:]\n"
        "before = look()\n"
        "practice = Practice(); practice.start(); during = look(); practice.stop()\n"
        "print(before == during == look(), logging.getLogger('uvicorn').handlers)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert (ended.stdout, ended.stderr) == ("True []\n", "")


def test_what_is_asked_of_it_is_done_in_its_thread_and_starts_it() -> None:
    practice = Practice()
    asked = [practice.call(lambda _: threading.current_thread().name) for _ in range(10)]

    assert {answer.result(30) for answer in asked} == {"practice"}
    assert practice.url is not None
    practice.stop()


def test_whoever_asks_gets_what_went_wrong() -> None:
    practice = Practice(port=65536)
    with pytest.raises(PracticeFault, match="no such port"):
        practice.call(lambda _: None).result(30)

    practice = Practice()
    with pytest.raises(ZeroDivisionError):
        practice.call(lambda _: 1 / 0).result(30)
    assert practice.call(lambda _: "still there").result(30) == "still there"
    practice.stop()


def test_nobody_waits_for_ever_for_a_server_that_ends_meanwhile() -> None:
    """Asked again and again while it is stopped again and again: each is answered, or told that it has ended."""
    practice = Practice()
    is_over = threading.Event()

    def stop_it() -> None:
        while not is_over.is_set():
            practice.stop()

    with ThreadPoolExecutor(5) as workers:
        stopper = workers.submit(stop_it)
        asked = [workers.submit(lambda: practice.call(lambda _: True).exception(60)) for _ in range(20)]
        outcomes = {type(each.result(90)) for each in asked}
        is_over.set()
        stopper.result(30)
    practice.stop()

    assert outcomes <= {type(None), PracticeFault}
    assert practice_threads() == []


def test_watchers_are_told_of_each_change_over_restarts() -> None:
    practice, told = Practice(), []
    practice.at_start(
        lambda desk: desk.intake.watch(
            lambda change: told.append((change.decision.entry.source.id, change.decision.entry.effect))
        )
    )
    for _ in range(2):
        client = PracticeClient(practice.start(), practice.key_of(3))
        client.send(summary="Disk full", alertKey="disk")
        client.send("RESOLVE", alertKey="disk")
        client.http.close()
        practice.stop()

    assert told == [(3, effect) for effect in ("NEW_ALERT", "ALERT_RESOLVED") * 2]


@pytest.mark.expects_log
def test_a_watcher_that_fails_changes_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    practice = Practice()
    told: list[object] = []

    def fail(_: object) -> None:
        raise RuntimeError("a watcher")

    practice.at_start(lambda desk: desk.intake.watch(fail))
    practice.at_start(lambda desk: desk.intake.watch(told.append))
    client = PracticeClient(practice.start(), practice.key)
    assert client.send(summary="Disk full")["responseCode"] == "NEW_ALERT"
    client.http.close()
    practice.stop()

    assert len(told) == 1
    assert [record.message for record in caplog.records] == ["A watcher of practice failed"]


def test_the_end_is_told_whatever_brought_it_about() -> None:
    ended = threading.Event()
    practice = Practice()
    practice.when_ended(ended.set)
    practice.start()
    assert not ended.is_set()
    practice.stop()
    assert ended.wait(30)

    ended.clear()
    practice = Practice(port=65536)
    practice.when_ended(ended.set)
    with pytest.raises(PracticeFault):
        practice.start()
    assert ended.wait(30)


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_source_that_it_does_not_have(number: int) -> None:
    with pytest.raises(PracticeFault, match=f"no source {number}"):
        Practice().key_of(number)


def test_a_watcher_hears_who_accepted_and_resolved() -> None:
    """The window's history follows what is done to its alerts elsewhere."""
    heard: list[tuple[int, By, Effect]] = []
    practice = Practice()

    def hear(change: Change) -> None:
        entry = change.decision.entry
        heard.append((entry.source.id, entry.by, entry.effect))

    practice.at_start(lambda desk: desk.intake.watch(hear))
    with contextlib.closing(PracticeClient(practice.start(), practice.key).http) as http:
        event = {"apiKey": practice.key, "eventType": "ALERT", "summary": "Disk full"}
        assert http.post("/api/events", json=event).status_code == 202
        for action in ("accept", "accept", "resolve", "resolve"):
            assert http.put(f"/api/alerts/1/{action}").status_code == 200
    practice.stop()

    assert heard == [
        (1, By.EVENT, Effect.NEW_ALERT),
        (1, By.API, Effect.ACCEPTED),
        (1, By.API, Effect.RESOLVED),
    ]
