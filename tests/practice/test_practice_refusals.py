"""Bad requests over real HTTP: always a clean 4xx with `{status, message, code}`, and nothing is kept of them."""

import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilert_desktop.event import Event
from ilert_desktop.practice.request import MAX_BODY, MAX_DEPTH
from tests.rig.practice import JSON_HEADERS, PracticeClient


def assert_refused(response: httpx.Response, status: int, words: str = "") -> None:
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"status", "message", "code"}
    assert body["status"] == status
    assert words in body["message"]
    assert body["code"]
    assert response.headers["correlation-id"]


def event(client: PracticeClient, **fields: object) -> str:
    complete = {"apiKey": client.key, "eventType": "ALERT", "summary": "Disk full", **fields}
    return json.dumps({name: value for name, value in complete.items() if value is not ...})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"apiKey": ...}, "apiKey is required"),
        ({"apiKey": ""}, "apiKey is required"),
        ({"apiKey": 5}, "$.apiKey"),
        ({"eventType": ...}, "eventType"),
        ({"eventType": "REROUTE"}, "$.eventType"),
        ({"eventType": "alert"}, "$.eventType"),
        ({"summary": ...}, "summary is required for ALERT"),
        ({"summary": " \n"}, "summary is required for ALERT"),
        ({"summary": 7}, "$.summary"),
        ({"eventType": "ACCEPT"}, "alertKey is required for ACCEPT"),
        ({"eventType": "RESOLVE", "alertKey": "  "}, "alertKey is required for RESOLVE"),
        ({"eventType": "COMMENT", "alertKey": ""}, "alertKey is required for COMMENT"),
        ({"alertKey": 12}, "$.alertKey"),
        ({"priority": "MEDIUM"}, "$.priority"),
        ({"images": {"src": "https://example.org/a.png"}}, "$.images"),
        ({"images": [{"href": "https://example.org"}]}, "src"),
        ({"links": ["https://example.org"]}, "$.links[0]"),
        ({"links": [{"text": "no href"}]}, "href"),
        ({"customDetails": [1]}, "$.customDetails"),
        ({"customDetails": "text"}, "$.customDetails"),
        ({"severity": 0}, "$.severity"),
        ({"severity": 6}, "$.severity"),
        ({"severity": 10**40}, "$.severity"),
        ({"severity": "3"}, "$.severity"),
        ({"labels": {"team": 3}}, "$.labels"),
        ({"services": [{"id": "three"}]}, "$.services[0].id"),
        ({"comments": [{"content": None}]}, "$.comments[0].content"),
    ],
)
def test_a_field_that_is_missing_or_of_the_wrong_type(
    shared: PracticeClient, fields: dict[str, object], words: str
) -> None:
    assert_refused(shared.post(event(shared, **fields)), 400, words)
    assert shared.alerts() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"null",
        b"[]",
        b'"ALERT"',
        b"12",
        b"{",
        b'{"apiKey": "x",}',
        b'{"eventType": "ALERT"} trailing',
        b'{"eventType": ALERT}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'{"summary": "\xff"}',
        b'{"customDetails": {"a": "\xc3\x28"}}',
        b'{"unknown": "\xed\xa0\x80"}',
        b'{"customDetails": {"a": NaN}}',
        b'{"customDetails": {"a": Infinity}}',
        b'{"customDetails": {"a": 01}}',
        b'{"customDetails": {"a": "\\ud800"}}',
        b'{"unknown": {"\\udc00": 1}}',
        b'{"summary": "raw\nline break"}',
        b"{" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"customDetails": ' + b'{"a":' * 200_000 + b"1" + b"}" * 200_001,
        b"\x00" * 1000,
    ],
    ids=lambda body: repr(body[:30]),
)
def test_a_body_that_is_no_json(shared: PracticeClient, body: bytes) -> None:
    assert_refused(shared.post(body), 400)
    assert shared.alerts() == []


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_is_taken_to_a_depth_and_no_further(practice: PracticeClient, opening: str) -> None:
    closing = {"[": "]", '{"a":': "}"}[opening]

    def nested(levels: int) -> str:
        inner = opening * levels + "1" + closing * levels
        return event(practice, summary="Deep", customDetails={"a": "HERE"}).replace('"HERE"', inner)

    assert_refused(practice.post(nested(MAX_DEPTH - 1)), 400, "nested too deeply")
    assert practice.post(nested(MAX_DEPTH - 2)).status_code == 202
    assert practice.only_alert()["summary"] == "Deep"


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/json; charset=latin-1",
    ],
)
def test_the_content_type_has_to_be_json(shared: PracticeClient, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}

    assert_refused(shared.post(event(shared), headers), 400)
    assert shared.alerts() == []


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [MAX_BODY + 1, 3 * MAX_BODY])
def test_a_body_that_is_too_large(shared: PracticeClient, size: int, chunked: bool) -> None:
    def chunks() -> Iterator[bytes]:
        yield b" " * size

    response = shared.http.post("/api/events", content=chunks() if chunked else b" " * size, headers=JSON_HEADERS)

    assert_refused(response, 413, "larger than")


def send_for_ever(connection: socket.socket, chunk: bytes) -> None:
    while True:
        connection.sendall(chunk)


def test_an_endless_body_is_cut_off(shared: PracticeClient) -> None:
    with socket.create_connection(("127.0.0.1", int(shared.url.rpartition(":")[2])), timeout=30) as connection:
        connection.sendall(
            b"POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            send_for_ever(connection, b"100000\r\n" + b" " * 0x100000 + b"\r\n")

    assert shared.alerts() == []


def test_a_connection_that_ends_in_the_body_leaves_nothing(shared: PracticeClient) -> None:
    with socket.create_connection(("127.0.0.1", int(shared.url.rpartition(":")[2])), timeout=30) as connection:
        connection.sendall(
            b"POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b'Content-Length: 1000\r\n\r\n{"apiKey": "'
        )

    assert shared.alerts() == []


@pytest.mark.parametrize("key", ["il1api-unknown", "Practice-Key-Nobody-Is-Paged", "practice", "\0"])
def test_an_unknown_key(shared: PracticeClient, key: str) -> None:
    response = shared.post(event(shared, apiKey=key))

    assert_refused(response, 404, "No alert source")
    assert key not in response.text or key == "practice"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/events", 405),
        ("PUT", "/api/v1/events", 405),
        ("DELETE", "/api/alerts", 405),
        ("POST", "/api/alerts", 405),
        ("POST", "/api/events/", 404),
        ("POST", "/api/v2/events", 404),
        ("POST", "/", 405),
        ("GET", "/api", 404),
        ("GET", "/api/alerts/../../etc/passwd", 404),
    ],
)
def test_other_methods_and_addresses(shared: PracticeClient, method: str, path: str, status: int) -> None:
    response = shared.http.request(method, path)

    assert_refused(response, status)
    assert (status == 405) == ("allow" in response.headers)


@pytest.mark.parametrize(
    "host",
    [
        "ilert.com",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "example.org:80",
        "user@localhost",
        "0.0.0.0",
        "[::2]",
        "[",
        "",
    ],
)
def test_a_host_name_that_is_not_this_computers(shared: PracticeClient, host: str) -> None:
    """A page that rebinds its own name to 127.0.0.1 shows that name in `Host`."""
    for method, path in (("POST", "/api/events"), ("GET", "/api/alerts")):
        response = shared.http.request(method, path, content=event(shared), headers={**JSON_HEADERS, "Host": host})
        assert_refused(response, 403)
    assert shared.alerts() == []


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://127.0.0.1:1", "http://localhost", ""])
def test_a_web_page_of_another_site(shared: PracticeClient, origin: str) -> None:
    response = shared.post(event(shared), {**JSON_HEADERS, "Origin": origin})

    assert_refused(response, 403, "other sites")
    assert shared.alerts() == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
field_names = st.sampled_from([*Event.__struct_encode_fields__, "apiKey", "integrationKey", "incidentKey", "other"])
bodies = st.binary(max_size=200) | st.dictionaries(field_names, json_values, max_size=8).map(
    lambda value: json.dumps(value).encode()
)


@settings(max_examples=100, deadline=None)
@given(bodies)
def test_whatever_comes_is_answered_cleanly(shared: PracticeClient, body: bytes) -> None:
    response = shared.post(body)

    assert_refused(response, response.status_code)
    assert response.status_code in {400, 404}
