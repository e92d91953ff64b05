"""Ctrl+C and SIGTERM while a command waits, and how soon it ends then."""

import os
import signal
import time
from types import SimpleNamespace

import pytest

from tests.rig.commands import Run, add_source, finished, process
from tests.rig.scripted_server import ScriptedServer, say_nothing
from tests.rig.waiting import wait_until

KEY = "il1api-not-a-real-key-7f3a"
# Waiting for the network would take 30 s and for a keyring 10 s; the promise is 2 s on a computer that is not busy.
SOON = 6.0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_waiting_and_the_event_stays_queued(run: Run, number: signal.Signals) -> None:
    with ScriptedServer(say_nothing) as server:
        add_source(server.url)
        command = process("send", "--summary", "x", "--source", "Production", ILERT_API_KEY=KEY)
        wait_until(lambda: server.heard, timeout=30, what="the request")
        at = time.monotonic()
        os.kill(command.pid, number)
        ended = finished(command)
        assert time.monotonic() - at < SOON
    assert ended.code == 75
    assert ended.states == ["sending"]
    assert "not taken yet" in ended.err
    assert "Traceback" not in ended.err
    assert len(run("outbox", "--json").json["events"]) == 1


def test_ctrl_c_before_anything_is_queued(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=SimpleNamespace(read=interrupt)))
    ended = run("send", "--json", "-")
    assert (ended.code, ended.out) == (130, "")
    assert "nothing was queued" in ended.err
    assert run("history", "--json").json["alerts"] == []
