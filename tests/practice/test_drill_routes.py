"""What the page and the window ask for: the switch, the drills and their report, over real HTTP."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.misbehaviour import Mode
from tests.rig.practice import JSON_HEADERS, UNLIMITED, PracticeClient


@pytest.fixture
def practice() -> Iterator[Practice]:
    running = Practice(configuration=UNLIMITED)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(practice: Practice) -> Iterator[httpx.Client]:
    """The page's port, asked with the bearer token."""
    client = PracticeClient(practice.page_url or "", practice.key)
    yield client.http
    client.http.close()


def state(page: httpx.Client) -> dict[str, Any]:
    answer = page.get("/page/state")
    assert answer.status_code == 200
    read: dict[str, Any] = answer.json()
    return read


def test_at_first_nothing_is_on(page: httpx.Client) -> None:
    now = state(page)

    assert (now["misbehaviour"], now["drill"], now["last_report"], now["fault"]) == (None, None, "", "")
    assert page.get("/page/drill/report").status_code == 404
    assert page.get("/page/drill/report.md").json()["message"] == "No drill has ended since practice was started."


@pytest.mark.parametrize("mode", Mode)
def test_the_switch_turns_on_and_off(page: httpx.Client, mode: Mode) -> None:
    on = page.put("/page/misbehaviour", json={"mode": mode, "seconds": 60})
    assert on.status_code == 200
    told = on.json()["misbehaviour"]
    assert (told["mode"], told["label"]) == (mode, mode.label)
    assert told["until"] > state(page)["now"]

    off = page.delete("/page/misbehaviour")
    assert off.json()["misbehaviour"] is None


def test_it_can_last_until_it_is_switched_off(page: httpx.Client) -> None:
    on = page.put("/page/misbehaviour", json={"mode": "slow", "seconds": None, "delay": 40})

    assert on.json()["misbehaviour"]["until"] is None


def test_what_can_be_chosen(page: httpx.Client) -> None:
    choices = page.get("/page/drills").json()

    assert [drill["title"] for drill in choices["drills"]] == ["First alert", "ilert does not answer"]
    assert all(drill["description"] and drill["minutes"] for drill in choices["drills"])
    assert [choice["mode"] for choice in choices["modes"]] == list(Mode)
    assert choices["minutes"] == [1, 5, 15]


def test_a_drill_is_started_ended_and_reported(page: httpx.Client, practice: Practice) -> None:
    begun = page.post("/page/drill", json={"name": "first-alert"}).json()["drill"]
    assert (begun["title"], begun["mark"]) == ("First alert", "[DRILL]")
    assert len(begun["told"]) == 1
    again = page.post("/page/drill", json={"name": "first-alert"})
    assert (again.status_code, again.json()["code"]) == (409, "DRILL_RUNS")
    event = {"apiKey": practice.key, "eventType": "ALERT", "summary": "Checkout is broken"}
    assert page.post("/api/events", json=event).status_code == 202

    assert page.delete("/page/drill").json()["drill"] is None
    report = page.get("/page/drill/report").json()
    assert report["passed"] is False
    assert [one["summary"] for one in report["report"]["raised"]] == ["[DRILL] Checkout is broken"]
    assert [one["result"] for one in report["report"]["checked"]] == ["met", "missed", "missed"]
    assert "Checkout is broken" in report["text"]
    file = page.get("/page/drill/report.md")
    assert file.headers["content-type"].startswith("text/markdown")
    assert file.headers["content-disposition"] == 'attachment; filename="drill-report.md"'
    assert file.text.startswith("# Drill: First alert\n")
    assert state(page)["last_report"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/page/misbehaviour", {"mode": "asleep", "seconds": 60}),
        ("PUT", "/page/misbehaviour", {"mode": "down"}),
        ("PUT", "/page/misbehaviour", {"mode": "down", "seconds": 0}),
        ("PUT", "/page/misbehaviour", {"mode": "down", "seconds": 1e9}),
        ("PUT", "/page/misbehaviour", {"mode": "down", "seconds": 60, "delay": -1}),
        ("PUT", "/page/misbehaviour", {"mode": "down", "seconds": 60, "extra": 1}),
        ("PUT", "/page/misbehaviour", []),
        ("POST", "/page/drill", {}),
        ("POST", "/page/drill", {"name": 1}),
    ],
)
def test_what_makes_no_sense_is_a_clean_400(page: httpx.Client, method: str, path: str, body: object) -> None:
    answer = page.request(method, path, json=body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "INVALID_JSON"
    assert state(page)["misbehaviour"] is None


def test_other_bad_requests(page: httpx.Client) -> None:
    assert page.post("/page/drill", json={"name": "../first-alert"}).status_code == 404
    assert page.post("/page/drill", content=b"\xff", headers=JSON_HEADERS).status_code == 400
    assert page.post("/page/drill", content=b"{}", headers={"content-type": "text/plain"}).status_code == 400
    assert page.post("/page/drill", content=b" " * 6_000_000, headers=JSON_HEADERS).status_code == 413
    assert page.post("/page/misbehaviour").status_code == 405


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/page/state"),
        ("PUT", "/page/misbehaviour"),
        ("DELETE", "/page/misbehaviour"),
        ("GET", "/page/drills"),
        ("POST", "/page/drill"),
        ("DELETE", "/page/drill"),
        ("GET", "/page/drill/report"),
        ("GET", "/page/drill/report.md"),
    ],
)
def test_each_wants_the_token_and_no_foreign_page(page: httpx.Client, method: str, path: str) -> None:
    url = f"{page.base_url}{path}".replace("//page", "/page")

    assert httpx.request(method, url, trust_env=False).status_code == 401
    assert page.request(method, path, headers={"Host": "evil.example"}).status_code == 403
    if method != "GET":
        assert page.request(method, path, headers={"Origin": "http://evil.example"}).status_code == 403
