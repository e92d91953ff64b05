"""What holds for every test: folders of its own, no session bus, no warnings in any log."""

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before Qt is imported anywhere: the platform is chosen once for the whole process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Speed is measured elsewhere: a slow disk must not fail a test of behaviour.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

pytest_plugins = ["tests.rig.fixtures", "tests.rig.network_fixtures"]

_WATCHED_LOGGERS = ("ilert_desktop", "asyncio", "uvicorn")


class _Recorder(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    config.addinivalue_line("markers", "expects_log: this test makes the program write warnings to its log")
    config.addinivalue_line("markers", "slow_fault: takes long; only `make faults` and `make faults-long` run it")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the test a home, and nothing of the user's: no files, no session bus, no keyring."""
    home = tmp_path / "home"
    home.mkdir()
    for variable, name in (("DATA", "data"), ("CONFIG", "config"), ("STATE", "state"), ("CACHE", "cache")):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(home / name))
    # Short, because sockets in it have a path of 107 characters at most.
    runtime = tempfile.mkdtemp(prefix="run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("ILERT_DESKTOP_HOME", str(home / "ilert"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={runtime}/no-bus")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(variable, raising=False)
    _forget_keyring()
    yield
    _forget_keyring()
    shutil.rmtree(runtime, ignore_errors=True)


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which a warning or worse was logged, unless it is marked `expects_log`."""
    handler = _Recorder(logging.WARNING)
    for name in _WATCHED_LOGGERS:
        logging.getLogger(name).addHandler(handler)
    yield
    for name in _WATCHED_LOGGERS:
        logging.getLogger(name).removeHandler(handler)
    if handler.records and request.node.get_closest_marker("expects_log") is None:
        pytest.fail("logged: " + "; ".join(f"{record.name}: {record.getMessage()}" for record in handler.records))


def _forget_keyring() -> None:
    """Undo what the `keyring` library remembers for the rest of the process: its back-end, and which ones there are."""
    core = sys.modules.get("keyring.core")
    backend = sys.modules.get("keyring.backend")
    if core is None or backend is None:
        return
    core._keyring_backend = None  # type: ignore[attr-defined]
    backend._limit = None  # type: ignore[attr-defined]
    vars(backend.get_all_keyring).pop("saved_result", None)
