"""The rig as fixtures; every one cleans up behind itself."""

from collections.abc import Iterator
from typing import TypeVar

import pytest

from tests.rig.screen import Screen
from tests.rig.secret_service import MuteBus, PrivateBus, SecretService

_Bus = TypeVar("_Bus", PrivateBus, MuteBus)


@pytest.fixture
def private_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus without any service; this process and the ones it starts use it."""
    yield from _session_bus(PrivateBus(), monkeypatch)


@pytest.fixture
def secret_service(private_bus: PrivateBus) -> Iterator[SecretService]:
    """An unlocked keyring on a private bus."""
    yield from _running(SecretService(private_bus))


@pytest.fixture
def locked_service(private_bus: PrivateBus) -> Iterator[SecretService]:
    """A keyring on a private bus that exists and is locked."""
    yield from _running(SecretService(private_bus), is_locked=True)


@pytest.fixture
def empty_service(private_bus: PrivateBus) -> Iterator[SecretService]:
    """A Secret Service on a private bus in which no keyring has ever been set up."""
    yield from _running(SecretService(private_bus, password=None))


@pytest.fixture
def mute_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[MuteBus]:
    """A session bus that takes connections and never answers."""
    yield from _session_bus(MuteBus(), monkeypatch)


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A virtual screen with a window manager, for programs started with its `environment`."""
    shown = Screen()
    try:
        yield shown
    finally:
        shown.stop()


def _session_bus(bus: _Bus, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Bus]:
    try:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus
    finally:
        bus.stop()


def _running(service: SecretService, *, is_locked: bool = False) -> Iterator[SecretService]:
    try:
        if is_locked:
            service.lock()
        yield service
    finally:
        service.stop()
