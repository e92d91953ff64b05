"""What the page's addresses answer, without a browser."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.practice.request import read_event
from tests.rig.practice_page import PageServer, page_server


@pytest.fixture
def server() -> Iterator[PageServer]:
    with page_server() as running:
        yield running


def _get(server: PageServer, path: str) -> Any:
    response = server.http.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return response.json()


def test_the_page_lets_nothing_run_that_is_not_its_own(server: PageServer) -> None:
    response = server.http.get("/")

    rules = dict(rule.split(" ", 1) for rule in response.headers["content-security-policy"].split("; "))
    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "{{" not in response.text
    assert "style=" not in response.text


@pytest.mark.parametrize("name", ["page.css", "page.js", "markdown.js", "icon-3.svg"])
def test_the_pages_files_are_for_everybody(server: PageServer, name: str) -> None:
    response = httpx.get(f"{server.url}/page/{name}", trust_env=False)

    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] in {"text/css", "text/javascript", "image/svg+xml"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/page/setup"),
        ("GET", "/page/alerts"),
        ("GET", "/page/alerts/1"),
        ("GET", "/page/alerts/1/log"),
        ("GET", "/page/alerts/1/log/0"),
        ("GET", "/page/alerts/1/details"),
        ("GET", "/page/alerts/1/custom-details"),
        ("GET", "/page/log"),
        ("GET", "/page/log/0"),
        ("POST", "/page/alerts/1/accept"),
        ("POST", "/page/alerts/1/resolve"),
    ],
)
def test_everything_else_wants_the_token(server: PageServer, method: str, path: str) -> None:
    server.send(summary="Alert", alertKey="k")

    response = httpx.request(method, f"{server.url}{path}", trust_env=False)

    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHORIZED")
    assert server.only_alert()["status"] == "PENDING"


def test_an_alert_can_not_be_accepted_from_the_page_of_another_site(server: PageServer) -> None:
    server.send(summary="Alert")

    response = server.http.post("/page/alerts/1/accept", headers={"Origin": "http://evil.example"})

    assert response.status_code == 403
    assert server.only_alert()["status"] == "PENDING"


def test_the_list_is_filtered_by_state_source_and_text(server: PageServer) -> None:
    server.send(summary="Disk 97 % full", alertKey="DB-3")
    server.send(summary="Checkout slow: Straße", alertKey="shop")
    server.send("ACCEPT", alertKey="shop")
    server.send(summary="Gone", alertKey="old")
    server.send("RESOLVE", alertKey="old")
    server.http.post("/api/events", json={"apiKey": "practice-key-low", "eventType": "ALERT", "summary": "Paper"})

    def found(query: str) -> list[int]:
        return [row["id"] for row in _get(server, f"/page/alerts?{query}")["alerts"]]

    assert found("") == found("show=open") == [4, 2, 1]
    assert found("show=closed") == [3]
    assert found("show=all") == [4, 3, 2, 1]
    assert found("show=all&source=3") == [4]
    assert found("text=disk") == found("text=97 %25") == found("text=db-") == found("text=%231") == [1]
    assert found("text=STRA%C3%9FE") == found("text=strasse") == [2]
    assert found("text=_ %25") == found("text=9%25f") == []


def test_the_list_counts_and_says_whether_it_goes_on(server: PageServer) -> None:
    for number in range(3):
        server.send(summary=f"Alert {number}", alertKey=f"k{number}")
    server.send("RESOLVE", alertKey="k0")
    server.send("RESOLVE", alertKey="of nothing")

    first = _get(server, "/page/alerts?show=all&limit=2")
    rest = _get(server, "/page/alerts?show=all&limit=2&start=2")

    assert ([row["id"] for row in first["alerts"]], first["more"]) == ([3, 2], True)
    assert ([row["id"] for row in rest["alerts"]], rest["more"]) == ([1], False)
    assert (first["open"], first["closed"], first["lone"]) == (2, 1, 1)


def test_numbers_of_custom_details_keep_their_digits(server: PageServer) -> None:
    details = '{"a": 1e400, "b": 12345678901234567890, "c": 1.50, "c": -0, "d": [true, null, "1.0"]}'
    event = f'"eventType": "ALERT", "summary": "x", "apiKey": "{server.key}", "customDetails": {details}'
    assert server.post(f"{{{event}}}").status_code == 202

    custom = _get(server, "/page/alerts/1")["alert"]["custom"]

    parts = [(name, part.get("value")) for name, part in custom["tree"]["parts"]]
    assert parts == [("a", "1e400"), ("b", "12345678901234567890"), ("c", "1.50"), ("c", "-0"), ("d", None)]
    last = custom["tree"]["parts"][-1][1]["parts"]
    assert [(part["kind"], part["value"]) for _, part in last] == [("word", "true"), ("word", "null"), ("text", "1.0")]
    assert custom["whole"]
    assert "1e400" in server.http.get("/page/alerts/1/custom-details").text


def test_a_log_is_given_from_its_end(server: PageServer) -> None:
    for number in range(60):
        server.send(summary=f"Event {number}", alertKey="k", details="x" * 3000)

    log = _get(server, "/page/alerts/1")["log"]
    older = _get(server, f"/page/alerts/1/log?before={log['entries'][0]['place']}")

    assert log["size"] == 60
    assert [entry["place"] for entry in older["entries"] + log["entries"]] == list(range(60))
    assert older["entries"][0]["effect"] == "NEW_ALERT"
    assert older["entries"][1]["cut"]
    whole = server.http.get("/page/alerts/1/log/1").text
    assert json.loads(whole)["details"] == "x" * 3000
    assert server.key not in whole


def test_events_without_an_alert_are_told(server: PageServer) -> None:
    server.send("ACCEPT", alertKey="nothing")

    (entry,) = _get(server, "/page/log")["entries"]

    assert (entry["effect"], entry["eventType"], entry["key"]) == ("NO_OPEN_ALERT", "ACCEPT", "nothing")
    assert json.loads(server.http.get("/page/log/0").text)["alertKey"] == "nothing"


@pytest.mark.parametrize(("action", "status"), [("accept", "ACCEPTED"), ("resolve", "RESOLVED")])
def test_what_is_done_on_the_page_is_done(server: PageServer, action: str, status: str) -> None:
    server.send(summary="Alert", alertKey="k")

    response = server.http.post(f"/page/alerts/1/{action}")

    assert response.json() == {"status": status}
    assert server.only_alert()["status"] == status
    assert _get(server, "/page/alerts/1")["log"]["entries"][-1]["by"] == "PAGE"


def _next(lines: Iterator[str]) -> dict[str, Any]:
    line = next(line for line in lines if line.startswith("data: "))
    news: dict[str, Any] = json.loads(line.removeprefix("data: "))
    return news


def test_the_stream_tells_which_alerts_have_changed_and_nothing_else(server: PageServer) -> None:
    with httpx.stream("GET", f"{server.url}/page/stream", trust_env=False, timeout=30) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        first = _next(lines)
        server.send(summary="Alert", alertKey="k")
        second = _next(lines)

    assert first["alerts"] == []
    assert second == {"count": first["count"] + 1, "alerts": [1]}


def test_many_changes_are_told_at_once(server: PageServer) -> None:
    event = b'{"apiKey": "%b", "eventType": "ALERT", "summary": "Alert"}' % server.key.encode()

    def flood(desk: Desk) -> None:
        for _ in range(300):
            desk.intake.take(*read_event(event), desk.clock())

    with httpx.stream("GET", f"{server.url}/page/stream", trust_env=False, timeout=30) as response:
        lines = response.iter_lines()
        first = _next(lines)
        server.practice.call(flood).result()
        second = _next(lines)

    assert second == {"count": first["count"] + 300, "alerts": None}


def test_the_stream_tells_of_the_misbehaviour_too(server: PageServer) -> None:
    with httpx.stream("GET", f"{server.page}page/stream", trust_env=False, timeout=30) as response:
        lines = response.iter_lines()
        first = _next(lines)
        server.practice.call(lambda desk: desk.misbehaviour.start(Mode.SERVER_ERROR, None)).result()
        second = _next(lines)

    assert second == {"count": first["count"] + 1, "alerts": []}


def test_the_stream_ends_when_the_server_stops(server: PageServer) -> None:
    begun = threading.Event()
    ends: list[str] = []

    def listen() -> None:
        with httpx.stream("GET", f"{server.url}/page/stream", trust_env=False, timeout=30) as response:
            for line in response.iter_lines():
                begun.set()
                ends.append(line)
        ends.append("end")

    listener = threading.Thread(target=listen)
    listener.start()
    assert begun.wait(10)
    server.practice.stop()
    listener.join(10)

    # A stream that is cut fails with an error instead.
    assert ends[-1] == "end"


def test_a_stream_whose_listener_has_gone_costs_nothing(server: PageServer) -> None:
    for _ in range(5):
        with httpx.stream("GET", f"{server.url}/page/stream", trust_env=False, timeout=30) as response:
            _next(response.iter_lines())

    server.send(summary="Alert")

    assert server.only_alert()["summary"] == "Alert"


def test_a_large_event_is_cut_and_can_be_had_whole(server: PageServer) -> None:
    details = "# Title\n\n" + "word " * 450_000
    custom = {"list": list(range(100_000)), "deep": {"text": "y" * 1_000_000}}
    server.send(summary="s" * 50_000, details=details, customDetails=custom, alertKey="k" * 1_000)

    answer = server.http.get("/page/alerts/1")
    alert = answer.json()["alert"]

    assert len(answer.content) < 300_000
    assert alert["details"]["cut"]
    assert alert["details"]["html"].startswith("<h1>Title</h1>")
    assert (alert["custom"]["tree"], alert["custom"]["beginning"][:20]) == (None, '{"list":[0,1,2,3,4,5')
    assert not alert["custom"]["whole"]
    assert server.http.get("/page/alerts/1/details").text == details
    assert json.loads(server.http.get("/page/alerts/1/custom-details").text) == custom


def test_a_tree_of_many_parts_is_cut(server: PageServer) -> None:
    deep: Any = 0
    for _ in range(60):
        deep = [deep]
    server.send(summary="x", customDetails={"many": list(range(5_000)), "deep": deep, "text": "y" * 5_000})

    custom = _get(server, "/page/alerts/1")["alert"]["custom"]

    many, deepest, text = [part for _, part in custom["tree"]["parts"]]
    assert not custom["whole"]
    assert (many["size"], text["size"], len(text["value"])) == (5_000, 5_000, 2_001)
    assert 1_000 < len(many["parts"]) < 2_000
    assert deepest["size"] == 1


def test_many_images_links_and_comments_are_cut(server: PageServer) -> None:
    images = [{"src": f"https://img.example/{number}.png"} for number in range(150)]
    comments = [{"creator": "A", "content": f"**{number}**"} for number in range(60)]
    server.send(summary="x", images=images, comments=comments, labels={f"l{n}": "v" for n in range(101)})

    alert = _get(server, "/page/alerts/1")["alert"]

    assert len(alert["images"]) == 100
    assert alert["comments"][-1]["content"]["html"] == "<p><strong>59</strong></p>\n"
    assert alert["leftOut"] == {"images": 50, "labels": 1, "comments": 10}
