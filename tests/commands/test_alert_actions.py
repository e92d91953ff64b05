"""`accept`, `resolve` and `comment`: where the alert is, as far as this computer knows."""

import getpass
import json
from collections.abc import Iterator

import pytest

from tests.rig.commands import Run, add_source
from tests.rig.practice import FIRST, PracticeClient, practice_running
from tests.rig.scripted_server import ScriptedServer


@pytest.fixture
def ilert(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeClient]:
    """Stands for ilert; its key is in the environment."""
    with practice_running() as client:
        monkeypatch.setenv("ILERT_API_KEY", client.key)
        yield client


def test_from_raised_to_resolved(run: Run, ilert: PracticeClient) -> None:
    add_source(ilert.events_url)
    to = ("--source", "Production")
    key = run("send", "--summary", "Disk full", *to).rows[0][2]
    for command in (["accept", key], ["comment", key, "On it"], ["resolve", key]):
        assert run(*command, *to).rows[0][:3] == ["taken", "Production", key]
    alert = ilert.only_alert()
    assert alert["status"] == "RESOLVED"
    assert [event["summary"] for event in alert["events"]] == ["Disk full"] * 4
    assert alert["events"][2]["comments"] == [{"creator": getpass.getuser(), "content": "On it"}]


def test_it_goes_where_the_alert_is_open(run: Run) -> None:
    run("send", "--summary", "x", "--alert-key", "DB-1")
    add_source("https://192.0.2.1/api/events", choose=True)
    ended = run("resolve", "db-1")
    assert (ended.code, ended.err) == (0, "")
    assert ended.rows[0][1] == FIRST
    assert run("history", "--open", "--json").json["alerts"] == []


def test_it_goes_where_the_alert_is_still_on_its_way(run: Run) -> None:
    run("send", "--summary", "x", "--alert-key", "db-1", "--source", "practice", "--no-wait")
    add_source("https://192.0.2.1/api/events", choose=True)
    ended = run("resolve", "db-1")
    assert (ended.code, ended.err) == (0, "")
    assert ended.rows[0][1] == FIRST


def test_a_key_open_at_several_sources_needs_a_source(run: Run, ilert: PracticeClient) -> None:
    add_source(ilert.events_url)
    for name in ("Practice", "Production"):
        assert run("send", "--summary", "x", "--alert-key", "db-1", "--source", name).code == 0
    ended = run("resolve", "db-1")
    assert (ended.code, ended.out) == (2, "")
    assert f"{FIRST}, Production" in ended.err
    ended = run("resolve", "db-1", "--source", "Practice", "--source", "Production")
    assert (ended.code, ended.states) == (0, ["taken", "taken"])
    assert ilert.only_alert()["status"] == "RESOLVED"


def test_a_key_that_is_open_no_more_goes_where_it_was_last(run: Run) -> None:
    run("send", "--summary", "x", "--alert-key", "db-1")
    run("resolve", "db-1")
    add_source("https://192.0.2.1/api/events", choose=True)
    ended = run("comment", "db-1", "It was the fan")
    assert ended.rows[0][:2] == ["taken", FIRST]
    assert f"db-1 is not open; it was last at {FIRST}" in ended.err


def test_a_key_that_nobody_here_has_seen_goes_to_the_chosen_source(run: Run) -> None:
    ended = run("accept", "raised-elsewhere")
    assert ended.rows[0][:2] == ["taken", FIRST]
    assert "open nowhere" in ended.err


def test_the_source_of_an_open_alert_may_be_gone(run: Run, server: ScriptedServer) -> None:
    add_source(server.url)
    run("send", "--summary", "x", "--alert-key", "db-1", "--source", "Production", "--no-wait")
    assert run("sources", "remove", "Production", "--yes").code == 0
    ended = run("accept", "db-1")
    assert ended.code == 2
    assert "no longer in the list" in ended.err


@pytest.mark.parametrize("arguments", [["accept", " "], ["comment", "db-1", " "], ["resolve", "half \udcff"]])
def test_what_is_not_valid_is_said_and_nothing_is_queued(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "nothing was sent" in ended.err
    assert run("history", "--json").json["alerts"] == []


def test_twice_in_a_minute_only_if_it_is_meant(run: Run) -> None:
    run("send", "--summary", "x", "--alert-key", "db-1")
    assert run("accept", "db-1").code == 0
    assert run("accept", "db-1").code == 2
    assert run("accept", "db-1", "--again").code == 0


def test_the_body_is_what_the_window_sends(run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILERT_API_KEY", "il1api-not-a-real-key-7f3a")
    add_source(server.url)
    run("accept", "db-1", "--source", "Production")
    body = json.loads(server.heard[0].body)
    assert body == {
        "apiKey": "il1api-not-a-real-key-7f3a",
        "eventType": "ACCEPT",
        "summary": "db-1",
        "alertKey": "db-1",
    }
