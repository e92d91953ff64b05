"""`GET /openapi.json` says exactly what the API does: Schemathesis makes requests of it, and checks each answer."""

import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema
from starlette.routing import Route

from ilert_desktop.practice.configuration import TOKEN
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.server import create_app
from tests.rig.practice import PracticeClient, practice_running

EXAMPLES = 20  # for each operation, beside those that go to the edges of each field
CHECKS = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "positive_data_acceptance",
    "negative_data_rejection",
    "missing_required_header",
    "ignored_auth",
    "unsupported_method",
    "allow_header_conformance",
}


@pytest.fixture(scope="module")
def held() -> Iterator[PracticeClient]:
    """A server with some alerts."""
    with practice_running() as client:
        for number in range(3):
            client.send(summary="Disk full", alertKey=f"disk-{number}", customDetails={"free": "0 %"})
        yield client


def described(client: PracticeClient) -> dict[str, Any]:
    response = client.http.get("/openapi.json", headers={"Authorization": ""})
    assert response.status_code == 200
    document: dict[str, Any] = response.json()
    return document


def schema_of(client: PracticeClient) -> BaseSchema:
    """The description as a plan for requests, the same ones each time."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "workers": 1,
            "continue-on-failure": True,
            "headers": {"Authorization": f"Bearer {TOKEN}"},
            "generation": {"mode": "all", "deterministic": True, "max-examples": EXAMPLES, "database": "none"},
        }
    )
    schema = schemathesis.openapi.from_dict(described(client), config=config)
    schema.config.update(base_url=client.url)

    def as_practice_knows_it(_context: object, body: object) -> object:
        if isinstance(body, dict):
            for name in ("apiKey", "integrationKey"):
                if isinstance(body.get(name), str) and len(body[name]) % 2:
                    body[name] = client.key
            if isinstance(body.get("severity"), float) and body["severity"].is_integer():
                # JSON Schema takes 4.0 for an integer; practice wants it written as one.
                body["severity"] = int(body["severity"])
        return body

    schema.hook("map_body")(as_practice_knows_it)
    return schema


def test_the_description_is_valid(held: PracticeClient) -> None:
    schema_of(held).validate()


def test_it_describes_every_address_and_method_of_the_api(held: PracticeClient) -> None:
    practice = Practice()
    routes = practice.call(lambda desk: create_app(desk).routes).result()
    practice.stop()

    assert {(path, method.upper()) for path, methods in described(held)["paths"].items() for method in methods} == {
        (route.path, method)
        for route in routes
        if isinstance(route, Route) and route.path.startswith(("/api", "/openapi"))
        for method in set(route.methods or ()) - {"HEAD"}
    }


def test_its_example_is_taken(held: PracticeClient) -> None:
    for path in ("/api/events", "/api/v1/events"):
        body = described(held)["paths"][path]["post"]["requestBody"]["content"]["application/json"]

        assert held.http.post(path, json=body["example"]).status_code == 202


def test_only_alerts_need_the_token(held: PracticeClient) -> None:
    for path, methods in described(held)["paths"].items():
        for method, operation in methods.items():
            with httpx.Client(base_url=held.url, trust_env=False) as stranger:
                status = stranger.request(method, path.replace("{id}", "1"), json={}).status_code
            assert (status == 401) == ("security" in operation) == path.startswith("/api/alerts"), path


@pytest.mark.timeout(240)
@pytest.mark.expects_log  # a look at what the client can send: a header that is none
def test_each_answer_is_as_described(held: PracticeClient, caplog: pytest.LogCaptureFixture) -> None:
    failures: list[str] = []
    done: Counter[str] = Counter()
    statuses: set[tuple[str, int]] = set()
    for event in from_schema(schema_of(held)).execute():
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
        if isinstance(event, events.ScenarioFinished):
            recorder = event.recorder
            statuses |= {
                (recorder.label, interaction.response.status_code)
                for interaction in recorder.interactions.values()
                if interaction.response is not None
            }
            for check in (check for checks in recorder.checks.values() for check in checks):
                done[check.name] += 1
                if check.failure_info is not None:
                    failures.append(f"{check.failure_info.failure}\n{check.failure_info.code_sample}")

    assert not failures, "\n\n".join(failures)
    assert set(done) >= CHECKS
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    # It came past the first refusal everywhere.
    for path, methods in described(held)["paths"].items():
        for method in methods:
            label = f"{method.upper()} {path}"
            assert statuses & {(label, 200), (label, 202)}, label
    assert ("POST /api/events", 404) in statuses
