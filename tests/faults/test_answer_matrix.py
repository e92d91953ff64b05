"""Real requests over real sockets: what each kind of answer, right or wrong, makes of an event."""

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ilert_desktop.delivery.request import ANSWER_LIMIT
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, Hold, OutcomeKind
from tests.rig.ledgers import SECOND
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import (
    Call,
    ScriptedServer,
    Step,
    answer,
    close_after_reading,
    drip,
    drip_head,
    flood,
    gzip_bomb,
    raw,
    reset_after_reading,
    reset_at_once,
    reset_at_the_first_byte,
    reset_in_body,
    say_nothing,
)
from tests.rig.waiting import wait_until

ENDED = (EventState.TAKEN, EventState.REJECTED, EventState.WAITING, EventState.HELD)


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (answer(202), 202),
        (answer(202, b"{}"), 202),
        (answer(200, b'{"alertKey":"k","responseCode":"NEW_ALERT_CREATED"}'), 200),
        (answer(202, b"\xff\xfe no text at all \0"), 202),
        (answer(202, b"[" * 5000), 202),
        (reset_in_body(202), 202),
        (drip(202), 202),
        (gzip_bomb(202), 202),
        (answer(202, b"no gzip", content_encoding="gzip"), 202),
        (answer(202, b"x" * 10_000_000), 202),
        (raw(b"HTTP/1.1 202\r\ncontent-length: 0\r\n\r\n"), 202),
        (raw(b"HTTP/1.0 200 OK\r\n\r\nuntil the end"), 200),
        (raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"), 202),
        (raw(b"HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\nnonsense"), 202),
        (raw(b"HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab"), 202),
        (raw(b"HTTP/1.1 202 Accepted\r\ncontent-length: 1000\r\n\r\n{}"), 202),
        (raw(b"HTTP/2.0 202 Accepted\r\n\r\n"), 202),
        (raw(b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{} and much more"), 202),
    ],
)
def test_200_and_202_mean_taken_whatever_comes_behind(hasty: Outbox, step: Step, status: int) -> None:
    with ScriptedServer(step) as server:
        hasty.source(server.url)
        event = hasty.send()
        assert hasty.reaches(event, *ENDED).state is EventState.TAKEN
        attempt = hasty.last_attempt(event)
        assert (attempt.status, attempt.outcome, attempt.error) == (status, OutcomeKind.TAKEN, "")
        assert len(attempt.answer) <= ANSWER_LIMIT
        assert len(server.heard) == 1


def test_what_goes_out(outbox: Outbox) -> None:
    with ScriptedServer() as server:
        outbox.source(server.url)
        outbox.reaches(outbox.send(), EventState.TAKEN)
        (heard,) = server.heard
        assert (heard.method, heard.path) == ("POST", "/api/events")
        assert heard.headers["content-type"] == "application/json"
        assert heard.headers["accept"] == "application/json"
        assert "authorization" not in heard.headers


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (answer(201, b"{}"), "Rejected (201)"),
        (answer(204), "Rejected (204)"),
        (answer(301, location="https://example.org/"), "redirects"),
        (answer(307, location="/api/events"), "redirects"),
        (answer(308, location="nonsense::"), "redirects"),
        (answer(400, b'{"status":400,"message":"summary is required","code":"X"}'), "summary is required"),
        (answer(400, b"<html>"), "Rejected (400)"),
        (answer(404, b'{"message":"unknown"}'), "key is wrong"),
        (answer(413), "Rejected (413)"),
        (reset_in_body(400), "Rejected (400)"),
    ],
)
@pytest.mark.parametrize("event_type", [EventType.ALERT, EventType.RESOLVE])
def test_rejected_is_the_end(outbox: Outbox, step: Step, words: str, event_type: EventType) -> None:
    with ScriptedServer(step) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(event_type), *ENDED)
        assert event.state is EventState.REJECTED
        assert words in event.message
        assert words in outbox.last_attempt(event).error
        outbox.pass_time(3600 * SECOND)
        assert outbox.book.due() == []
        assert len(server.heard) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_carries_nothing_to_another_place(outbox: Outbox, status: int) -> None:
    with ScriptedServer() as other, ScriptedServer(answer(status, location=other.url)) as server:
        outbox.source(server.url)
        assert outbox.reaches(outbox.send(), *ENDED).state is EventState.REJECTED
        assert (len(server.heard), other.connections) == (1, 0)


@pytest.mark.parametrize(
    ("step", "earliest", "latest"),
    [
        (answer(500), 1, 2),
        (answer(501), 1, 2),
        (answer(503, retry_after="600"), 1, 2),
        (answer(429, retry_after="7"), 7, 7),
        (answer(429, retry_after=" 8 "), 8, 8),
        (answer(429, retry_after="0"), 1, 1),
        (answer(429), 10, 30),
        (answer(429, retry_after="soon"), 10, 30),
        (answer(429, retry_after="-5"), 10, 30),
        (answer(429, retry_after="²"), 10, 30),
        (answer(429, retry_after="9" * 5000), 3600, 3600),
        (answer(429, retry_after=format_datetime(datetime.now(UTC) + timedelta(hours=30), usegmt=True)), 3600, 3600),
        (answer(429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"), 1, 1),
        (answer(429, retry_after="Wed, 99 Foo 20155 07:28:00 GMT"), 10, 30),
    ],
)
def test_certainly_not_taken_waits_and_is_sent_again(outbox: Outbox, step: Step, earliest: int, latest: int) -> None:
    with ScriptedServer(step, answer(202)) as server:
        # So late that the alert does not ask before it pages somebody about old news.
        outbox.source(server.url, stale_minutes=120)
        event = outbox.reaches(outbox.send(), *ENDED)
        assert event.state is EventState.WAITING
        assert outbox.last_attempt(event).outcome is OutcomeKind.NOT_TAKEN
        assert not event.doubtful
        assert earliest * SECOND <= event.not_before - outbox.clock() <= latest * SECOND
        outbox.pass_time(event.not_before - outbox.clock())
        assert outbox.reaches(event, EventState.TAKEN).tries == 2
        assert server.heard[0].body == server.heard[1].body


UNCERTAIN_STEPS = [
    answer(502),
    answer(504),
    reset_at_the_first_byte,
    reset_after_reading,
    close_after_reading,
    say_nothing,
    raw(b"NONSENSE\r\n\r\n"),
    raw(b"HTTP/1.1 2"),
    raw(b"HTTP/1.1 two Accepted\r\n\r\n"),
    raw(b"x" * 200_000),
    raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    raw(b"HTTP/1.1 202 Accepted"),
    raw(b"HTTP/1.1 202 Accepted\r"),
    raw(b"HTTP/1.1 2020 Accepted\r\n\r\n"),
    raw(b"x: 1\r\nHTTP/1.1 202 Accepted\r\n\r\n"),
    raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n"),
    raw(b"HTTP/1.1 100 Continue\r\nx: HTTP/1.1 202 Accepted\r\n"),
    drip_head(b"HTTP/1.1 202 Accepted"),
]


@pytest.mark.parametrize("step", UNCERTAIN_STEPS)
@pytest.mark.parametrize("event_type", [EventType.ALERT, EventType.RESOLVE])
def test_uncertain_is_sent_again_when_it_has_a_key(hasty: Outbox, step: Step, event_type: EventType) -> None:
    with ScriptedServer(step, answer(202)) as server:
        hasty.source(server.url)
        event = hasty.reaches(hasty.send(event_type), *ENDED)
        assert event.state is EventState.WAITING
        assert event.doubtful
        assert event.message
        assert hasty.last_attempt(event).outcome is OutcomeKind.UNCERTAIN
        hasty.pass_time(2 * SECOND)
        assert hasty.reaches(event, EventState.TAKEN).tries == 2


@pytest.mark.parametrize("step", UNCERTAIN_STEPS)
@pytest.mark.parametrize(("event_type", "key"), [(EventType.ALERT, ""), (EventType.COMMENT, "k")])
def test_uncertain_asks_where_a_second_one_would_count(
    hasty: Outbox, step: Step, event_type: EventType, key: str
) -> None:
    with ScriptedServer(step) as server:
        hasty.source(server.url)
        event = hasty.reaches(hasty.send(event_type, key), *ENDED)
        assert (event.state, event.hold) == (EventState.HELD, Hold.UNCERTAIN)
        assert "may have taken it" in event.message
        hasty.pass_time(3600 * SECOND)
        assert server.connections == 1


@pytest.mark.parametrize("key", ["k", ""])
def test_a_reset_before_anything_was_read_is_never_taken_for_an_end(outbox: Outbox, key: str) -> None:
    with ScriptedServer(reset_at_once) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(key=key), *ENDED)
        # Whether the reset overtakes the first byte is the kernel's business.
        uncertain = outbox.last_attempt(event).outcome is OutcomeKind.UNCERTAIN
        assert event.state is (EventState.HELD if uncertain and not key else EventState.WAITING)


def test_a_packed_answer_is_read(outbox: Outbox) -> None:
    packed = gzip.compress(b'{"message":"packed"}')
    with ScriptedServer(answer(400, packed, content_encoding="GZIP", correlation_id="c-1")) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), EventState.REJECTED)
        assert "ilert says: packed" in event.message
        attempt = outbox.last_attempt(event)
        assert (attempt.answer, attempt.correlation_id) == ('{"message":"packed"}', "c-1")


def test_the_address_of_the_alert_is_kept(outbox: Outbox) -> None:
    with ScriptedServer(answer(202, b'{"alertUrl":"https://example.org/7"}')) as server:
        outbox.source(server.url)
        outbox.reaches(outbox.send(), EventState.TAKEN)
        assert outbox.book.alerts()[0].alert_url == "https://example.org/7"


def test_a_time_out_names_the_host(hasty: Outbox) -> None:
    with ScriptedServer(say_nothing) as server:
        hasty.source(server.url)
        event = hasty.reaches(hasty.send(), EventState.WAITING)
        assert "127.0.0.1" in event.message
        assert "No answer" in event.message


@pytest.mark.parametrize("status", [202, 400])
def test_of_a_gigabyte_no_more_is_read_than_is_kept(outbox: Outbox, status: int) -> None:
    sent: list[int] = []
    with ScriptedServer(flood(status, 1, sent)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), *ENDED)
        assert event.state is (EventState.TAKEN if status == 202 else EventState.REJECTED)
        assert len(outbox.last_attempt(event).answer) == ANSWER_LIMIT
        wait_until(lambda: sent, what="the end of the flood")
        # What the kernel's buffers on the way hold, and not the gigabyte.
        assert sent[0] < 64 << 20
        assert len(server.heard) == 1


@pytest.mark.slow_fault
def test_a_packed_gigabyte_is_not_unpacked(outbox: Outbox) -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(1024)) + packer.flush()
    tracemalloc.start()
    try:
        with ScriptedServer(answer(400, bomb, content_encoding="gzip")) as server:
            outbox.source(server.url)
            event = outbox.reaches(outbox.send(), EventState.REJECTED)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(outbox.last_attempt(event).answer) <= ANSWER_LIMIT
    assert peak < 32 << 20


def test_an_answer_before_the_whole_request_was_read_counts(outbox: Outbox) -> None:
    def hurry(call: Call) -> None:
        call.connection.recv(10)
        call.send(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        call.wait_for_the_end()

    with ScriptedServer(hurry) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), *ENDED)
        assert (event.state, outbox.last_attempt(event).status) == (EventState.REJECTED, 413)
