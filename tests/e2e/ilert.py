"""A stand-in for ilert in a process of its own, and sources that lead there."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from tests.e2e.desktop import Desktop
from tests.e2e.program import PATIENCE
from tests.rig.practice import PracticeClient
from tests.rig.processes import start, stop
from tests.rig.waiting import wait_until


class Ilert:
    """`ilert-desktop practice --port 0 --json`; `client` sees what it holds."""

    def __init__(self, desktop: Desktop) -> None:
        command = [sys.executable, "-m", "ilert_desktop", "practice", "--port", "0", "--json"]
        self._process = start(command, desktop.screen.environment, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        line = json.loads(self._process.stdout.readline())
        self.client = PracticeClient(line["url"], line["sources"][0]["key"])

    def stop(self) -> None:
        """End it."""
        self.client.http.close()
        stop(self._process)

    def hang(self) -> None:
        """Stop it in its tracks: connections are taken, and nothing is answered."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, and answer what was asked meanwhile."""
        os.kill(self._process.pid, signal.SIGCONT)

    def wait_for_request(self) -> None:
        """Wait until a request has come in, also while it hangs: the kernel takes it for the program."""
        port = int(self.client.url.rpartition(":")[2])
        wait_until(lambda: _unread_bytes(port) > 0, timeout=PATIENCE, what="a request at the stand-in")


@contextmanager
def ilert_running(desktop: Desktop) -> Iterator[Ilert]:
    """A stand-in, gone at the end."""
    ilert = Ilert(desktop)
    try:
        yield ilert
    finally:
        ilert.stop()


@contextmanager
def refusing_endpoint() -> Iterator[str]:
    """An endpoint on which every connection is refused: its port is taken, but nobody listens."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/api/events"


def choose_source(home: Path, name: str, endpoint: str, key: str) -> Source:
    """Give the program a source with its key, chosen for the next start, as if somebody had typed it in before.

    The session bus of this process has to be that of the program.
    """
    config = home / "config"
    config.mkdir(parents=True)
    sources = SourceList(config / "sources.json")
    sources.load()
    source = Source(name=name, endpoint=endpoint)
    sources.add(source)
    sources.choose(source.id)
    with closing(Keys()) as keys:
        keys.store(source, key).result(timeout=PATIENCE)
    return source


def _unread_bytes(port: int) -> int:
    """How many bytes wait at the connections of a local port (proc(5), /proc/net/tcp)."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    columns = [line.split() for line in lines]
    return sum(int(column[4].partition(":")[2], 16) for column in columns if column[1].endswith(f":{port:04X}"))
