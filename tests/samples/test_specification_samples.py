"""The specification's own samples, run against practice; each only with its address and key replaced."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ilert_desktop.event import EventType, Image, Link, Priority, body, from_json
from tests.rig.practice import PracticeClient
from tests.samples import powershell, specification

WRITTEN_KEY = "YOUR-ALERT-SOURCE-API-KEY"
WRITTEN_KEY_2 = ".....YOUR SOURCE API KEY...."


def sample(title: str, practice: PracticeClient, written_key: str = WRITTEN_KEY) -> str:
    code = specification.samples()[title]
    return specification.aimed_at(code, address=practice.url, key=practice.key, written_key=written_key)


def run(command: list[str], **environment: str) -> str:
    """Run a sample without the machine's proxies, which would get what is meant for this computer."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    ended = subprocess.run(
        command, env={**kept, "NO_PROXY": "*", **environment}, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def needed(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.fail(f"{program} is missing; `make test` installs it.")
    return found


def assert_held(practice: PracticeClient, summary: str) -> None:
    """Practice holds one alert, from an event with a type and a summary."""
    alert = practice.only_alert()
    assert alert["events"] == [{"eventType": "ALERT", "summary": summary}]
    held = {name: alert[name] for name in ("summary", "status", "priority", "alertKey", "details", "customDetails")}
    assert held == {
        "summary": summary,
        "status": "PENDING",
        "priority": "HIGH",
        "alertKey": None,
        "details": "",
        "customDetails": None,
    }


def test_the_page_is_ilerts_word_for_word() -> None:
    assert hashlib.sha256(specification.FILE.read_bytes()).hexdigest() == specification.SHA256
    assert list(specification.samples()) == ["Shell", "JavaScript", "Python", "Powershell", "Powershell2"]


def test_the_packages_are_pinned_by_hash_and_name_no_registry() -> None:
    lock = json.loads(Path(__file__).with_name("package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert "node_modules/axios" in packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package or "hasInstallScript" in package for package in packages.values())


def test_shell(practice: PracticeClient) -> None:
    needed("curl")

    answer = run([needed("sh"), "-c", sample("Shell", practice)])

    assert json.loads(answer) == {"responseCode": "NEW_ALERT"}
    assert_held(practice, "Hey, this is a test alert from the shell!")


def test_javascript(practice: PracticeClient, node_modules: Path, tmp_path: Path) -> None:
    script = tmp_path / "sample.js"
    script.write_text(sample("JavaScript", practice), encoding="utf-8")

    answer = run([needed("node"), str(script)], NODE_PATH=str(node_modules))

    assert "NEW_ALERT" in answer
    assert_held(practice, "Hey, this is a test alert from JS!")


def test_python(practice: PracticeClient) -> None:
    answer = run([sys.executable, "-c", sample("Python", practice)])

    assert json.loads(answer) == {"responseCode": "NEW_ALERT"}
    assert_held(practice, "Hey, this is a test alert from Python!")


def send(request: powershell.Request, practice: PracticeClient) -> dict[str, Any]:
    response = practice.http.request(request.method, request.url, headers=request.headers, content=request.body)
    assert response.status_code == 202, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_first_powershell(practice: PracticeClient) -> None:
    request = powershell.request_in(sample("Powershell", practice))

    assert (request.method, request.url) == ("POST", f"{practice.url}/api/events")
    assert request.headers == {"Content-Type": "application/json", "Accept": "application/json"}
    assert send(request, practice) == {"responseCode": "NEW_ALERT"}
    assert_held(practice, "Hey, this is a test alert from Powershell!")


def test_second_powershell(practice: PracticeClient) -> None:
    request = powershell.request_in(sample("Powershell2", practice, WRITTEN_KEY_2))

    assert (request.method, request.url) == ("POST", f"{practice.url}/api/v1/events")
    assert request.headers == {"content-type": "application/json"}
    assert send(request, practice) == {"responseCode": "NEW_ALERT", "alertKey": "string"}
    alert = practice.only_alert()
    assert alert["alertKey"] == "string"
    assert (alert["summary"], alert["details"], alert["priority"]) == ("string", "string", "HIGH")
    assert alert["images"] == [{"src": "string", "href": "string", "alt": "string"}]
    assert alert["links"] == [{"href": "string", "text": "string"}]
    assert alert["customDetails"] == {}
    sent = json.loads(request.body)
    del sent["apiKey"]
    assert alert["events"] == [sent]


def example_with_its_comma() -> str:
    """The JSON example without comments, and with the comma that it lacks after `customDetails`."""
    code = specification.without_comments(specification.json_example())
    with pytest.raises(json.JSONDecodeError, match="Expecting ',' delimiter") as missing:
        json.loads(code)
    assert code[missing.value.pos :].startswith('"routingKey"')
    completed, count = re.subn(r'("customDetails": .*\}\})\n', r"\1,\n", code)
    assert count == 1
    # A trailing comma may stand before the closing brace in the page's JSON with comments; JSON itself has none.
    return re.sub(r",(\s*)\}\s*$", r"\1}", completed)


def test_the_json_example_round_trips_through_the_model() -> None:
    code = example_with_its_comma()
    example = json.loads(code)

    event = from_json(code)

    assert (event.event_type, event.summary, event.details) == (EventType.ALERT, "Your alert summary", "")
    assert (event.alert_key, event.routing_key, event.priority) == ("abc123", "abc123", Priority.HIGH)
    assert event.images == (Image("https://...jpeg"),)
    assert event.links == (Link("https://...", "A link"),)
    assert bytes(event.custom_details) == b'{ "some": { "more": "fields" }}'
    sent = body(event, key_field="apiKey", api_key=example["apiKey"])
    # An empty text says nothing: it is left out.
    assert example.pop("details") == ""
    assert json.loads(sent) == example
    # As JSON: the model keeps custom details as text, in the order and spelling of the page.
    assert body(from_json(sent), key_field="apiKey", api_key=example["apiKey"]) == sent


def test_the_json_example_is_taken(practice: PracticeClient) -> None:
    example = {**json.loads(example_with_its_comma()), "apiKey": practice.key}

    assert practice.http.post("/api/events", json=example).status_code == 202

    del example["apiKey"]
    assert practice.only_alert()["events"] == [example]
