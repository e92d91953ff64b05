"""Programs at the same time on one data folder: nothing is sent twice, nothing is lost. The other end counts."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from tests.rig.commands import Run, add_source, finished, finished_all, home, process, runner
from tests.rig.processes import kill
from tests.rig.scripted_server import ScriptedServer, answer, say_nothing
from tests.rig.waiting import wait_until
from tests.rig.window_services import WindowServices

KEY = "il1api-not-a-real-key-7f3a"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""
    return runner(capsys)


def arrived(server: ScriptedServer) -> Counter[str]:
    """How often each alert key came."""
    return Counter(json.loads(heard.body)["alertKey"] for heard in server.heard)


def files_with_the_key() -> list[Path]:
    folders = (home(), Path(os.environ["XDG_RUNTIME_DIR"]))
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert home() / "data" / "ledger.db" in files
    return [file for file in files if KEY.encode() in file.read_bytes()]


def in_outbox(run: Run) -> list[str]:
    return [event["alert_key"] for event in run("outbox", "--json").json["events"]]


def test_ten_commands_at_once_send_one_event_each(run: Run) -> None:
    with ScriptedServer() as server:
        add_source(server.url)
        commands = [
            process("send", "--summary", "x", "--alert-key", f"k{n}", "--source", "Production", ILERT_API_KEY=KEY)
            for n in range(10)
        ]
        ended = finished_all(commands)
        assert [(one.code, one.states) for one in ended] == [(0, ["taken"])] * 10, [one.err for one in ended]
        assert arrived(server) == Counter(f"k{n}" for n in range(10))
    assert run("outbox", "--json").json["events"] == []


def test_a_window_and_commands_at_once_with_a_key_handed_over(run: Run) -> None:
    with ScriptedServer() as server:
        source = add_source(server.url)
        with WindowServices() as window:
            commands = [
                process("send", "--summary", "x", "--alert-key", f"c{n}", "--source", "Production", ILERT_API_KEY=KEY)
                for n in range(4)
            ]
            for number in range(10):
                window.send(source.id, f"w{number}")
            ended = finished_all(commands)
            assert [(one.code, one.states) for one in ended] == [(0, ["taken"])] * 4, [one.err for one in ended]
            wait_until(lambda: len(arrived(server)) == 14, timeout=30, what="every event")
            assert files_with_the_key() == []
            # The window has the key in its memory now, and nowhere else.
            assert run("send", "--summary", "y", "--alert-key", "c4", "--source", "Production").code == 0
        assert arrived(server) == Counter([*(f"w{n}" for n in range(10)), *(f"c{n}" for n in range(5))])
        assert all(json.loads(heard.body)["apiKey"] == KEY for heard in server.heard)
    assert files_with_the_key() == []
    assert run("outbox", "--json").json["events"] == []
    assert run("send", "--summary", "z", "--alert-key", "c5", "--source", "Production").states == ["held"]


def test_a_command_that_does_not_wait_hands_its_key_over_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer() as server, WindowServices():
        monkeypatch.setenv("ILERT_API_KEY", KEY)
        add_source(server.url)
        ended = run("send", "--summary", "x", "--alert-key", "k", "--source", "Production", "--no-wait")
        assert ended.code == 75
        assert ended.err == "Queued, and not taken yet: the program that sends was told.\n"
        wait_until(lambda: server.heard, timeout=30, what="the event")
    assert arrived(server) == {"k": 1}


def test_who_waits_takes_over_when_the_one_that_drains_is_killed(run: Run) -> None:
    with ScriptedServer(say_nothing, answer(202)) as server:
        add_source(server.url)
        send = ("send", "--summary", "x", "--source", "Production", "--alert-key")
        first = process(*send, "first", ILERT_API_KEY=KEY)
        wait_until(lambda: server.heard, timeout=30, what="the first request")
        second = process(*send, "second", ILERT_API_KEY=KEY)
        wait_until(lambda: len(run("history", "--json").json["alerts"]) == 2, timeout=30, what="the second event")
        kill(first)
        ended = finished(second)
        assert (ended.code, ended.states) == (0, ["taken"]), ended.err
        for pipe in (first.stdin, first.stdout, first.stderr):
            assert pipe is not None
            pipe.close()
        # Nobody told that the first was taken, so it goes once more; ilert adds it to the same alert.
        for event in run("outbox", "--json").json["events"]:
            retried = finished(
                process("outbox", "retry", str(event["id"]), "--source", "Production", ILERT_API_KEY=KEY)
            )
            assert (retried.code, retried.states) == (0, ["taken"]), retried.err
        assert arrived(server) == {"first": 2, "second": 1}


@pytest.mark.slow_fault
def test_a_command_takes_over_when_the_window_is_killed(run: Run) -> None:
    with ScriptedServer(say_nothing, answer(202)) as server:
        source = add_source(server.url)
        with WindowServices() as window:
            send = ("send", "--summary", "x", "--source", "Production", "--alert-key")
            first = process(*send, "first", ILERT_API_KEY=KEY)
            wait_until(lambda: server.heard, timeout=30, what="the first request")
            window.send(source.id, "of the window")
            wait_until(lambda: in_outbox(run) == ["first"], timeout=30, what="the window's own event settled")
            window.kill()
            ended = finished(first)
        assert (ended.code, ended.states) == (0, ["taken"]), ended.err
        assert arrived(server) == {"first": 2, "of the window": 1}
    assert run("outbox", "--json").json["events"] == []
