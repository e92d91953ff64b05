"""A window that is told to end (logout, `kill`, a terminal that closes) ends in order, soon, and without a question."""

import os
import signal
import sys
import threading
import time
from typing import Final, Self

import pytest

from ilert_desktop.sources.keys import Keys
from tests.faults.tally import Tally
from tests.rig.commands import ROOT, Ended, Run, add_source, finished, home, runner
from tests.rig.ledgers import done
from tests.rig.processes import start, stop, with_path
from tests.rig.scripted_server import ScriptedServer, answer_when, say_nothing
from tests.rig.secret_service import SecretService
from tests.rig.waiting import wait_until

KEY: Final = "il1api-not-a-real-key-7f3a"
# The promise is 2 s on a computer that is not busy; not ending in order would be at once, waiting for a request 30 s.
SOON: Final = 6.0
# The offscreen platform says so for every window.
SAID: Final = "This plugin does not support propagateSizeHints()\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""
    return runner(capsys)


class Window:
    """The program's window on the folder of the test, on a screen that nobody sees."""

    def __init__(self) -> None:
        names = ("ILERT_DESKTOP_HOME", "DBUS_SESSION_BUS_ADDRESS", "HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME")
        variables = {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        environment = with_path({name: os.environ[name] for name in names} | variables)
        # Whoever runs the tests in the background may have them ignored.
        heard = ["env", "--default-signal=HUP,INT,TERM"]
        command = [*heard, sys.executable, "-m", "ilert_desktop"]
        self.process = start(command, environment, stdout=-1, stderr=-1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        stop(self.process)

    def end(self, *numbers: int) -> None:
        """Tell it to end."""
        self._at = time.monotonic()
        for number in numbers:
            self.process.send_signal(number)

    def ended(self) -> Ended:
        """Wait for its end, which comes soon."""
        ended = finished(self.process)
        self.took = time.monotonic() - self._at
        assert self.took < SOON
        return ended


def queue_one(server: ScriptedServer, run: Run) -> None:
    """Queue an event that has no alert key, so that an uncertain outcome would be asked about; it is on its way."""
    source = add_source(server.url)
    done(Keys().store(source, KEY))
    assert run("send", "--summary", "x", "--source", "Production", "--no-wait").code == 75


@pytest.mark.parametrize("numbers", [[signal.SIGTERM], [signal.SIGINT], [signal.SIGHUP], [signal.SIGTERM] * 3])
def test_what_is_on_its_way_may_arrive(
    secret_service: SecretService, run: Run, tally: Tally, numbers: list[int]
) -> None:
    gate = threading.Event()
    with ScriptedServer(answer_when(gate)) as server, Window() as window:
        queue_one(server, run)
        wait_until(lambda: server.heard, timeout=30, what="the request")
        window.end(*numbers)
        gate.set()
        ended = window.ended()
    assert (ended.code, ended.out, ended.err.replace(SAID, "")) == (0, "", "")
    assert run("outbox", "--json").json["events"] == []
    assert len(server.heard) == 1
    tally.add(f"{signal.Signals(numbers[0]).name} to the window: ended after {window.took:.2f} s", seconds=window.took)


def test_a_server_that_hangs_does_not_hold_it_up(secret_service: SecretService, run: Run, tally: Tally) -> None:
    with ScriptedServer(say_nothing) as server, Window() as window:
        queue_one(server, run)
        wait_until(lambda: server.heard, timeout=30, what="the request")
        window.end(signal.SIGTERM)
        assert window.ended().code == 0
    (event,) = run("outbox", "--json").json["events"]
    assert event["state"] == "sending"
    assert (home() / "config" / "window.ini").exists()
    tally.add(f"SIGTERM while a server hangs: ended after {window.took:.2f} s", seconds=window.took)
