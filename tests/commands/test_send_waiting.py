"""`send` and the outbox: what is waited for, what is left queued, and what others left there."""

import threading

import pytest

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from tests.rig.commands import Run, add_source, bodies, home
from tests.rig.ledgers import done
from tests.rig.scripted_server import Call, ScriptedServer, answer, reset_after_reading, say_nothing
from tests.rig.waiting import wait_until


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
