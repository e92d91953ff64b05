"""The way to ilert: ports, names, certificates and proxies that do not work, and proxies that must not be used."""

import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from ilert_desktop.ledger.records import EventState, OutcomeKind
from tests.rig.certificates import server_context
from tests.rig.ledgers import SECOND
from tests.rig.outbox import KEY, Outbox
from tests.rig.scripted_server import Call, ScriptedServer, answer, raw

ENDED = (EventState.TAKEN, EventState.REJECTED, EventState.WAITING, EventState.HELD)


def not_taken(outbox: Outbox, url: str) -> str:
    """Send to a place that can't be reached; what the operator is told."""
    outbox.source(url)
    event = outbox.reaches(outbox.send(key=""), *ENDED)
    attempt = outbox.last_attempt(event)
    assert (event.state, attempt.outcome, attempt.status) == (EventState.WAITING, OutcomeKind.NOT_TAKEN, None)
    assert not event.doubtful
    assert event.message == attempt.error
    return event.message


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_a_refused_connection_is_told(outbox: Outbox) -> None:
    message = not_taken(outbox, f"http://127.0.0.1:{closed_port()}/api/events")
    assert message == "127.0.0.1 refuses the connection."


def test_a_refused_connection_is_told_for_a_name_with_several_addresses(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two_addresses(_host: Any, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{end}", port)) for end in (1, 2)]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    message = not_taken(outbox, f"http://localhost:{closed_port()}/api/events")
    assert message == "localhost refuses the connection."


def test_it_goes_on_when_the_way_is_free_again(outbox: Outbox) -> None:
    with ScriptedServer() as server:
        outbox.source(f"http://127.0.0.1:{closed_port()}/api/events")
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


@pytest.mark.parametrize(("expired", "reason"), [(False, "self-signed certificate"), (True, "certificate")])
def test_a_certificate_that_nobody_vouches_for(outbox: Outbox, tmp_path: Path, expired: bool, reason: str) -> None:
    with ScriptedServer(tls=server_context(tmp_path, expired=expired)) as server:
        message = not_taken(outbox, server.url)
        assert message.startswith("The certificate of 127.0.0.1 can't be trusted: ")
        assert reason in message
        assert server.heard == []


def test_a_server_that_speaks_no_tls(outbox: Outbox) -> None:
    def speak(call: Call) -> None:
        call.send(b"220 smtp ready\r\n")
        call.wait_for_the_end()

    with ScriptedServer(speak) as server:
        message = not_taken(outbox, f"https://127.0.0.1:{server.port}/api/events")
        assert "127.0.0.1" in message
        assert server.heard == []


@pytest.mark.parametrize("url", ["https://exämple..org/", "https://xn--a\x01.example/"])
def test_an_address_that_only_the_sender_finds_wrong_is_told(outbox: Outbox, url: str) -> None:
    assert not_taken(outbox, url)


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.mark.parametrize("scheme", ["http", "HTTP", "Http"])
def test_no_proxy_gets_what_is_meant_for_this_computer(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    with ScriptedServer(answer(202)) as proxy, ScriptedServer() as server:
        for name in PROXIES:
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        outbox.source(server.url.replace("http", scheme, 1))
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.TAKEN
        assert (len(server.heard), proxy.connections) == (1, 0)


def test_no_proxy_gets_what_is_meant_for_practice(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(answer(202)) as proxy:
        for name in PROXIES:
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        outbox.source("practice:", key=None)
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.TAKEN
        assert proxy.connections == 0


@pytest.mark.parametrize(
    "step", [raw(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"), raw(b""), raw(b"HTTP/1.1 502 Bad\r\n\r\n")]
)
def test_a_proxy_that_refuses_has_seen_nothing_of_the_event(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, step: Any
) -> None:
    with ScriptedServer(step) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert f"The proxy 127.0.0.1:{proxy.port} " in not_taken(outbox, "https://api.example.org/api/events")
        (heard,) = proxy.heard
        assert heard.method == "CONNECT"
        assert KEY.encode() not in heard.body


def test_it_is_the_proxy_that_is_named_when_the_proxy_is_not_there(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = closed_port()
    monkeypatch.setenv("HTTPS_PROXY", f"http://localhost:{port}")
    message = not_taken(outbox, "https://api.example.org/api/events")
    assert message == f"The proxy localhost:{port} refuses the connection."


def test_a_proxy_without_a_name_in_the_network_is_named(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    assert not_taken(outbox, "https://api.example.org/").startswith(
        "The name of the proxy, proxy.invalid, can't be found"
    )


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "nonsense://x", "http://[::1"])
def test_a_proxy_setting_that_cannot_be_used_is_told(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert "proxy" in not_taken(outbox, "https://api.example.org/api/events").lower()
    monkeypatch.delenv("HTTPS_PROXY")
    with ScriptedServer() as server:
        outbox.source(server.url, "s2")
        outbox.reaches(outbox.send(source_id="s2"), EventState.TAKEN)
