"""What runs behind a window, as a process of its own: ledger, sources and delivery on the folder of the test."""

import os
import subprocess
import sys
from types import TracebackType
from typing import Final, Self

from tests.rig.commands import ROOT
from tests.rig.processes import kill, start, stop, with_path

# Sends one event for each line it reads: source id, a space, alert key. Says "ready" when it drains the outbox.
_SCRIPT: Final = """
import sys
from ilert_desktop.assembly import Services
from ilert_desktop.paths import folders
from tests.rig.ledgers import new_event
from tests.rig.waiting import wait_until
services = Services(folders())
services.start()
wait_until(services.tell_neighbours, what="somebody drains")
print("ready", flush=True)
for line in sys.stdin:
    source_id, _, key = line.strip().partition(" ")
    event = services.ledger.enqueue(new_event(key=key, source_id=source_id)).result(30)
    print(event.id, flush=True)
services.stop()
"""


class WindowServices:
    """Started and ready when the block begins; ended in order at its end, unless it was killed."""

    def __enter__(self) -> Self:
        names = ("ILERT_DESKTOP_HOME", "DBUS_SESSION_BUS_ADDRESS", "HOME", "XDG_RUNTIME_DIR")
        environment = with_path({name: os.environ[name] for name in names} | {"PYTHONPATH": str(ROOT)})
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = start([sys.executable, "-c", _SCRIPT], environment, **pipes)
        assert self._read() == "ready"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None and kind is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(30)
        stop(self._process)

    def send(self, source_id: str, key: str) -> int:
        """Queue an event; its id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{source_id} {key}\n".encode())
        self._process.stdin.flush()
        return int(self._read())

    def kill(self) -> None:
        """End it at once, as a crash would."""
        kill(self._process)

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode().strip()
