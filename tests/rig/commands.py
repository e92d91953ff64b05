"""The command line: in this process, where most of it is tested, and as processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from ilert_desktop import cli
from ilert_desktop.assembly import SOURCES_FILE
from ilert_desktop.practice.configuration import DEFAULT
from ilert_desktop.practice_sources import practice_sources
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from tests.rig.processes import start, with_path
from tests.rig.scripted_server import ScriptedServer

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0  # seconds; a limit against hanging
KEY: Final = "il1api-not-a-real-key-7f3a"


class Ended(msgspec.Struct, frozen=True):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """The lines of results, cell by cell."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def states(self) -> list[str]:
        """The first cell of each line of results."""
        return [row[0] for row in self.rows]

    @property
    def json(self) -> Any:
        """What was printed as JSON."""
        return msgspec.json.decode(self.out)


Run = Callable[..., Ended]


def runner(captured: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def run(*arguments: str) -> Ended:
        captured.readouterr()
        try:
            code = cli.main(arguments)
        except SystemExit as ended:
            code = int(str(ended.code))
        said = captured.readouterr()
        return Ended(code, said.out, said.err)

    return run


def bodies(server: ScriptedServer) -> list[dict[str, Any]]:
    """The bodies that a server has got, oldest first."""
    return [json.loads(heard.body) for heard in server.heard]


def home() -> Path:
    """The program's folder in this test."""
    return Path(os.environ["ILERT_DESKTOP_HOME"])


def add_source(endpoint: str, name: str = "Production", *, choose: bool = False, **more: Any) -> Source:
    """Put a source into the list, as the window does."""
    sources = SourceList(home() / "config" / SOURCES_FILE, practice_sources(DEFAULT))
    sources.load()
    source = Source(name=name, endpoint=endpoint, **more)
    sources.add(source)
    if choose:
        sources.choose(source.id)
    return source


def process(*arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
    """Start a command as a process of its own; it ends with the test run whatever happens."""
    names = ("ILERT_DESKTOP_HOME", "DBUS_SESSION_BUS_ADDRESS", "HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME")
    environment = with_path({name: os.environ[name] for name in names} | variables | {"PYTHONPATH": str(ROOT)})
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return start([sys.executable, "-m", "ilert_desktop", *arguments], environment, **pipes)


def finished(command: "subprocess.Popen[bytes]", text: bytes = b"") -> Ended:
    """Wait for the end of a process."""
    out, err = command.communicate(text, timeout=PATIENCE)
    return Ended(command.returncode, out.decode(), err.decode())


def finished_all(commands: Sequence["subprocess.Popen[bytes]"]) -> list[Ended]:
    """Wait for the end of processes that run at the same time."""
    return [finished(command) for command in commands]
