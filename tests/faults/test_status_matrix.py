"""Every class of status over a real socket: what becomes of the event, what the ledger holds, and what was received.

The other end counts how often it got the request, not our ledger.
"""

import threading
from typing import Any, Final

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, Hold, OutcomeKind
from tests.rig.ledgers import SECOND
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import ScriptedServer, answer, answer_when, raw
from tests.rig.waiting import wait_until

ENDED: Final = (EventState.TAKEN, EventState.REJECTED, EventState.WAITING, EventState.HELD)
TAKEN: Final = (200, 202)
REJECTED: Final = (
    *(201, 203, 204, 205, 206, 207, 208, 226, 299),
    *(300, 301, 302, 303, 304, 305, 307, 308, 399),
    *(400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418),
    *(421, 422, 423, 424, 425, 426, 428, 430, 431, 451, 499),
)
NOT_TAKEN: Final = (429, 500, 501, 503, 505, 506, 507, 508, 510, 511, 520, 529, 599, 600, 999)
UNCERTAIN: Final = (502, 504)
FINAL: Final = b"HTTP/1.1 202 Accepted\r\ncorrelation-id: c-202\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def marked(status: int) -> Any:
    return answer(status, b'{"message":"m"}' if status not in {204, 304} else b"", correlation_id=f"c-{status}")


@pytest.mark.parametrize("status", TAKEN)
@pytest.mark.parametrize("event_type", EventType)
def test_taken_is_the_end(outbox: Outbox, status: int, event_type: EventType) -> None:
    with ScriptedServer(marked(status)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(event_type), *ENDED)
        outbox.pass_time(24 * 3600 * SECOND)
        assert (event.state, event.tries, outbox.book.due()) == (EventState.TAKEN, 1, [])
        attempt = outbox.last_attempt(event)
        assert (attempt.status, attempt.outcome, attempt.error) == (status, OutcomeKind.TAKEN, "")
        assert (attempt.correlation_id, attempt.answer) == (f"c-{status}", '{"message":"m"}')
        assert len(server.heard) == 1


@pytest.mark.parametrize("status", REJECTED)
def test_rejected_is_the_end_and_says_why(outbox: Outbox, status: int) -> None:
    with ScriptedServer(marked(status)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), *ENDED)
        outbox.pass_time(24 * 3600 * SECOND)
        assert (event.state, event.tries, outbox.book.due()) == (EventState.REJECTED, 1, [])
        attempt = outbox.last_attempt(event)
        assert (attempt.status, attempt.outcome) == (status, OutcomeKind.REJECTED)
        assert attempt.correlation_id == f"c-{status}"
        assert f"({status})" in attempt.error
        assert event.message == attempt.error
        assert ("ilert says: m" in event.message) is (status >= 400)
        assert len(server.heard) == 1


@pytest.mark.parametrize("status", NOT_TAKEN)
@pytest.mark.parametrize(("event_type", "key"), [(EventType.ALERT, ""), (EventType.RESOLVE, "k")])
def test_certainly_not_taken_is_sent_again(outbox: Outbox, status: int, event_type: EventType, key: str) -> None:
    with ScriptedServer(marked(status), answer(202)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(event_type, key), *ENDED)
        assert (event.state, event.doubtful) == (EventState.WAITING, False)
        attempt = outbox.last_attempt(event)
        assert (attempt.status, attempt.outcome) == (status, OutcomeKind.NOT_TAKEN)
        assert (attempt.correlation_id, f"({status})" in attempt.error) == (f"c-{status}", True)
        outbox.pass_time(event.not_before - outbox.clock())
        assert outbox.reaches(event, EventState.TAKEN).tries == 2
        assert [attempt.status for attempt in outbox.book.attempts(event.id)] == [status, 202]
        assert len(server.heard) == 2
        assert server.heard[0].body == server.heard[1].body


@pytest.mark.parametrize("status", UNCERTAIN)
@pytest.mark.parametrize("event_type", [EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE])
def test_a_gateway_that_may_have_passed_it_on_leaves_it_uncertain(
    outbox: Outbox, status: int, event_type: EventType
) -> None:
    with ScriptedServer(marked(status), answer(202)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(event_type), *ENDED)
        assert (event.state, event.doubtful) == (EventState.WAITING, True)
        attempt = outbox.last_attempt(event)
        assert (attempt.status, attempt.outcome) == (status, OutcomeKind.UNCERTAIN)
        assert attempt.correlation_id == f"c-{status}"
        outbox.pass_time(event.not_before - outbox.clock())
        assert outbox.reaches(event, EventState.TAKEN).tries == 2
        assert len(server.heard) == 2


@pytest.mark.parametrize("status", UNCERTAIN)
@pytest.mark.parametrize(("event_type", "key"), [(EventType.ALERT, ""), (EventType.COMMENT, "k")])
def test_what_would_count_twice_is_asked_about(outbox: Outbox, status: int, event_type: EventType, key: str) -> None:
    with ScriptedServer(marked(status)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(event_type, key), *ENDED)
        outbox.pass_time(24 * 3600 * SECOND)
        assert (event.state, event.hold, outbox.book.due()) == (EventState.HELD, Hold.UNCERTAIN, [])
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\ncorrelation-id: c-103\r\n\r\n",
        b"HTTP/1.1 199 Odd\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" * 20,
    ],
)
def test_an_interim_answer_decides_nothing(outbox: Outbox, interim: bytes) -> None:
    with ScriptedServer(raw(interim + FINAL)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(key=""), *ENDED)
        assert event.state is EventState.TAKEN
        attempt = outbox.last_attempt(event)
        assert (attempt.status, attempt.correlation_id) == (202, "c-202")
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 199 Odd\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
        b"HTTP/1.1 099 Too low\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 000 Nothing\r\ncontent-length: 0\r\n\r\n",
    ],
)
def test_an_interim_answer_alone_is_no_answer(outbox: Outbox, interim: bytes) -> None:
    with ScriptedServer(raw(interim), answer(202)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), *ENDED)
        assert (event.state, event.doubtful) == (EventState.WAITING, True)
        attempt = outbox.last_attempt(event)
        assert (attempt.status, attempt.outcome) == (None, OutcomeKind.UNCERTAIN)
        outbox.pass_time(event.not_before - outbox.clock())
        outbox.reaches(event, EventState.TAKEN)
        assert len(server.heard) == 2


def test_the_attempt_has_its_duration(outbox: Outbox) -> None:
    gate = threading.Event()
    with ScriptedServer(answer_when(gate)) as server:
        outbox.source(server.url)
        event = outbox.send()
        wait_until(lambda: server.heard, what="the request")
        outbox.clock.turn(1500)
        gate.set()
        outbox.reaches(event, EventState.TAKEN)
        assert outbox.last_attempt(event).duration_ms == 1500
