"""What practice answers and holds, over real HTTP."""

import json
import re
import uuid
from datetime import datetime, timedelta

import pytest

from ilert_desktop.practice.configuration import DEFAULT, Configuration, Joins, PracticeSource
from ilert_desktop.practice.request import MAX_BODY
from tests.rig.practice import JSON_HEADERS, PracticeClient, practice_running

FULL_EVENT: dict[str, object] = {
    "eventType": "ALERT",
    "summary": "Zahlungen stehen — 支払い停止 🚨",
    "details": "# What\n\n<script>alert(1)</script> \u202eright to left",
    "alertKey": " Pay-1 ",
    "priority": "LOW",
    "images": [{"src": "https://example.org/a.png", "href": "https://example.org", "alt": "Graph"}, {"src": "string"}],
    "links": [{"href": "https://example.org/runbook", "text": "Runbook"}, {"href": "string"}],
    "customDetails": {"some": {"more": [1, None, True, {"fields": ""}]}},
    "routingKey": "payments",
    "severity": 2,
    "labels": {"team": "payments", "": "empty name"},
    "services": [{"alias": "checkout"}, {"id": 12}],
    "comments": [{"creator": "Ann", "content": "Looking"}],
}


def test_an_alert_is_taken_and_held_in_ilerts_shape(practice: PracticeClient) -> None:
    answer = practice.send(**{**FULL_EVENT, "event_type": "ALERT"})  # type: ignore[arg-type]

    assert answer == {"alertKey": "Pay-1", "responseCode": "NEW_ALERT"}
    alert = practice.only_alert()
    reported = datetime.fromisoformat(alert.pop("reportTime"))
    assert reported.utcoffset() == timedelta(0)
    assert alert == {
        "id": 1,
        "summary": FULL_EVENT["summary"],
        "details": FULL_EVENT["details"],
        "resolvedOn": None,
        "status": "PENDING",
        "alertSource": {"id": 1, "name": "Payments (live-like)"},
        "escalationPolicy": {"id": 1, "name": "Payments on call"},
        "priority": "LOW",
        "alertKey": "Pay-1",
        "images": FULL_EVENT["images"],
        "links": FULL_EVENT["links"],
        "responders": [],
        "severity": 2,
        "labels": FULL_EVENT["labels"],
        "services": FULL_EVENT["services"],
        "comments": FULL_EVENT["comments"],
        "routingKey": "payments",
        "customDetails": FULL_EVENT["customDetails"],
        "events": [FULL_EVENT],
    }


def test_a_small_alert_has_every_field_too(practice: PracticeClient) -> None:
    practice.send(summary="Disk full")

    alert = practice.only_alert()
    assert (alert["alertKey"], alert["customDetails"], alert["severity"], alert["routingKey"]) == (None,) * 4
    assert (alert["images"], alert["links"], alert["labels"], alert["priority"]) == ([], [], {}, "HIGH")
    assert alert["events"] == [{"eventType": "ALERT", "summary": "Disk full"}]


def test_an_answer_says_what_it_is(practice: PracticeClient) -> None:
    answers = [practice.http.post("/api/events", json={"apiKey": practice.key, "eventType": "ALERT", "summary": "x"})]
    answers.append(practice.http.get("/api/alerts"))

    assert [answer.status_code for answer in answers] == [202, 200]
    assert {answer.headers["content-type"] for answer in answers} == {"application/json"}
    assert len({uuid.UUID(answer.headers["correlation-id"]) for answer in answers}) == 2
    assert not any("access-control-allow-origin" in answer.headers for answer in answers)


@pytest.mark.parametrize("path", ["/api/events", "/api/v1/events"])
@pytest.mark.parametrize("key_field", ["apiKey", "integrationKey"])
@pytest.mark.parametrize("alert_key_field", ["alertKey", "incidentKey"])
def test_both_paths_take_the_older_and_the_newer_names(
    practice: PracticeClient, path: str, key_field: str, alert_key_field: str
) -> None:
    body = {key_field: practice.key, "eventType": "ALERT", "summary": "x", alert_key_field: "disk"}
    response = practice.http.post(path, json=body)

    assert (response.status_code, response.json()["alertKey"]) == (202, "disk")
    assert practice.only_alert()["alertKey"] == "disk"
    assert practice.key not in practice.alerts_text()


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_ways_to_write_the_content_type(practice: PracticeClient, content_type: str) -> None:
    body = json.dumps({"apiKey": practice.key, "eventType": "ALERT", "summary": "x"})

    assert practice.post(body, {"Content-Type": content_type}).status_code == 202


def test_from_alert_to_resolve(practice: PracticeClient) -> None:
    codes = [
        practice.send(event_type, alertKey=key, **fields)["responseCode"]
        for event_type, key, fields in (
            ("ACCEPT", "disk", {}),
            ("ALERT", "Disk", {"summary": "Disk full"}),
            ("ALERT", "disk", {"summary": "Disk fuller"}),
            ("ACCEPT", " DISK ", {}),
            ("COMMENT", "disk", {"comments": [{"creator": "Ann", "content": "On it"}]}),
            ("RESOLVE", "disk", {"summary": "Freed"}),
            ("RESOLVE", "disk", {}),
        )
    ]

    assert codes == [
        "NO_OPEN_ALERT",
        "NEW_ALERT",
        "EVENT_APPENDED",
        "ALERT_ACCEPTED",
        "ALERT_COMMENTED",
        "ALERT_RESOLVED",
        "NO_OPEN_ALERT",
    ]
    alert = practice.only_alert()
    assert (alert["status"], alert["summary"]) == ("RESOLVED", "Disk full")
    assert alert["resolvedOn"] >= alert["reportTime"]
    assert alert["comments"] == [{"creator": "Ann", "content": "On it"}]
    kinds = [event["eventType"] for event in alert["events"]]
    assert kinds == ["ALERT", "ALERT", "ACCEPT", "COMMENT", "RESOLVE"]


def test_the_newest_alert_comes_first(practice: PracticeClient) -> None:
    for number in range(5):
        practice.send(summary=f"Alert {number}")

    assert [alert["summary"] for alert in practice.alerts()] == [f"Alert {n}" for n in (4, 3, 2, 1, 0)]


def test_the_switch_for_the_other_reading() -> None:
    with practice_running(configuration=Configuration(alert_joins=Joins.UNACCEPTED)) as practice:
        for event_type in ("ALERT", "ACCEPT", "ALERT"):
            practice.send(event_type, alertKey="disk", summary="Disk full")

        assert [alert["status"] for alert in practice.alerts()] == ["PENDING", "ACCEPTED"]


def test_each_key_leads_to_its_own_source() -> None:
    sources = (*DEFAULT.sources, PracticeSource(id=9, name="Second", key="second-key"))
    with practice_running(configuration=Configuration(sources=sources)) as practice:
        practice.send(alertKey="disk", summary="First")
        practice.key = "second-key"
        practice.send(alertKey="disk", summary="Second")

        names = [alert["alertSource"]["name"] for alert in practice.alerts()]
    assert names == ["Second", "Payments (live-like)"]


@pytest.mark.parametrize(
    "number", ["1.0", "1e400", "-0", "0.1000", "1E+2", "12345678901234567890123", "9" * 5000, "1e-999999"]
)
def test_numbers_keep_their_digits(practice: PracticeClient, number: str) -> None:
    body = f'{{"apiKey": "{practice.key}", "eventType": "ALERT", "summary": "n", "customDetails": {{"n": {number}}}}}'

    assert practice.post(body).status_code == 202
    assert len(re.findall(rf'"n": ?{re.escape(number)}}}', practice.alerts_text())) == 2


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\U0001f6a8",
        "\u202e",
        "a" * 10_000,
        "\ud83d\ude80".encode("utf-16", "surrogatepass").decode("utf-16"),
        '"\\/\b',
    ],
)
def test_texts_come_back_as_sent(practice: PracticeClient, text: str) -> None:
    practice.send(summary=f"x{text}", alertKey=f"k{text}", customDetails={f"n{text}": text})

    alert = practice.only_alert()
    assert (alert["summary"], alert["alertKey"], alert["customDetails"]) == (f"x{text}", f"k{text}", {f"n{text}": text})


def test_an_event_of_the_largest_size_is_taken(practice: PracticeClient) -> None:
    start = f'{{"apiKey":"{practice.key}","eventType":"ALERT","summary":"Big","customDetails":{{"a":"'
    body = start + "x" * (MAX_BODY - len(start) - 3) + '"}}'
    assert len(body) == MAX_BODY

    assert practice.post(body).status_code == 202
    assert len(practice.only_alert()["customDetails"]["a"]) > MAX_BODY - 200


def test_its_own_page_may_post(practice: PracticeClient) -> None:
    body = json.dumps({"apiKey": practice.key, "eventType": "ALERT", "summary": "x"})

    assert practice.post(body, {**JSON_HEADERS, "Origin": practice.url}).status_code == 202
