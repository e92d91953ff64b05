"""`send`: one event to one or more sources, and the exit code for what became of it."""

import io
import json
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.sources.keys import Keys
from tests.rig.commands import Run, add_source, home
from tests.rig.ledgers import done
from tests.rig.practice import FIRST
from tests.rig.scripted_server import Call, Heard, ScriptedServer, answer, echo, reset_after_reading, say_nothing
from tests.rig.secret_service import SecretService
from tests.rig.waiting import wait_until

KEY = "il1api-not-a-real-key-7f3a"


@pytest.fixture
def with_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILERT_API_KEY", KEY)


def bodies(server: ScriptedServer) -> list[dict[str, Any]]:
    return [json.loads(heard.body) for heard in server.heard]


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


@pytest.mark.usefixtures("with_key")
def test_what_nobody_answers_is_queued_and_goes_on_with_the_next_command(run: Run) -> None:
    with ScriptedServer(say_nothing, answer(202)) as server:
        add_source(server.url)
        ended = run("send", "--summary", "x", "--source", "Production", "--wait", "0.5")
        assert (ended.code, ended.states) == (75, ["sending"])
        (waiting,) = run("outbox", "--json").json["events"]
        ended = run("outbox", "retry", str(waiting["id"]), "--source", "Production")
        assert (ended.code, ended.states) == (0, ["taken"])


@pytest.mark.usefixtures("with_key")
def test_without_waiting_it_is_queued_and_sent_by_the_next_command_that_waits(run: Run, server: ScriptedServer) -> None:
    add_source(server.url)
    ended = run("send", "--summary", "first", "--source", "Production", "--no-wait")
    assert (ended.code, ended.states) == (75, ["queued"])
    assert server.heard == []
    assert run("send", "--summary", "second", "--source", "Production").code == 0
    assert {body["summary"] for body in bodies(server)} == {"first", "second"}
    assert run("outbox", "--json").json["events"] == []


@pytest.mark.usefixtures("with_key")
def test_what_needs_an_answer_is_not_waited_for(run: Run) -> None:
    with ScriptedServer(reset_after_reading, answer(202)) as server:
        add_source(server.url)
        ended = run("send", "--summary", "x", "--source", "Production", "--without-key")
        assert (ended.code, ended.states) == (75, ["held"])
        assert "ilert-desktop outbox retry 1, or: ilert-desktop outbox cancel 1" in ended.err
        ended = run("outbox", "retry", "1", "--source", "production")
        assert (ended.code, ended.states) == (0, ["taken"])


def test_behind_a_held_event_it_waits_and_says_so(run: Run, server: ScriptedServer) -> None:
    add_source(server.url)
    first = run("send", "--summary", "x", "--source", "Production", "--alert-key", "db-1")
    assert (first.code, first.states) == (75, ["held"])
    ended = run("accept", "db-1", "--source", "Production")
    assert (ended.code, ended.states) == (75, ["queued"])
    assert "Event 1 of the same alert goes first, and is held" in ended.err


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


@pytest.mark.usefixtures("with_key")
def test_what_it_sends_for_others_is_not_broken_off_when_its_own_is_taken(run: Run) -> None:
    gate = threading.Event()

    def slow_or_not(call: Call) -> None:
        if b'"slow"' in call.read().body:
            gate.wait(30)
        call.send(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")

    with ScriptedServer(slow_or_not) as server:
        add_source(server.url)
        run("send", "--summary", "slow", "--source", "Production", "--without-key", "--no-wait")
        opening = threading.Thread(target=open_when_taken, args=(gate, "quick"))
        opening.start()
        ended = run("send", "--summary", "quick", "--source", "Production", "--alert-key", "quick")
        opening.join(30)
        assert (ended.code, ended.states) == (0, ["taken"])
    assert [alert["last_state"] for alert in run("history", "--json").json["alerts"]] == ["taken", "taken"]


def open_when_taken(gate: threading.Event, key: str) -> None:
    """Open the gate when the other event is taken, as the ledger says."""
    ledger = Ledger(home() / "data" / "ledger.db")
    wait_until(lambda: any(a.alert_key == key and a.state == "open" for a in done(ledger.alerts(Shown.ALL))))
    gate.set()
    ledger.close()


@pytest.mark.usefixtures("with_key")
def test_a_key_that_an_answer_repeats_is_masked(run: Run) -> None:
    def repeat(heard: Heard) -> tuple[dict[str, str], bytes]:
        return {"correlation_id": KEY}, json.dumps({"message": f"No source has {KEY}"}).encode()

    with ScriptedServer(echo(400, repeat)) as server:
        add_source(server.url)
        ended = run("send", "--summary", "x", "--source", "Production")
    assert (ended.code, ended.states) == (1, ["rejected"])
    assert "No source has" in ended.rows[0][4]
    for shown in (ended, run("history"), run("history", "--json"), run("outbox"), run("sources", "list")):
        assert KEY not in shown.out + shown.err
    assert not any(KEY.encode() in file.read_bytes() for file in home().rglob("*") if file.is_file())


@pytest.mark.parametrize("nonsense", ["two words", "schlüssel", "x" * 501])
def test_a_variable_that_holds_no_key_is_refused_and_not_repeated(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, nonsense: str
) -> None:
    monkeypatch.setenv("ILERT_API_KEY", nonsense)
    add_source(server.url)
    ended = run("send", "--summary", "x", "--source", "Production")
    assert (ended.code, ended.out) == (2, "")
    assert "ILERT_API_KEY: " in ended.err
    assert nonsense not in ended.err
    assert run("history", "--json").json["alerts"] == []


def test_the_key_of_the_environment_is_used_for_named_sources_only(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_API_KEY", KEY)
    add_source(server.url, choose=True)
    ended = run("send", "--summary", "x")
    assert (ended.code, ended.states) == (75, ["held"])
    assert "ILERT_API_KEY is not used" in ended.err
    assert server.heard == []


def test_a_stored_key_goes_before_the_one_of_the_environment(
    run: Run, server: ScriptedServer, secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = add_source(server.url)
    stored = Keys()
    done(stored.store(source, "il1api-stored-key"))
    monkeypatch.setenv("ILERT_API_KEY", KEY)
    assert run("send", "--summary", "x", "--source", "Production").code == 0
    assert bodies(server)[0]["apiKey"] == "il1api-stored-key"
