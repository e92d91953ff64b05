"""The way to a host: ports, names and addresses that do not work, and connections that are kept."""

import socket
import threading
from typing import Any

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, OutcomeKind
from tests.rig.ledgers import SECOND
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import Call, ScriptedServer, answer, keep_alive, say_nothing
from tests.rig.sending import ENDED, not_taken
from tests.rig.waiting import wait_until


def test_a_refused_connection_is_told(outbox: Outbox, closed_port: int) -> None:
    message = not_taken(outbox, f"http://127.0.0.1:{closed_port}/api/events")
    assert message == "127.0.0.1 refuses the connection."


def test_a_refused_connection_is_told_for_a_name_with_several_addresses(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    def two_addresses(_host: Any, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{end}", port)) for end in (1, 2)]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    message = not_taken(outbox, f"http://localhost:{closed_port}/api/events")
    assert message == "localhost refuses the connection."


def test_it_goes_on_when_the_way_is_free_again(outbox: Outbox, closed_port: int) -> None:
    with ScriptedServer() as server:
        outbox.source(f"http://127.0.0.1:{closed_port}/api/events")
        event = outbox.reaches(outbox.send(), EventState.WAITING)
        outbox.source(server.url)
        outbox.pass_time(2 * SECOND)
        assert outbox.reaches(event, EventState.TAKEN).tries == 2


def test_a_name_that_does_not_exist_is_told(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    message = not_taken(outbox, "https://host.invalid/api/events")
    assert message == "The name host.invalid can't be found (Name or service not known)."


def test_the_systems_own_look_up_is_used(outbox: Outbox) -> None:
    message = not_taken(outbox, "https://host.invalid/api/events")
    assert message.startswith("The name host.invalid can't be found")


def test_a_mute_name_server_holds_nothing_up(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    silence = threading.Event()
    real = socket.getaddrinfo

    def mute(host: Any, *args: Any, **more: Any) -> Any:
        if host == "host.invalid":
            silence.wait()
        return real(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", mute)
    monkeypatch.setattr("ilert_desktop.delivery.event_loop.DNS_SECONDS", 0.2)
    try:
        assert "can't be found" in not_taken(outbox, "https://host.invalid/api/events")
        with ScriptedServer() as server:
            outbox.source(server.url, "s2")
            outbox.reaches(outbox.send(source_id="s2"), EventState.TAKEN)
    finally:
        silence.set()


@pytest.mark.parametrize("url", ["https://exämple..org/", "https://xn--a\x01.example/"])
def test_an_address_that_only_the_sender_finds_wrong_is_told(outbox: Outbox, url: str) -> None:
    assert not_taken(outbox, url)


def test_a_mute_address_is_given_up_and_nothing_was_taken(hasty: Outbox, mute_port: int) -> None:
    assert not_taken(hasty, f"http://127.0.0.1:{mute_port}/api/events") == "No connection to 127.0.0.1 in time."


@pytest.mark.slow_fault
def test_a_mute_address_is_given_up_within_the_real_limit(outbox: Outbox, mute_port: int) -> None:
    outbox.source(f"http://127.0.0.1:{mute_port}/api/events")
    event = outbox.send(key="")
    wait_until(lambda: outbox.book.event(event.id).state is EventState.WAITING, timeout=40, what="the end of it")
    assert outbox.last_attempt(event).error == "No connection to 127.0.0.1 in time."


@pytest.mark.slow_fault
def test_a_server_that_never_answers_is_given_up_within_the_real_limit(outbox: Outbox) -> None:
    with ScriptedServer(say_nothing) as server:
        outbox.source(server.url)
        event = outbox.send()
        wait_until(lambda: outbox.book.event(event.id).state is EventState.WAITING, timeout=60, what="the end of it")
        assert outbox.last_attempt(event).outcome is OutcomeKind.UNCERTAIN
        assert outbox.last_attempt(event).error == "No answer from 127.0.0.1 within 30 seconds."
        assert len(server.heard) == 1


def test_a_mute_source_takes_no_place_from_another(outbox: Outbox, mute_port: int) -> None:
    outbox.source(f"http://127.0.0.1:{mute_port}/api/events", "mute")
    for number in range(45):
        outbox.send(key=f"k{number}", source_id="mute")
    with ScriptedServer() as server:
        outbox.source(server.url, "fine")
        assert outbox.reaches(outbox.send(source_id="fine"), *ENDED).state is EventState.TAKEN


def test_an_address_without_a_way_is_told(outbox: Outbox) -> None:
    message = not_taken(outbox, "https://255.255.255.255/api/events")
    assert message == "No connection to 255.255.255.255: Network is unreachable."


def test_ipv6_is_a_way_like_any_other(outbox: Outbox) -> None:
    with ScriptedServer(host="::1") as server:
        outbox.source(server.url)
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.TAKEN
        (heard,) = server.heard
        assert heard.headers["host"] == f"[::1]:{server.port}"


def test_a_name_that_has_ipv6_alone(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def six(_host: Any, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", six)
    with ScriptedServer(host="::1") as server:
        outbox.source(server.url.replace("[::1]", "localhost"))
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.TAKEN
        (heard,) = server.heard
        assert heard.headers["host"] == f"localhost:{server.port}"


def test_ipv6_that_is_refused_is_told(outbox: Outbox, closed_port: int) -> None:
    assert not_taken(outbox, f"https://[::1]:{closed_port}/api/events") == "::1 refuses the connection."


def test_of_a_name_with_a_dead_and_a_living_address_the_living_one_is_taken(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(_host: Any, port: int, *_args: Any, **_more: Any) -> list[Any]:
        dead = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0))
        return [dead, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with ScriptedServer() as server:
        outbox.source(server.url.replace("127.0.0.1", "localhost"))
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.TAKEN
        assert len(server.heard) == 1


def test_one_connection_serves_many_events(outbox: Outbox) -> None:
    with ScriptedServer(keep_alive(202, 400, 202, 503, 202)) as server:
        outbox.source(server.url)
        for number in range(5):
            outbox.reaches(outbox.send(key=f"k{number}"), *ENDED)
        assert (len(server.heard), server.connections) == (5, 1)


def test_a_kept_connection_that_has_ended_is_not_used(outbox: Outbox) -> None:
    ended = threading.Event()

    def once(call: Call) -> None:
        keep_alive(202)(call)
        call.connection.close()
        ended.set()

    with ScriptedServer(once, answer(202)) as server:
        outbox.source(server.url)
        outbox.reaches(outbox.send(EventType.COMMENT), EventState.TAKEN)
        assert ended.wait(20)
        assert outbox.reaches(outbox.send(EventType.COMMENT), *ENDED).state is EventState.TAKEN
        assert (len(server.heard), server.connections) == (2, 2)


def test_a_kept_connection_that_breaks_under_a_request_leaves_it_uncertain(outbox: Outbox) -> None:
    def break_the_second(call: Call) -> None:
        keep_alive(202)(call)
        call.read()
        call.reset()

    with ScriptedServer(break_the_second, answer(202)) as server:
        outbox.source(server.url)
        outbox.reaches(outbox.send(), EventState.TAKEN)
        event = outbox.reaches(outbox.send(EventType.RESOLVE), *ENDED)
        assert (event.state, event.doubtful) == (EventState.WAITING, True)
        assert outbox.last_attempt(event).error == "127.0.0.1 broke the connection."
        outbox.pass_time(2 * SECOND)
        outbox.reaches(event, EventState.TAKEN)
        assert len(server.heard) == 3
