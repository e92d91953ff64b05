"""`outbox retry` and `outbox cancel`."""

import pytest

from tests.rig.commands import Run, add_source
from tests.rig.scripted_server import ScriptedServer

KEY = "il1api-not-a-real-key-7f3a"


def held(run: Run, server: ScriptedServer) -> str:
    """The id of an event that is held for want of a key."""
    add_source(server.url)
    return run("send", "--summary", "x", "--source", "Production").rows[0][3]


def test_a_held_event_is_sent_when_it_is_answered(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = held(run, server)
    assert run("outbox", "retry", number).states == ["held"]
    monkeypatch.setenv("ILERT_API_KEY", KEY)
    without = run("outbox", "retry", number)
    assert (without.code, without.states) == (75, ["held"])
    assert "name the source it belongs to with --source" in without.err
    ended = run("outbox", "retry", number, "--source", "Production")
    assert (ended.code, ended.states) == (0, ["taken"])
    assert len(server.heard) == 1


def test_a_retry_does_not_have_to_wait(run: Run, server: ScriptedServer) -> None:
    ended = run("outbox", "retry", held(run, server), "--no-wait")
    assert (ended.code, ended.states) == (75, ["queued"])


def test_a_cancelled_event_is_not_sent(run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    number = held(run, server)
    ended = run("outbox", "cancel", number)
    assert (ended.code, ended.states) == (0, ["cancelled"])
    monkeypatch.setenv("ILERT_API_KEY", KEY)
    assert run("send", "--summary", "y", "--source", "Production").code == 0
    assert len(server.heard) == 1


@pytest.mark.parametrize("answer", ["retry", "cancel"])
def test_an_event_that_is_not_in_the_outbox(run: Run, answer: str) -> None:
    run("send", "--summary", "x")
    ended = run("outbox", answer, "1")
    assert (ended.code, ended.out) == (2, "")
    assert "no event 1 in the outbox" in ended.err
    assert run("outbox", answer, "0").code == 2
    assert run("outbox", answer, "x").code == 2
    assert run("outbox", answer, "9" * 30).code == 2
