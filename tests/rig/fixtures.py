"""The rig as fixtures; every one cleans up behind itself."""

from collections.abc import Iterator

import pytest

from tests.rig.screen import Screen
from tests.rig.secret_service import MuteBus, PrivateBus, SecretService


@pytest.fixture
def private_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus without any service; this process and the ones it starts use it."""
    bus = PrivateBus()
    try:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus
    finally:
        bus.stop()


@pytest.fixture
def secret_service(private_bus: PrivateBus) -> Iterator[SecretService]:
    """An unlocked keyring on a private bus."""
    yield from _running(SecretService(private_bus))


@pytest.fixture
def locked_service(private_bus: PrivateBus) -> Iterator[SecretService]:
    """A keyring on a private bus that exists and is locked."""
    service = SecretService(private_bus)
    try:
        service.lock()
        yield service
    finally:
        service.stop()


@pytest.fixture
def empty_service(private_bus: PrivateBus) -> Iterator[SecretService]:
    """A Secret Service on a private bus in which no keyring has ever been set up."""
    yield from _running(SecretService(private_bus, password=None))


@pytest.fixture
def mute_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[MuteBus]:
    """A session bus that takes connections and never answers."""
    bus = MuteBus()
    try:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus
    finally:
        bus.stop()


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A virtual screen with a window manager, for programs started with its `environment`."""
    shown = Screen()
    try:
        yield shown
    finally:
        shown.stop()


def _running(service: SecretService) -> Iterator[SecretService]:
    try:
        yield service
    finally:
        service.stop()
