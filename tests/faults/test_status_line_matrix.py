"""A complete status line decides, however what comes behind it is broken, cut off or without an end."""

import threading
from typing import Final

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, OutcomeKind
from tests.rig.certificates import Authority
from tests.rig.ledgers import SECOND
from tests.rig.outbox import Outbox
from tests.rig.proxying import tunnel
from tests.rig.scripted_server import (
    Call,
    ScriptedServer,
    Step,
    answer,
    drip_head,
    keep_alive,
    raw,
    raw_then_reset,
    reset_after_reading,
)
from tests.rig.sending import ENDED, not_taken

ILERT: Final = "https://api.example.org/api/events"


def taken_by(outbox: Outbox, server: ScriptedServer, event_type: EventType = EventType.ALERT) -> None:
    """One event without an alert key, which an uncertain outcome would hold."""
    event = outbox.reaches(outbox.send(event_type, key=""), *ENDED)
    attempt = outbox.last_attempt(event)
    assert (event.state, event.tries, attempt.status) == (EventState.TAKEN, 1, 202)
    assert (attempt.outcome, attempt.error) == (OutcomeKind.TAKEN, "")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 202 Accepted\r\n",
        b"HTTP/1.1 202\r\n",
        b"HTTP/1.1 202 \n",
        b"HTTP/1.0 202 Accepted\r\nhalf-a-head",
        b"HTTP/1.1 202 Accepted\r\nx: " + b"x" * 200_000,
        b"HTTP/1.1 202 Accepted\r\ncontent-length: -2\r\n\r\n{}",
        b"HTTP/1.1 202 Accepted\r\ncontent-length: many\r\n\r\n{}",
        b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"HTTP/1.1 202 Accepted\r\ntransfer-encoding: odd\r\n\r\n{}",
        b"HTTP/1.1 202 Accepted\r\nno colon\r\n\r\n{}",
        b"HTTP/1.1 202 Accepted\r\nx: \0\r\n\r\n{}",
        b"HTTP/1.1 202 W\x01rds\r\n\r\n{}",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nx",
        b"HTTP/1.1 103 Early Hints\r\nlink: <a>\r\nx: y\r\n\r\nHTTP/1.1 100\n\nHTTP/1.1 202 Accepted\r\nx",
        b"HTTP/1.1 202 Accepted\r\nx\r\n\r\nHTTP/1.1 500 Error\r\n\r\n",
    ],
)
@pytest.mark.parametrize("end", [raw, raw_then_reset])
def test_taken_when_what_is_behind_the_status_line_is_broken(outbox: Outbox, head: bytes, end: type) -> None:
    with ScriptedServer(end(head)) as server:
        outbox.source(server.url)
        taken_by(outbox, server)
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 202 Accepted\r\n", b"HTTP/1.1 202 Accepted\r\nx: ", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202\r\n"],
)
def test_taken_when_the_headers_never_end(hasty: Outbox, start: bytes) -> None:
    with ScriptedServer(drip_head(start)) as server:
        hasty.source(server.url)
        taken_by(hasty, server)
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("status", "state", "outcome"),
    [
        (204, EventState.REJECTED, OutcomeKind.REJECTED),
        (302, EventState.REJECTED, OutcomeKind.REJECTED),
        (400, EventState.REJECTED, OutcomeKind.REJECTED),
        (404, EventState.REJECTED, OutcomeKind.REJECTED),
        (429, EventState.WAITING, OutcomeKind.NOT_TAKEN),
        (500, EventState.WAITING, OutcomeKind.NOT_TAKEN),
        (503, EventState.WAITING, OutcomeKind.NOT_TAKEN),
        (502, EventState.WAITING, OutcomeKind.UNCERTAIN),
        (504, EventState.WAITING, OutcomeKind.UNCERTAIN),
    ],
)
@pytest.mark.parametrize("behind", [b"", b"retry-after: 3", b"no colon\r\n\r\n{}"])
def test_every_other_status_line_decides_as_well(
    outbox: Outbox, status: int, state: EventState, outcome: OutcomeKind, behind: bytes
) -> None:
    with ScriptedServer(raw_then_reset(b"HTTP/1.1 %d Words\r\n%b" % (status, behind))) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), *ENDED)
        attempt = outbox.last_attempt(event)
        assert (event.state, attempt.outcome, attempt.status) == (state, outcome, status)
        assert f"({status})" in attempt.error


@pytest.mark.parametrize("size", [1, 7])
def test_a_status_line_in_pieces(outbox: Outbox, size: int) -> None:
    data = b"HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\nHTTP/1.1 202 Accepted\r\nx"

    def pieces(call: Call) -> None:
        call.read()
        for at in range(0, len(data), size):
            call.send(data[at : at + size])
            call.pause(0.001)
        call.reset()

    with ScriptedServer(pieces) as server:
        outbox.source(server.url)
        taken_by(outbox, server)


def test_on_a_kept_connection_it_is_the_own_answer_that_counts(outbox: Outbox) -> None:
    def one_whole_one_broken(call: Call) -> None:
        keep_alive(400)(call)
        raw_then_reset(b"HTTP/1.1 202 Accepted\r\nx")(call)

    with ScriptedServer(one_whole_one_broken) as server:
        outbox.source(server.url)
        assert outbox.reaches(outbox.send(key=""), *ENDED).state is EventState.REJECTED
        taken_by(outbox, server)
        assert (len(server.heard), server.connections) == (2, 1)


def test_requests_side_by_side_do_not_take_one_another_s_status(outbox: Outbox) -> None:
    both = threading.Barrier(2, timeout=20)

    def at_the_same_time(step: Step) -> Step:
        def wait_first(call: Call) -> None:
            both.wait()
            step(call)

        return wait_first

    with (
        ScriptedServer(at_the_same_time(raw_then_reset(b"HTTP/1.1 202 Accepted\r\nx"))) as one,
        ScriptedServer(at_the_same_time(reset_after_reading), answer(202)) as other,
    ):
        outbox.source(one.url, "s1")
        outbox.source(other.url, "s2")
        first, second = outbox.send(key="", source_id="s1"), outbox.send(key="", source_id="s2")
        assert outbox.reaches(first, *ENDED).state is EventState.TAKEN
        assert outbox.reaches(second, *ENDED).state is EventState.HELD


def test_over_tls(outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.be_trusted(monkeypatch)
    with ScriptedServer(raw_then_reset(b"HTTP/1.1 202 Accepted\r\nx"), tls=authority.server()) as server:
        outbox.source(server.url)
        taken_by(outbox, server)


@pytest.mark.parametrize(
    ("step", "state"),
    [(raw(b"HTTP/1.1 202 Accepted\r\nx"), EventState.TAKEN), (reset_after_reading, EventState.WAITING)],
)
def test_through_a_proxy_ilert_s_answer_counts_and_not_the_proxy_s(
    outbox: Outbox, authority: Authority, monkeypatch: pytest.MonkeyPatch, step: Step, state: EventState
) -> None:
    authority.be_trusted(monkeypatch)
    tls = authority.server("api.example.org")
    with ScriptedServer(step, tls=tls) as server, ScriptedServer(tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        outbox.source(ILERT)
        event = outbox.reaches(outbox.send(EventType.RESOLVE), *ENDED)
        assert (event.state, event.doubtful) == (state, state is EventState.WAITING)
        outbox.pass_time(SECOND)


@pytest.mark.parametrize("status", [200, 202, 404])
@pytest.mark.parametrize("end", [raw, raw_then_reset])
def test_a_proxy_s_broken_answer_to_connect_is_no_answer_of_ilert(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, status: int, end: type
) -> None:
    with ScriptedServer(end(b"HTTP/1.1 %d Words\r\nno colon\r\n\r\n" % status)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert f"127.0.0.1:{proxy.port}" in not_taken(outbox, ILERT)
