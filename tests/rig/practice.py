"""A practice server for a test, and a client that talks to it over real HTTP."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.engine import DEFAULT_RULES, Rules
from ilert_desktop.practice.sources import PRACTICE_SOURCES, PracticeSource

JSON_HEADERS = {"Content-Type": "application/json"}


class PracticeClient:
    """Speaks to practice as any program would; `url`, `key` and `events_url` are where and what to post."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key
        self.events_url = f"{url}/api/events"
        # Without the proxies of the environment: they would get what is meant for this computer.
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=30)

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
        """What practice holds, as JSON text."""
        response = self.http.get("/api/alerts")
        assert response.status_code == 200, response.text
        return response.text

    def alerts(self) -> list[dict[str, Any]]:
        """What practice holds, the newest alert first."""
        held: list[dict[str, Any]] = json.loads(self.alerts_text())
        return held

    def only_alert(self) -> dict[str, Any]:
        """The one alert that practice holds."""
        (alert,) = self.alerts()
        return alert


@contextmanager
def practice_running(
    data: Path | None = None,
    *,
    sources: Sequence[PracticeSource] = PRACTICE_SOURCES,
    rules: Rules = DEFAULT_RULES,
) -> Iterator[PracticeClient]:
    """A running server with a client, both gone at the end."""
    practice = Practice(data, sources=sources, rules=rules)
    client = PracticeClient(practice.start(), practice.key)
    try:
        yield client
    finally:
        client.http.close()
        practice.stop()
