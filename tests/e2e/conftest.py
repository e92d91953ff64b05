"""One desktop for all of these tests; a home of its own for each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop, desktop_running
from tests.e2e.ilert import Ilert, ilert_running
from tests.e2e.program import Program

StartProgram = Callable[[], Program]


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    """The screen, the window manager and the unlocked keyring."""
    with desktop_running() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The program's folder: `data` and `config` are below it."""
    return tmp_path / "ilert"


@pytest.fixture
def ilert(desktop: Desktop) -> Iterator[Ilert]:
    """Another process that stands for ilert, beside the window."""
    with ilert_running(desktop) as running:
        yield running


@pytest.fixture
def start_program(desktop: Desktop, home: Path, tmp_path: Path) -> Iterator[StartProgram]:
    """Starts the program on `home`, as often as wanted; ends what still runs. It must never print anything."""
    started: list[Program] = []
    output = tmp_path / "printed"

    def start() -> Program:
        program = Program(desktop, home, output)
        started.append(program)
        return program

    yield start
    if any(program.process.poll() is None for program in started):
        # A test that fails leaves its window open, and how it looks tells why.
        desktop.screen.picture(tmp_path / "screen.png")
    for program in started:
        program.stop()
    assert output.read_bytes() == b""
