"""Certificates and TLS that are not right: the message names host and reason, and nothing of the event goes out."""

import gc
from pathlib import Path

import pytest

from ilert_desktop.ledger.records import EventState
from tests.rig.certificates import Authority, server_context
from tests.rig.ledgers import SECOND
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import Call, ScriptedServer, Step, answer, keep_alive, reset_at_the_first_byte
from tests.rig.sending import ENDED, not_taken


def refused(outbox: Outbox, server: ScriptedServer, host: str = "127.0.0.1") -> str:
    """Send to a server whose certificate is bad; what the operator is told."""
    message = not_taken(outbox, server.url.replace("127.0.0.1", host))
    assert server.heard == []
    assert message.startswith(f"The certificate of {host} can't be trusted: ")
    return message.partition("trusted: ")[2]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_that_signed_itself(outbox: Outbox, tmp_path: Path, host: str) -> None:
    with ScriptedServer(tls=server_context(tmp_path)) as server:
        reason = refused(outbox, server, host)
    assert reason.startswith("self-signed certificate. A company's own certificate authority")


def test_an_authority_that_nobody_trusts(outbox: Outbox, authority: Authority) -> None:
    with ScriptedServer(tls=authority.server()) as server:
        assert refused(outbox, server).startswith("unable to get local issuer certificate. A company's own")


def test_an_authority_that_the_system_trusts(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    with ScriptedServer(keep_alive(202, 202), tls=authority.server()) as server:
        outbox.source(server.url)
        for number in range(2):
            assert outbox.reaches(outbox.send(key=f"k{number}"), *ENDED).state is EventState.TAKEN
        assert (len(server.heard), server.connections) == (2, 1)


@pytest.mark.parametrize(
    ("starts", "ends", "reason"),
    [(-30, -1, "certificate has expired"), (1, 30, "certificate is not yet valid")],
)
def test_a_certificate_out_of_its_time(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch, starts: int, ends: int, reason: str
) -> None:
    authority.be_trusted(monkeypatch)
    with ScriptedServer(tls=authority.server(starts=starts, ends=ends)) as server:
        assert refused(outbox, server).startswith(f"{reason}. Check this computer's date")


@pytest.mark.parametrize(
    ("names", "host", "reason"),
    [
        (("other.example",), "localhost", "Hostname mismatch, certificate is not valid for 'localhost'."),
        (("other.example",), "127.0.0.1", "IP address mismatch, certificate is not valid for '127.0.0.1'."),
        (("localhost",), "127.0.0.1", "IP address mismatch, certificate is not valid for '127.0.0.1'."),
    ],
)
def test_the_certificate_of_another_host(
    outbox: Outbox,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    names: tuple[str, ...],
    host: str,
    reason: str,
) -> None:
    authority.be_trusted(monkeypatch)
    with ScriptedServer(tls=authority.server(*names)) as server:
        assert refused(outbox, server, host) == reason


def test_it_goes_on_when_the_certificate_was_renewed(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    with ScriptedServer(tls=authority.server(ends=-1)) as old, ScriptedServer(tls=authority.server()) as renewed:
        outbox.source(old.url)
        event = outbox.reaches(outbox.send(), EventState.WAITING)
        outbox.source(renewed.url)
        outbox.pass_time(2 * SECOND)
        assert outbox.reaches(event, EventState.TAKEN).tries == 2
        assert (len(old.heard), len(renewed.heard)) == (0, 1)


def hang_up(call: Call) -> None:
    call.connection.recv(1)


@pytest.mark.parametrize("step", [hang_up, reset_at_the_first_byte])
def test_a_handshake_that_breaks(outbox: Outbox, step: Step) -> None:
    with ScriptedServer(step) as server:
        message = not_taken(outbox, f"https://127.0.0.1:{server.port}/api/events")
    assert "127.0.0.1" in message


def test_a_handshake_that_never_ends(hasty: Outbox) -> None:
    with ScriptedServer(lambda call: call.wait_for_the_end()) as server:
        message = not_taken(hasty, f"https://127.0.0.1:{server.port}/api/events")
    # A connection left open would be told by a warning now.
    gc.collect()
    assert message == "No answer from 127.0.0.1 within 30 seconds."


def test_a_redirect_to_plain_http_is_not_followed(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.be_trusted(monkeypatch)
    with (
        ScriptedServer() as other,
        ScriptedServer(answer(307, location=other.url), tls=authority.server()) as server,
    ):
        outbox.source(server.url)
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.REJECTED
        assert (len(server.heard), other.connections) == (1, 0)


def test_a_server_that_speaks_no_tls(outbox: Outbox) -> None:
    def speak(call: Call) -> None:
        call.send(b"220 smtp ready\r\n")
        call.wait_for_the_end()

    with ScriptedServer(speak) as server:
        message = not_taken(outbox, f"https://127.0.0.1:{server.port}/api/events")
        assert "127.0.0.1" in message
        assert server.heard == []
