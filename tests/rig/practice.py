"""A practice server for a test, and a client that talks to it over real HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from ilert_desktop.practice.configuration import DEFAULT, TOKEN, Configuration, PracticeSource
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice_sources import practice_sources

# What is tested here is seldom the rate limit, and tests post as fast as they can.
UNLIMITED = Configuration(per_minute=0)
_PAGE = 100
# What a new list of sources begins with, and its first one is chosen.
SOURCES = practice_sources(DEFAULT)
FIRST = SOURCES[0].name
JSON_HEADERS = {"Content-Type": "application/json"}


def knowing_only(name: str, key: str) -> Configuration:
    """Of a server that knows one source, and takes as many events as come."""
    return Configuration(sources=(PracticeSource(id=7, name=name, key=key),), per_minute=0)


class PracticeClient:
    """Speaks to practice as any program would; `url`, `key` and `events_url` are where and what to post."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key
        self.events_url = f"{url}/api/events"
        # Without the proxies of the environment: they would get what is meant for this computer.
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=30, headers=bearer)

    def send(self, event_type: str = "ALERT", *, expected: int = 202, **fields: object) -> dict[str, Any]:
        """Post an event with this client's key, and return the answer's body."""
        response = self.http.post("/api/events", json={"apiKey": self.key, "eventType": event_type, **fields})
        assert response.status_code == expected, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def post(self, content: bytes | str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Post a body as it is."""
        return self.http.post("/api/events", content=content, headers=JSON_HEADERS if headers is None else headers)

    def alerts_text(self) -> str:
        """What practice holds, as JSON text; `events` has every event that reached the alert, as it came."""
        held = self._all("/api/alerts")
        return msgspec.json.encode(
            [{**alert, "events": self._events(int(bytes(alert["id"])))} for alert in held]
        ).decode()

    def alerts(self) -> list[dict[str, Any]]:
        """The same, the newest alert first."""
        held: list[dict[str, Any]] = json.loads(self.alerts_text())
        return held

    def only_alert(self) -> dict[str, Any]:
        """The one alert that practice holds."""
        (alert,) = self.alerts()
        return alert

    def _events(self, alert_id: int) -> list[msgspec.Raw]:
        entries = self._all(f"/api/alerts/{alert_id}/log-entries")
        return [entry["event"] for entry in entries if "event" in entry]

    def _all(self, path: str) -> list[dict[str, msgspec.Raw]]:
        """Every page of a list."""
        found: list[dict[str, msgspec.Raw]] = []
        while True:
            response = self.http.get(path, params={"start-index": len(found), "max-results": _PAGE})
            assert response.status_code == 200, response.text
            page = msgspec.json.decode(response.content, type=list[dict[str, msgspec.Raw]])
            found += page
            if len(page) < _PAGE:
                return found


@contextmanager
def practice_running(
    data: Path | None = None,
    *,
    configuration: Configuration = UNLIMITED,
) -> Iterator[PracticeClient]:
    """A running server with a client, both gone at the end."""
    practice = Practice(data, configuration=configuration)
    client = PracticeClient(practice.start(), practice.key)
    try:
        yield client
    finally:
        client.http.close()
        practice.stop()
