"""An outbox and the network around it as fixtures."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.certificates import Authority
from tests.rig.outbox import Outbox


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of the user's comes into play."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def outbox(tmp_path: Path, no_proxy: None) -> Iterator[Outbox]:
    """A running outbox."""
    with Outbox(tmp_path) as running:
        yield running


@pytest.fixture
def hasty(tmp_path: Path, no_proxy: None) -> Iterator[Outbox]:
    """A running outbox in which an attempt has a third of a second."""
    with Outbox(tmp_path, attempt_seconds=0.3) as running:
        yield running


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Signs certificates for servers of the test."""
    return Authority(tmp_path)


@pytest.fixture
def closed_port() -> int:
    """A port on this computer on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port at which packets vanish: its queue is full, and the kernel drops whoever else wants to connect."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port: int = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        yield port
        for one in waiting:
            one.close()
