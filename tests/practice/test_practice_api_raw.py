"""What no decent client sends, over plain sockets: always a clean 4xx, and no error in the log."""

import contextlib
import gzip
import json
import logging
import socket
from collections.abc import Iterator
from http.client import parse_headers
from typing import NamedTuple
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilert_desktop.practice.embedded import Practice
from tests.rig.practice import PracticeClient, practice_running

# uvicorn notes in its log, as a warning, that a request is no HTTP.
pytestmark = pytest.mark.expects_log
TOKEN_LINE = b"Authorization: Bearer practice"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def code(self) -> str:
        """The `code` of an error, which has to have the form of every error."""
        assert 400 <= self.status < 500, self
        value = json.loads(self.body)
        assert set(value) == {"status", "message", "code"}
        assert value["status"] == self.status
        assert self.headers["content-type"] == "application/json"
        assert self.headers["correlation-id"]
        return str(value["code"])


@pytest.fixture(scope="module")
def shared() -> Iterator[PracticeClient]:
    with practice_running() as client:
        yield client


@pytest.fixture(autouse=True)
def still_well(shared: PracticeClient, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """After each test the server answers, and has logged no error."""
    yield
    assert shared.http.get("/api/alerts").status_code == 200
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors


class Wire:
    """A connection, byte by byte."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")

    def send(self, data: bytes, *, and_end: bool = False) -> bool:
        """Send; False when the server has hung up meanwhile."""
        try:
            self._connection.sendall(data)
            if and_end:
                self._connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            return False
        return True

    def answer(self) -> Answer | None:
        """The next answer; None when the connection ends instead."""
        try:
            line = self._stream.readline()
            if not line:
                return None
            headers = {name.lower(): value for name, value in parse_headers(self._stream).items()}
            body = self._stream.read(int(headers.get("content-length", 0)))
        except ConnectionError:
            return None
        return Answer(int(line.split()[1]), headers, body)

    def close(self) -> None:
        self._stream.close()


@contextlib.contextmanager
def wire_to(client: PracticeClient) -> Iterator[Wire]:
    address = ("127.0.0.1", int(client.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=30) as connection, contextlib.closing(Wire(connection)) as wire:
        yield wire


def answer_to(client: PracticeClient, data: bytes) -> Answer:
    with wire_to(client) as wire:
        wire.send(data)
        answer = wire.answer()
    assert answer is not None
    return answer


def head(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((line, b"Host: localhost", *headers, b"", b""))


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
        practice.call(lambda desk: desk.intake.store.close()).result()
        response = http.get("/api/alerts")
    practice.stop()

    assert (response.status_code, response.json()["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert response.headers["correlation-id"]
    assert [record.exc_info is not None for record in caplog.records] == [True]
    caplog.clear()


def assert_clean(answer: Answer | None) -> None:
    if answer is not None and answer.status not in {200, 202}:
        assert answer.code()


@settings(max_examples=150, derandomize=True)
@given(st.lists(st.binary(max_size=60) | st.sampled_from([b"\r\n", b"GET / HTTP/1.1", b"Host: localhost"]), max_size=8))
def test_any_bytes(shared: PracticeClient, parts: list[bytes]) -> None:
    with wire_to(shared) as wire:
        wire.send(b"".join(parts), and_end=True)
        assert_clean(wire.answer())


segments = st.sampled_from(
    [
        "api",
        "v1",
        "events",
        "alerts",
        "accept",
        "resolve",
        "log-entries",
        "openapi.json",
        "1",
        "0",
        "-1",
        "9" * 30,
        "1.5",
    ]
).map(str.encode) | st.binary(max_size=6)
names = st.sampled_from(["states", "sources", "from", "until", "start-index", "max-results"]).map(str.encode)
values = st.sampled_from(
    ["PENDING", "1", "-1", "9" * 30, "NaN", "2026-01-01T00:00:00Z", "1e9", "\u0661", "\0", "null"]
).map(str.encode) | st.binary(max_size=8)
field_lines = st.sampled_from(
    [
        b"Content-Type: application/json",
        b"Content-Type: text/plain",
        b"Content-Encoding: gzip",
        b"Accept: text/html",
        b"Origin: null",
        b"Range: bytes=0-",
        b"If-None-Match: *",
        b"X-HTTP-Method-Override: DELETE",
        TOKEN_LINE,
    ]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
bodies = st.just(b"") | st.binary(max_size=30) | json_values.map(lambda value: json.dumps(value).encode())


@settings(max_examples=300, derandomize=True)
@given(
    st.sampled_from([b"GET", b"PUT", b"POST", b"HEAD", b"DELETE", b"OPTIONS", b"FOO"]),
    st.lists(segments, max_size=5),
    st.lists(st.tuples(names | st.binary(max_size=3), values), max_size=4),
    st.lists(field_lines, max_size=4),
    bodies,
)
def test_any_request(
    shared: PracticeClient,
    method: bytes,
    path: list[bytes],
    query: list[tuple[bytes, bytes]],
    lines: list[bytes],
    body: bytes,
) -> None:
    target = "/" + "/".join(map(quote_from_bytes, path))
    if query:
        target += "?" + "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in query)
    request_line = method + b" " + target.encode() + b" HTTP/1.1"
    data = head(request_line, *lines, b"Connection: close", b"Content-Length: %d" % len(body)) + body
    with wire_to(shared) as wire:
        wire.send(data)
        answer = wire.answer()
    assert answer is not None
    if method == b"HEAD":
        assert answer.status < 500
    else:
        assert_clean(answer)
