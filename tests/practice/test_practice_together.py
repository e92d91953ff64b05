"""Many programs at once, over real connections: events of one alert key never make two open alerts."""

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.rig.practice import PracticeClient

CLIENTS = 50


def all_at_once(practice: PracticeClient, event_types: Sequence[str]) -> list[str]:
    """Each client has a connection of its own and sends one event, all with the same key; the response codes."""
    start = threading.Barrier(len(event_types))

    def send(numbered: tuple[int, str]) -> str:
        number, event_type = numbered
        with httpx.Client(trust_env=False, timeout=60) as client:
            body = {"apiKey": practice.key, "eventType": event_type, "alertKey": "disk", "summary": f"From {number}"}
            start.wait(60)
            response = client.post(practice.events_url, json=body)
        assert response.status_code == 202
        return str(response.json()["responseCode"])

    with ThreadPoolExecutor(len(event_types)) as clients:
        return list(clients.map(send, enumerate(event_types)))


def test_fifty_clients_with_one_key_make_one_alert(practice: PracticeClient) -> None:
    codes = all_at_once(practice, ["ALERT"] * CLIENTS)

    assert sorted(codes) == ["EVENT_APPENDED"] * (CLIENTS - 1) + ["NEW_ALERT"]
    summaries = {event["summary"] for event in practice.only_alert()["events"]}
    assert summaries == {f"From {number}" for number in range(CLIENTS)}


def test_with_accept_and_resolve_among_them_there_is_one_open_alert_at_a_time(practice: PracticeClient) -> None:
    codes = Counter(all_at_once(practice, ["ALERT", "ALERT", "ALERT", "ACCEPT", "RESOLVE"] * (CLIENTS // 5)))
    alerts = practice.alerts()

    assert codes.total() == CLIENTS
    assert len(alerts) == codes["NEW_ALERT"]
    assert sum(alert["status"] != "RESOLVED" for alert in alerts) == codes["NEW_ALERT"] - codes["ALERT_RESOLVED"] <= 1
    for alert in alerts:
        entries = practice.http.get(f"/api/alerts/{alert['id']}/log-entries").json()
        effects = [entry["effect"] for entry in entries]
        assert effects[0] == "NEW_ALERT"
        assert effects.count("NEW_ALERT") == 1
        assert effects.count("ALERT_ACCEPTED") <= 1
        assert "ALERT_RESOLVED" not in effects[:-1]
    logged = sum(len(alert["events"]) for alert in alerts)
    assert logged == CLIENTS - codes["NO_OPEN_ALERT"]
