"""Reading alerts back, accepting and resolving them, over real HTTP; sentences are the facts page's."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.practice.answers import one_alert
from ilert_desktop.practice.state import Alert, Named, Page, Received, Status
from tests.rig.practice import UNLIMITED, PracticeClient, practice_running


def refused(response: httpx.Response, status: int) -> str:
    body = response.json()
    assert (response.status_code, body["status"], set(body)) == (status, status, {"status", "message", "code"}), body
    assert uuid.UUID(response.headers["correlation-id"])
    assert response.headers["content-type"] == "application/json"
    return str(body["message"])


def ids(client: PracticeClient, query: str = "") -> list[int]:
    response = client.http.get(f"/api/alerts{query}")
    assert response.status_code == 200, response.text
    return [alert["id"] for alert in response.json()]


@pytest.fixture(scope="module")
def three() -> Iterator[PracticeClient]:
    """A server to read from: alert 1 is resolved, 2 accepted, 3 pending, each of another source."""
    with practice_running() as client:
        for number, source in enumerate(UNLIMITED.sources, start=1):
            client.key = source.key
            client.send(summary=f"Alert {number}", alertKey="disk")
        for number, action in ((1, "resolve"), (2, "accept")):
            assert act(client, number, action).status_code == 200
        yield client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [3, 2, 1]),
        ("?states=PENDING", [3]),
        ("?states=PENDING&states=ACCEPTED", [3, 2]),
        ("?states=PENDING&states=PENDING", [3]),
        ("?sources=1", [1]),
        ("?sources=3&sources=1", [3, 1]),
        ("?sources=1&states=PENDING", []),
        ("?sources=99", []),
        ("?max-results=2", [3, 2]),
        ("?start-index=1&max-results=1", [2]),
        ("?start-index=3", []),
        ("?start-index=2147483647", []),
        ("?from=1970-01-01T00:00:00Z&until=9999-12-31T23:59:59Z", [3, 2, 1]),
        ("?from=9999-12-31T23:59:59-14:00", []),
        ("?until=0001-01-01T00:00:00%2B14:00", []),
        ("?include=anything", [3, 2, 1]),
    ],
)
def test_a_list_holds_what_was_asked_for(three: PracticeClient, query: str, expected: list[int]) -> None:
    assert ids(three, query) == expected


def test_from_belongs_to_the_time_and_until_does_not(three: PracticeClient) -> None:
    times = {alert["id"]: alert["reportTime"] for alert in three.http.get("/api/alerts").json()}
    second = datetime.fromisoformat(times[2])
    elsewhere = (second + timedelta(hours=2)).replace(tzinfo=None).isoformat()

    assert ids(three, f"?from={times[2]}") == [3, 2]
    assert ids(three, f"?until={times[2]}") == [1]
    assert ids(three, f"?from={times[2]}&until={times[3]}") == [2]
    assert ids(three, f"?from={elsewhere}%2B02:00&until={times[3]}") == [2]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("states=OPEN", "PENDING, ACCEPTED, RESOLVED"),
        ("states=pending", "states"),
        ("states=PENDING,ACCEPTED", "repeat it"),
        ("states=", "states"),
        ("states=%00", "states"),
        ("sources=x", "sources"),
        ("sources=1,2", "sources"),
        ("sources=-1", "sources"),
        ("sources=9223372036854775808", "sources"),
        (f"sources={'9' * 5000}", "sources"),
        ("sources=%D9%A1", "sources"),
        ("from=yesterday", "from"),
        ("from=2021-05-25", "with its zone"),
        ("from=2021-05-25T21:24:56", "with its zone"),
        ("from=2021-05-25T21:24:56+02:00", "%2B"),
        ("until=1621977896", "until"),
        ("until=NaN", "until"),
        ("until=2021-13-45T21:24:56Z", "until"),
        ("until=", "until"),
        ("from=2021-05-25T21:24:56Z&from=2021-05-25T21:24:56Z", "only once"),
        ("start-index=-1", "start-index"),
        ("start-index=1.0", "start-index"),
        ("start-index=1e3", "start-index"),
        ("start-index=2147483648", "start-index"),
        ("start-index=%EF%BC%91", "start-index"),
        ("start-index=1&start-index=1", "only once"),
        ("max-results=0", "from 1 to 100"),
        ("max-results=101", "from 1 to 100"),
        ("max-results=+5", "max-results"),
        ("max-results=%ff", "max-results"),
    ],
)
def test_a_parameter_that_cant_be_read_is_named(three: PracticeClient, query: str, words: str) -> None:
    assert words in refused(three.http.get(f"/api/alerts?{query}"), 400)


def test_pages_of_alerts_and_of_a_log(practice: PracticeClient) -> None:
    """ "at most 100 a page, paged by `reportTime`"; fifty, where nothing is said."""
    for number in range(120):
        practice.send(summary=f"Alert {number}")
        practice.send(summary="Once more", alertKey="disk")

    assert ids(practice) == list(range(121, 71, -1))
    assert ids(practice, "?max-results=100&start-index=100") == list(range(21, 0, -1))
    log = practice.http.get("/api/alerts/2/log-entries").json()
    assert [entry["effect"] for entry in log] == ["NEW_ALERT", *["EVENT_APPENDED"] * 49]
    rest = practice.http.get("/api/alerts/2/log-entries?start-index=100&max-results=100").json()
    assert len(rest) == 20


def test_one_alert_is_what_the_list_has(three: PracticeClient) -> None:
    for alert in three.http.get("/api/alerts").json():
        assert three.http.get(f"/api/alerts/{alert['id']}").json() == alert


@pytest.mark.parametrize(
    "number",
    ["4", "0", "-1", "+1", "1.0", "1e0", "NaN", "%00", "%D9%A1", "%EF%BC%91", "9223372036854775808", "9" * 5000, "x"],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("GET", "/log-entries"), ("PUT", "/accept"), ("PUT", "/resolve")]
)
def test_an_alert_that_is_not_there(three: PracticeClient, number: str, method: str, path: str) -> None:
    refused(three.http.request(method, f"/api/alerts/{number}{path}"), 404)


def act(client: PracticeClient, number: int, action: str, content: bytes = b"", **headers: str) -> httpx.Response:
    return client.http.put(f"/api/alerts/{number}/{action}", content=content, headers=headers)


def test_accept_and_resolve_answer_with_the_alert_as_it_is_then(practice: PracticeClient) -> None:
    """ "`PUT /api/alerts/{id}/accept` and `/resolve` act on one"; done twice, it stays as it is."""
    practice.send(summary="Disk full", alertKey="disk")

    accepted = [act(practice, 1, "accept") for _ in range(2)]
    assert [answer.status_code for answer in accepted] == [200, 200]
    assert accepted[0].json() == accepted[1].json() == practice.http.get("/api/alerts/1").json()
    assert (accepted[0].json()["status"], accepted[0].json()["resolvedOn"]) == ("ACCEPTED", None)
    resolved = [act(practice, 1, action).json() for action in ("resolve", "resolve", "accept")]
    assert resolved == [practice.http.get("/api/alerts/1").json()] * 3
    assert resolved[0]["status"] == "RESOLVED"
    assert resolved[0]["resolvedOn"] >= resolved[0]["reportTime"]
    assert practice.send("RESOLVE", alertKey="disk")["responseCode"] == "NO_OPEN_ALERT"
    log = practice.http.get("/api/alerts/1/log-entries").json()
    assert [(entry["effect"], entry["by"], "event" in entry) for entry in log] == [
        ("NEW_ALERT", "EVENT", True),
        ("ALERT_ACCEPTED", "API", False),
        ("ALERT_RESOLVED", "API", False),
    ]


@pytest.mark.parametrize("content", [b"{}", b"null", b'{"user": {"id": 1}}', b"[1, null]"])
def test_a_body_of_an_action_counts_for_nothing(practice: PracticeClient, content: bytes) -> None:
    practice.send(summary="Disk full")

    assert act(practice, 1, "accept", content, **{"Content-Type": "application/json"}).status_code == 200


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"{}", {"Content-Type": "text/plain"}, 400),
        (b"{}", {}, 400),
        (b"[" * 100_000, {"Content-Type": "application/json"}, 400),
        (b"\x1f\x8b", {"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        (b" " * 6_000_000, {"Content-Type": "application/json"}, 413),
    ],
    ids=["broken", "text", "no type", "deep", "compressed", "large"],
)
def test_a_body_of_an_action_that_is_no_json(
    practice: PracticeClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    practice.send(summary="Disk full")

    refused(act(practice, 1, "accept", content, **headers), status)
    assert practice.only_alert()["status"] == "PENDING"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "")],
        [("Authorization", "practice")],
        [("Authorization", "Bearer")],
        [("Authorization", "Bearer other")],
        [("Authorization", "Bearer Practice")],
        [("Authorization", "Bearer practice practice")],
        [("Authorization", "Basic practice")],
        [("Authorization", "Bearer practice"), ("Authorization", "Bearer practice")],
        [("Authorization", b"Bearer pr\xe4ctice")],
    ],
    ids=str,
)
def test_alerts_need_the_token(practice: PracticeClient, headers: list[tuple[str, Any]]) -> None:
    """ "needs a *user's* bearer token"; events need none, only their source's key."""
    practice.send(summary="Disk full")
    with httpx.Client(base_url=practice.url, trust_env=False) as client:
        for method, path in (
            ("GET", ""),
            ("GET", "?states=nonsense"),
            ("GET", "/1"),
            ("GET", "/99"),
            ("GET", "/1/log-entries"),
            ("PUT", "/1/accept"),
            ("PUT", "/1/resolve"),
        ):
            response = client.request(method, f"/api/alerts{path}", headers=headers)
            assert "Authorization: Bearer practice" in refused(response, 401)
            assert response.headers["www-authenticate"].startswith("Bearer")
            assert "Disk full" not in response.text
        event = {"apiKey": practice.key, "eventType": "ALERT", "summary": "Disk fuller"}
        assert client.post("/api/events", json=event, headers=headers).status_code == 202
    assert [alert["status"] for alert in practice.alerts()] == ["PENDING", "PENDING"]


@pytest.mark.parametrize("value", ["Bearer practice", "bearer practice", "BEARER  practice"])
def test_ways_to_write_the_token(practice: PracticeClient, value: str) -> None:
    assert practice.http.get("/api/alerts", headers={"Authorization": value}).status_code == 200


def test_the_responders_are_those_who_would_be_paged() -> None:
    alert = Alert(
        id=1,
        source=Named(1, "Payments"),
        policy=Named(1, "Payments on call"),
        key="disk",
        status=Status.PENDING,
        priority=Priority.HIGH,
        reported=datetime.now(UTC),
        received=Received(Event(event_type=EventType.ALERT, summary="Disk full"), msgspec.Raw(b"{}")),
        paged=(Page(name="Anna", by=("push", "call"), after_minutes=0), Page(name="Ben", by=(), after_minutes=5)),
    )

    assert json.loads(one_alert(alert))["responders"] == [
        {"name": "Anna", "by": ["push", "call"], "afterMinutes": 0},
        {"name": "Ben", "by": [], "afterMinutes": 5},
    ]


def test_head_tells_the_headers_alone(three: PracticeClient) -> None:
    response = three.http.head("/api/alerts/1")

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) == len(three.http.get("/api/alerts/1").content)


def test_the_answer_has_an_id_of_its_own(practice: PracticeClient) -> None:
    """One that the client sends is not ilert's."""
    answers = [
        practice.http.request(method, path, headers={"correlation-id": str(uuid.UUID(int=0))})
        for method, path in (
            ("GET", "/api/alerts"),
            ("GET", "/api/alerts/1"),
            ("PUT", "/api/alerts/1/accept"),
            ("POST", "/api/events"),
            ("PATCH", "/api/events"),
            ("GET", "/api/nowhere"),
            ("GET", "/openapi.json"),
        )
    ]

    found = {uuid.UUID(answer.headers["correlation-id"]) for answer in answers}
    assert len(found) == len(answers)
    assert uuid.UUID(int=0) not in found


def test_the_log_keeps_the_event_as_it_came(practice: PracticeClient) -> None:
    sent = {"eventType": "ALERT", "summary": "Disk full", "incidentKey": "disk", "unknown": [1.50, None]}
    practice.post(json.dumps({"integrationKey": practice.key, **sent}))

    (entry,) = practice.http.get("/api/alerts/1/log-entries").json()
    assert entry["event"] == sent
    assert datetime.fromisoformat(entry["timestamp"]).utcoffset() == timedelta(0)
