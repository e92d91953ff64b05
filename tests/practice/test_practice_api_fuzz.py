"""Bytes and requests that nobody thought of: always a clean 4xx, and no error in the log."""

import json
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.wire import TOKEN_LINE, Answer, head, wire_to
from tests.rig.practice import PracticeClient

# uvicorn notes in its log, as a warning, that a request is no HTTP.
pytestmark = [pytest.mark.expects_log, pytest.mark.usefixtures("still_well")]


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
