from collections.abc import Iterator

import pytest

from tests.rig.commands import KEY, Run, runner
from tests.rig.scripted_server import ScriptedServer


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxies, and no key of the user's."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("ILERT_API_KEY", raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""
    return runner(capsys)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """Takes everything."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def with_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the sources that are named."""
    monkeypatch.setenv("ILERT_API_KEY", KEY)
