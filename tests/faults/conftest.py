"""Breaking things: ILERT_FAULTS says how much (quick, full, long); the numbers come at the end of the run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.damaged import before, crashed, filled, ledger_file  # noqa: F401 - fixtures
from tests.faults.nursery import Nursery
from tests.faults.tally import EXTENTS, Extent, Tally

_FOLDER = Path(__file__).parent
_REPORT = _FOLDER.parents[1] / "build" / "faults.json"
_TALLY = Tally()


def _chosen() -> Extent:
    name = os.environ.get("ILERT_FAULTS", "quick")
    if name not in EXTENTS:
        raise pytest.UsageError(f"ILERT_FAULTS is {name!r}; name one of {', '.join(EXTENTS)}.")
    return EXTENTS[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `slow_fault` in a quick run."""
    if _chosen().name != "quick":
        return
    slow = [item for item in items if _FOLDER in item.path.parents and item.get_closest_marker("slow_fault")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode, config: pytest.Config
) -> None:
    """Say in numbers what was shown."""
    if not _TALLY.proofs:
        return
    terminalreporter.section("what the faults showed")
    for proof in _TALLY.proofs:
        terminalreporter.line(proof.sentence)
    if _chosen().name != "quick":
        _TALLY.write(_REPORT, _chosen(), int(exitstatus))


@pytest.fixture
def extent() -> Extent:
    """How much this run breaks."""
    return _chosen()


@pytest.fixture
def tally() -> Tally:
    """Takes the numbers of a proof."""
    return _TALLY


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts programs that may be killed."""
    started = Nursery()
    try:
        yield started
    finally:
        started.close()
