"""Proxies: which one gets what, one that wants a password, and ones that refuse, break or hang."""

from pathlib import Path
from typing import Any, Final

import pytest

from ilert_desktop.ledger.records import EventState, OutcomeKind
from tests.rig.certificates import Authority, server_context
from tests.rig.ledgers import SECOND
from tests.rig.outbox import KEY, Outbox
from tests.rig.portal import Portal, by_proxy
from tests.rig.proxying import tunnel
from tests.rig.scripted_server import (
    ScriptedServer,
    Step,
    answer,
    drip_head,
    keep_alive,
    raw,
    reset_after_reading,
    reset_at_once,
    say_nothing,
)
from tests.rig.secret_service import MuteBus, PrivateBus
from tests.rig.sending import ENDED, not_taken

PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
ILERT: Final = "https://api.example.org/api/events"
PASSWORD: Final = "ge@heim#4711"


def kept(outbox: Outbox) -> bytes:
    """Every byte of the ledger's files."""
    return b"".join(file.read_bytes() for file in sorted(outbox.book.path.parent.glob("ledger.db*")))


def test_the_way_through_a_proxy_with_a_password(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    tls = authority.server("api.example.org")
    with (
        ScriptedServer(keep_alive(202, 202), tls=tls) as server,
        ScriptedServer(tunnel(server.port, login=f"alice:{PASSWORD}")) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://alice:{PASSWORD}@127.0.0.1:{proxy.port}")
        outbox.source(ILERT)
        for number in range(2):
            assert outbox.reaches(outbox.send(key=f"k{number}"), *ENDED).state is EventState.TAKEN
        assert (len(server.heard), len(proxy.heard)) == (2, 1)
        assert all("proxy-authorization" not in heard.headers for heard in server.heard)
        assert KEY.encode() not in proxy.heard[0].body
    assert PASSWORD.encode() not in kept(outbox)


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("", "wants a user name and a password (407). Put them into the proxy's address"),
        ("alice@", "refuses its user name or password (407)"),
        ("alice:WRONGwrong@", "refuses its user name or password (407)"),
        ("bob:ge%40heim%234711@", "refuses its user name or password (407)"),
    ],
)
@pytest.mark.parametrize("reason", [b"Proxy Authentication Required", b"WRONGwrong alice ge@heim#4711", b""])
def test_a_proxy_that_wants_another_password(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, login: str, words: str, reason: bytes
) -> None:
    with ScriptedServer(tunnel(9, login=f"alice:{PASSWORD}", reason=reason)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{login}127.0.0.1:{proxy.port}")
        message = not_taken(outbox, ILERT)
        assert len(proxy.heard) == 1
    assert message.startswith(f"The proxy 127.0.0.1:{proxy.port} {words}")
    for secret in ("WRONGwrong", PASSWORD, "ge%40heim"):
        assert secret not in message
        assert secret.encode() not in kept(outbox)


def test_the_right_password_counts_without_a_restart(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    tls = authority.server("api.example.org")
    with ScriptedServer(tls=tls) as server, ScriptedServer(tunnel(server.port, login="alice:right")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://alice:wrong@127.0.0.1:{proxy.port}")
        outbox.source(ILERT)
        event = outbox.reaches(outbox.send(), EventState.WAITING)
        monkeypatch.setenv("HTTPS_PROXY", f"http://alice:right@127.0.0.1:{proxy.port}")
        outbox.pass_time(2 * SECOND)
        assert outbox.reaches(event, EventState.TAKEN).tries == 2
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    "step",
    [
        reset_at_once,
        reset_after_reading,
        drip_head(),
        say_nothing,
        raw(b"NONSENSE\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n\r\n"),
    ],
)
def test_a_proxy_that_breaks_or_hangs_has_seen_nothing_of_the_event(
    hasty: Outbox, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    with ScriptedServer(step) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://alice:{PASSWORD}@127.0.0.1:{proxy.port}")
        message = not_taken(hasty, ILERT)
        assert all(KEY.encode() not in heard.body for heard in proxy.heard)
    assert f"127.0.0.1:{proxy.port}" in message or "api.example.org" in message
    assert PASSWORD not in message


def test_the_certificate_behind_a_proxy_is_the_endpoints(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(tls=server_context(tmp_path)) as server, ScriptedServer(tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        message = not_taken(outbox, ILERT)
        assert server.heard == []
    assert message.startswith("The certificate of api.example.org can't be trusted: self-signed certificate")


def test_the_certificate_of_a_proxy_is_the_proxys(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(tls=server_context(tmp_path)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        message = not_taken(outbox, ILERT)
    assert message.startswith(f"The certificate of the proxy 127.0.0.1:{proxy.port} can't be trusted")


def test_what_breaks_behind_a_proxy_is_uncertain(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    tls = authority.server("api.example.org")
    with ScriptedServer(reset_after_reading, tls=tls) as server, ScriptedServer(tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        outbox.source(ILERT)
        event = outbox.reaches(outbox.send(), EventState.WAITING)
        assert outbox.last_attempt(event).outcome is OutcomeKind.UNCERTAIN
        assert "api.example.org" in event.message
        assert len(server.heard) == 1


def test_an_excepted_host_is_reached_directly(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "elsewhere.example,.invalid")
        assert not_taken(outbox, "https://host.invalid/").startswith("The name host.invalid can't be found")
        assert proxy.connections == 0


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
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://localhost:{closed_port}")
    message = not_taken(outbox, "https://api.example.org/api/events")
    assert message == f"The proxy localhost:{closed_port} refuses the connection."


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


def test_the_proxy_of_a_linux_desktop(
    outbox: Outbox, authority: Authority, private_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    tls = authority.server("api.example.org")
    with ScriptedServer(tls=tls) as server, ScriptedServer(tunnel(server.port)) as proxy:
        portal = Portal(private_bus, by_proxy("127.0.0.1", proxy.port))
        try:
            outbox.source(ILERT)
            assert outbox.reaches(outbox.send(key=""), *ENDED).state is EventState.TAKEN
        finally:
            portal.stop()
        assert (len(server.heard), len(proxy.heard)) == (1, 1)


def test_a_socks_proxy_of_a_linux_desktop(outbox: Outbox, private_bus: PrivateBus) -> None:
    socks = {"": {"mode": "'manual'"}, "/socks": {"host": "'socks.corp'", "port": "1080"}}
    portal = Portal(private_bus, socks)
    try:
        message = not_taken(outbox, ILERT)
    finally:
        portal.stop()
    assert message.startswith("The proxy socks.corp:1080 in this computer's settings can't be used")
    assert message.endswith("SOCKS proxies are not supported.")


def test_a_bus_that_says_nothing_does_not_keep_an_event(outbox: Outbox, mute_bus: MuteBus) -> None:
    assert "api.example.org" in not_taken(outbox, ILERT)
    assert mute_bus.connections() >= 1
