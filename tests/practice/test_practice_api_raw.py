"""What no decent client sends, over plain sockets: always a clean 4xx, and no error in the log."""

import contextlib
import gzip
import json

import pytest

from ilert_desktop.practice.embedded import Practice
from tests.practice.wire import TOKEN_LINE, answer_to, head, wire_to
from tests.rig.practice import PracticeClient, practice_running

# uvicorn notes in its log, as a warning, that a request is no HTTP.
pytestmark = [pytest.mark.expects_log, pytest.mark.usefixtures("still_well")]


def event(client: PracticeClient, **fields: object) -> bytes:
    return json.dumps({"apiKey": client.key, "eventType": "ALERT", "summary": "Disk full", **fields}).encode()


POST = b"POST /api/events HTTP/1.1"
JSON_TYPE = b"Content-Type: application/json"


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32) + b"\r\n\r\n",
        b"\x00" * 100 + b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /api/alerts\r\n\r\n",
        b"GET  /api/alerts HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/alerts HTTP/1.1 more\r\nHost: localhost\r\n\r\n",
        b"G@T /api/alerts HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/älerts HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
        b"GET /api/alerts HTTP/1.1\r\n\r\n",
        b"GET /api/alerts HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        head(b"GET /api/alerts HTTP/1.1", b"no colon"),
        head(b"GET /api/alerts HTTP/1.1", b"a name: x"),
        head(b"GET /api/alerts HTTP/1.1", b": x"),
        head(b"GET /api/alerts HTTP/1.1", b"X: a\x00b"),
        head(b"GET /api/alerts HTTP/1.1", b"X: " + b"a" * 2_000_000),
        head(b"GET /api/alerts HTTP/1.1", *[b"X: a"] * 400_000),
        head(b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1"),
        head(POST, JSON_TYPE, b"Content-Length: -1"),
        head(POST, JSON_TYPE, b"Content-Length: 1e3"),
        head(POST, JSON_TYPE, b"Content-Length: " + b"9" * 30),
        head(POST, JSON_TYPE, b"Content-Length: 2", b"Content-Length: 3") + b"{} ",
        head(POST, JSON_TYPE, b"Content-Length: 2, 3") + b"{} ",
        head(POST, JSON_TYPE, b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
        head(POST, JSON_TYPE, b"Transfer-Encoding: nonsense") + b"0\r\n\r\n",
        head(POST, JSON_TYPE, b"Transfer-Encoding: chunked") + b"XYZ\r\n{}\r\n0\r\n\r\n",
        head(POST, JSON_TYPE, b"Transfer-Encoding: chunked") + b"-1\r\n{}\r\n0\r\n\r\n",
        head(POST, JSON_TYPE, b"Transfer-Encoding: chunked") + b"F" * 40 + b"\r\n{}\r\n0\r\n\r\n",
        head(POST, JSON_TYPE, b"Transfer-Encoding: chunked") + b"2\r\n{}too long\r\n0\r\n\r\n",
    ],
    ids=lambda data: repr(data[:60]),
)
def test_broken_http_is_refused_in_the_form_of_every_error(shared: PracticeClient, data: bytes) -> None:
    answer = answer_to(shared, data)

    assert (answer.status, answer.code()) == (400, "INVALID_HTTP")
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /api/alerts HTTP/1.0\r\n\r\n", 403),
        (b"GET /api/alerts HTTP/1.0\r\nHost: localhost\r\n\r\n", 401),
        (head(b"get /api/alerts HTTP/1.1"), 405),
        (head(b"A" * 5000 + b" /api/alerts HTTP/1.1"), 405),
        (head(b"TRACE /api/events HTTP/1.1"), 405),
        (head(b"OPTIONS * HTTP/1.1"), 404),
        (head(b"OPTIONS /api/events HTTP/1.1"), 405),
        (head(b"CONNECT localhost:80 HTTP/1.1"), 404),
        (head(b"GET http://example.org/api/alerts HTTP/1.1"), 404),
        (head(b"GET //api/alerts HTTP/1.1"), 404),
        (head(b"GET /api//alerts HTTP/1.1"), 404),
        (head(b"GET /api/alerts/ HTTP/1.1"), 404),
        (head(b"GET /api/alerts%00 HTTP/1.1"), 404),
        (head(b"GET /api/alerts;x HTTP/1.1"), 404),
        (head(b"GET /api/%61lerts%2f..%2fevents HTTP/1.1"), 404),
        (head(b"GET /api/alerts/%zz HTTP/1.1", TOKEN_LINE), 404),
        (head(b"GET /api/alerts/%ff%fe HTTP/1.1", TOKEN_LINE), 404),
        (head(b"GET /api/alerts?states=%ff&%00=%00&=&&&from HTTP/1.1", TOKEN_LINE), 400),
        (head(b"GET /api/alerts?" + b"states=x&" * 6000 + b" HTTP/1.1", TOKEN_LINE), 400),
        (head(b"GET /api/alerts?" + b"sources=1&" * 6000 + b" HTTP/1.1", TOKEN_LINE), 400),
        (head(b"GET /api/alerts/1/accept HTTP/1.1", TOKEN_LINE), 405),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else None,
)
def test_odd_requests(shared: PracticeClient, data: bytes, status: int) -> None:
    answer = answer_to(shared, data)

    assert answer.status == status
    assert answer.code()


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br", b"zstd", b"gzip, identity", b"x-unknown"])
@pytest.mark.parametrize("compressed", [True, False])
def test_a_compressed_body(shared: PracticeClient, coding: bytes, compressed: bool) -> None:
    body = gzip.compress(event(shared)) if compressed else event(shared)
    length = b"Content-Length: %d" % len(body)

    answer = answer_to(shared, head(POST, JSON_TYPE, length, b"Content-Encoding: " + coding) + body)

    assert (answer.status, answer.code()) == (415, "COMPRESSED")
    assert shared.alerts() == []


def test_two_content_types_are_none(shared: PracticeClient) -> None:
    body = event(shared)
    data = head(POST, JSON_TYPE, b"Content-Type: text/plain", b"Content-Length: %d" % len(body)) + body

    assert answer_to(shared, data).code() == "WRONG_CONTENT_TYPE"


def test_the_last_of_two_fields_with_one_name_counts(shared: PracticeClient) -> None:
    """As Java's and Python's readers of JSON have it."""
    fields = b'"eventType": "ALERT", "summary": ""'
    known, unknown = b'"apiKey": "%s"' % shared.key.encode(), b'"apiKey": "nobody"'

    assert shared.post(b"{%s, %s, %s}" % (unknown, known, fields)).status_code == 400
    assert shared.post(b"{%s, %s, %s}" % (known, unknown, fields)).status_code == 400
    assert shared.post(b'{%s, %s, %s, "summary": "x"}' % (known, unknown, fields)).status_code == 404


def test_a_body_that_is_longer_than_said_ends_the_connection(shared: PracticeClient) -> None:
    with wire_to(shared) as wire:
        wire.send(head(POST, JSON_TYPE, b"Content-Length: 2") + b'{}{"eventType": "ALERT"}\r\n\r\n')
        answers = [wire.answer(), wire.answer(), wire.answer()]

    assert [answer and answer.code() for answer in answers] == ["INVALID_EVENT", "INVALID_HTTP", None]


def test_requests_in_a_row_are_answered_in_a_row(shared: PracticeClient) -> None:
    with wire_to(shared) as wire:
        wire.send(b"".join(head(b"GET /api/%d HTTP/1.1" % number) for number in range(20)))
        answers = [wire.answer() for _ in range(20)]

    assert [answer and answer.status for answer in answers] == [404] * 20


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize(
    "line", [b"GET /api/alerts HTTP/1.1", b"GET /nowhere HTTP/1.1", b"PUT /api/events HTTP/1.1", POST], ids=repr
)
def test_a_body_that_breaks_after_its_request_was_answered(
    shared: PracticeClient, line: bytes, in_pieces: bool
) -> None:
    """Only one of the two answers goes out, and nothing goes wrong."""
    start = head(line, b"Content-Type: text/plain", b"Transfer-Encoding: chunked")
    broken = b"nonsense\r\n\r\n"
    with wire_to(shared) as wire:
        wire.send(start if in_pieces else start + broken)
        answer = wire.answer()
        if in_pieces:
            wire.send(broken)
        second = wire.answer()

    assert answer is not None
    assert answer.code()
    assert second is None


@pytest.mark.parametrize(
    "start",
    [
        head(b"GET /api/alerts HTTP/1.1", b"Transfer-Encoding: chunked"),
        head(b"POST /nowhere HTTP/1.1", b"Transfer-Encoding: chunked"),
        head(POST, b"Content-Type: text/plain", b"Transfer-Encoding: chunked"),
        head(POST, JSON_TYPE, b"Transfer-Encoding: nonsense"),
    ],
    ids=repr,
)
def test_who_goes_on_sending_without_an_end_is_cut_off(shared: PracticeClient, start: bytes) -> None:
    megabyte = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with wire_to(shared) as wire:
        wire.send(start)
        answer = wire.answer()
        sent = 0
        while wire.send(megabyte):
            sent += 1

    assert answer is not None
    assert answer.code()
    assert sent < 1000


def test_a_client_that_asks_first_is_told_to_go_on(shared: PracticeClient) -> None:
    with practice_running() as client, wire_to(client) as wire:
        body = event(client)
        wire.send(head(POST, JSON_TYPE, b"Expect: 100-continue", b"Content-Length: %d" % len(body)))
        first = wire.answer()
        wire.send(body)
        second = wire.answer()

    assert [answer and answer.status for answer in (first, second)] == [100, 202]


def test_a_client_that_asks_first_is_refused_at_once(shared: PracticeClient) -> None:
    wrong = head(POST, b"Content-Type: text/plain", b"Expect: 100-continue", b"Content-Length: 1000")

    assert answer_to(shared, wrong).code() == "WRONG_CONTENT_TYPE"


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c", b"TLS/1.0"])
def test_another_protocol_is_not_taken_up(
    shared: PracticeClient, protocol: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade = (
        b"Connection: Upgrade",
        b"Upgrade: " + protocol,
        b"Sec-WebSocket-Key: eA==",
        b"Sec-WebSocket-Version: 13",
    )

    assert answer_to(shared, head(b"GET /api/alerts HTTP/1.1", TOKEN_LINE, *upgrade)).status == 200
    assert not caplog.records


def test_a_mistake_of_practice_itself_has_the_form_of_every_error_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    practice = Practice()
    with contextlib.closing(PracticeClient(practice.start(), practice.key).http) as http:
        practice.call(lambda desk: delattr(desk.intake, "store")).result()
        response = http.get("/api/alerts")
    practice.stop()

    assert (response.status_code, response.json()["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert response.headers["correlation-id"]
    assert [record.exc_info is not None for record in caplog.records] == [True]
    caplog.clear()
