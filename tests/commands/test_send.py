"""`send`: one event to one or more sources, and the exit code for what became of it."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.rig.commands import KEY, Run, add_source, bodies, home
from tests.rig.practice import FIRST
from tests.rig.scripted_server import ScriptedServer, answer


def test_without_a_source_it_goes_to_the_one_chosen_in_the_window(run: Run) -> None:
    ended = run("send", "--summary", "Disk full")
    assert ended.code == 0
    ((state, source, key, number, message),) = ended.rows
    assert (state, source, number, message) == ("taken", FIRST, "1", "Taken by ilert (202).")
    assert key.startswith("desktop-")
    assert ended.err == f"To {FIRST}, the source chosen in the window.\n"
    assert run("history", "--json").json["alerts"][0]["summary"] == "Disk full"


@pytest.mark.usefixtures("with_key")
def test_every_field_arrives_as_it_was_given(run: Run, server: ScriptedServer) -> None:
    add_source(server.url)
    ended = run(
        *("send", "--source", "production", "--summary", "Disk full", "--details", "**now**"),
        *("--alert-key", " db-1 ", "--priority", "low", "--routing-key", "night"),
        *("--link", "https://example.org/?a=b=Dashboard", "--link", "https://example.org/"),
        *("--image", "https://example.org/i.png=A graph", "--custom", "n=1.0", "--custom", "big=1e400"),
    )
    assert (ended.code, ended.err) == (0, "")
    (body,) = bodies(server)
    assert body.pop("customDetails")["n"] == 1.0
    assert b'"customDetails":{"n":1.0,"big":1e400}' in server.heard[0].body
    assert body == {
        "apiKey": KEY,
        "eventType": "ALERT",
        "summary": "Disk full",
        "details": "**now**",
        "alertKey": "db-1",
        "priority": "LOW",
        "routingKey": "night",
        "links": [{"href": "https://example.org/?a=b", "text": "Dashboard"}, {"href": "https://example.org/"}],
        "images": [{"src": "https://example.org/i.png", "alt": "A graph"}],
    }


@pytest.mark.usefixtures("with_key")
def test_an_event_as_json_with_options_over_it(run: Run, server: ScriptedServer, tmp_path: Path) -> None:
    add_source(server.url)
    file = tmp_path / "event.json"
    file.write_text(
        '{"apiKey": "il1api-of-somebody", "integrationKey": null, "summary": "In the file", "priority": "LOW",'
        ' "customDetails": {"n": 1.00, "kept": 12345678901234567890}, "links": [{"href": "https://example.org/1"}],'
        ' "labels": {"env": "prod"}, "sumary": "misspelled"}',
        encoding="utf-8",
    )
    ended = run(
        *("send", "--source", "Production", "--json", str(file), "--summary", "On the command line"),
        *("--link", "https://example.org/2", "--custom", "n=2.0"),
    )
    assert ended.code == 0
    assert ended.err.splitlines() == [
        "The key in the JSON is not used; each source has its own.",
        "Not sent, because an event has no such field: sumary.",
    ]
    (body,) = bodies(server)
    assert body["apiKey"] == KEY
    assert (body["summary"], body["priority"], body["labels"]) == ("On the command line", "LOW", {"env": "prod"})
    assert [link["href"] for link in body["links"]] == ["https://example.org/1", "https://example.org/2"]
    assert b'"customDetails":{"n":2.0,"kept":12345678901234567890}' in server.heard[0].body
    assert body["alertKey"].startswith("desktop-")
    assert "il1api-of-somebody" not in ended.out + ended.err


def test_json_from_standard_input_may_be_any_type_of_event(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b'{"eventType": "RESOLVE", "alertKey": "db-1"}'
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    assert run("send", "--json", "-").rows[0][:3] == ["taken", FIRST, "db-1"]


def test_without_a_key_if_that_is_wanted(run: Run) -> None:
    assert run("send", "--summary", "Disk full", "--without-key").rows[0][2] == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "  summary: Say in one line"),
        (["--summary", " "], "  summary: Say in one line"),
        (["--summary", "x", "--link", "example.org"], "  links[0].href: "),
        (["--summary", "x", "--image", "https://example.org/", "--image", "nowhere"], "  images[1].src: "),
        (["--summary", "half \udcff"], "  summary: Character 6 is half of a broken character"),
        (["--summary", "x", "--custom", "n=word"], "--custom n: this is no JSON"),
        (["--summary", "x", "--custom", 'n="\udcff"'], "--custom: a name or text in it"),
        (
            ["--summary", "x", "--source", "Nowhere"],
            f"There is no source 'Nowhere'. There are: {FIRST}, ",
        ),
        (["--json", "/nowhere/event.json"], "--json: /nowhere/event.json can't be read: No such file"),
    ],
)
def test_what_is_not_valid_is_said_and_nothing_is_queued(run: Run, arguments: list[str], said: str) -> None:
    ended = run("send", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert run("history", "--json").json["alerts"] == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"summary": 1}', '{"eventType": "PANIC"}', '{"customDetails": []}'])
def test_a_json_text_that_is_no_event_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "event.json").write_text(text, encoding="utf-8")
    ended = run("send", "--json", str(tmp_path / "event.json"))
    assert ended.code == 2
    assert "this is no event" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--wait", "-1"],
        ["--wait", "nan"],
        ["--wait", "inf"],
        ["--wait", "1", "--no-wait"],
        ["--priority", "urgent"],
        ["--summ", "abbreviated"],
        ["text"],
    ],
)
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    ended = run("send", "--summary", "x", *arguments)
    assert ended.code == 2
    assert "usage: ilert-desktop" in ended.err


def test_the_same_again_within_a_minute_only_if_it_is_meant(run: Run) -> None:
    assert run("send", "--summary", "Disk full").code == 0
    again = run("send", "--summary", "Disk full")
    assert (again.code, again.out) == (2, "")
    assert "event 1" in again.err
    assert "--again" in again.err
    assert run("send", "--summary", "Disk full", "--again").code == 0


@pytest.mark.usefixtures("with_key")
def test_of_several_sources_the_worst_counts_and_each_has_a_line(run: Run, server: ScriptedServer) -> None:
    with ScriptedServer(answer(400, b'{"message": "Bad"}')) as refusing, ScriptedServer(answer(503)) as broken:
        for name, url in (("Good", server.url), ("Refusing", refusing.url), ("Broken", broken.url)):
            add_source(url, name)
        to = {name: ("--source", name) for name in ("Good", "Refusing", "Broken")}
        ended = run("send", "--summary", "1", *to["Good"], *to["Good"], *to["Broken"], "--wait", "0.5")
        assert (ended.code, ended.states) == (75, ["taken", "waiting"])
        assert "not taken yet" in ended.err
        ended = run("send", "--summary", "2", *to["Good"], *to["Refusing"], *to["Broken"], "--wait", "0.5")
        assert (ended.code, ended.states) == (1, ["taken", "rejected", "waiting"])
        assert len({row[2] for row in ended.rows}) == 1
        assert "Bad" in ended.rows[1][4]


@pytest.mark.usefixtures("with_key")
def test_a_repeat_at_one_source_keeps_it_from_all(run: Run, server: ScriptedServer) -> None:
    add_source(server.url, "One")
    add_source(server.url, "Other")
    assert run("send", "--summary", "x", "--source", "One").code == 0
    assert run("send", "--summary", "x", "--source", "One", "--source", "Other").code == 2
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("known", "arguments", "is_refused"),
    [
        ({}, ["--priority", "HIGH"], True),
        ({}, [], True),
        ({"default_priority": "LOW"}, [], False),
        ({"default_priority": "HIGH"}, [], True),
        ({"default_priority": "support hours"}, [], True),
        ({}, ["--priority", "LOW"], False),
        ({"default_priority": "HIGH", "priority_override": "no"}, ["--priority", "LOW"], True),
        ({"default_priority": "LOW", "priority_override": "no"}, ["--priority", "HIGH"], True),
    ],
)
@pytest.mark.usefixtures("with_key")
def test_somebody_is_paged_at_a_live_source_only_on_purpose(
    run: Run, server: ScriptedServer, known: dict[str, Any], arguments: list[str], is_refused: bool
) -> None:
    add_source(server.url, live=True, **known)
    ended = run("send", "--summary", "x", "--source", "Production", *arguments)
    assert ended.code == (2 if is_refused else 0)
    assert len(server.heard) == (0 if is_refused else 1)
    if is_refused:
        assert "marked live" in ended.err
        assert run("send", "--summary", "x", "--source", "Production", "--yes", *arguments).code == 0


@pytest.mark.expects_log
def test_a_ledger_that_cannot_be_used_is_said(run: Run) -> None:
    (home() / "data" / "ledger.db").mkdir(parents=True)
    ended = run("send", "--summary", "x")
    assert (ended.code, ended.out) == (74, "")
    assert "data folder" in ended.err or "history" in ended.err


def test_a_folder_that_cannot_be_made_is_said(run: Run) -> None:
    home().mkdir(parents=True)
    (home() / "data").touch()
    ended = run("send", "--summary", "x")
    assert (ended.code, ended.out) == (74, "")
    assert "folder can't be used" in ended.err
