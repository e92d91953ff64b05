"""A desktop as an operator has it: a screen with a window manager, an unlocked keyring, and a screen reader's bus."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.rig.accessibility import AccessibilityBus
from tests.rig.screen import Screen
from tests.rig.secret_service import PrivateBus, SecretService


@dataclass(frozen=True)
class Desktop:
    """What programs of one session share; start them with `screen.environment`."""

    bus: PrivateBus
    keyring: SecretService
    screen: Screen
    accessibility: AccessibilityBus


@contextmanager
def desktop_running() -> Iterator[Desktop]:
    """A desktop, gone at the end."""
    with ExitStack() as stack:
        bus = PrivateBus()
        stack.callback(bus.stop)
        keyring = SecretService(bus)
        stack.callback(keyring.stop)
        screen = Screen(environment=bus.environment | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"})
        stack.callback(screen.stop)
        accessibility = AccessibilityBus(bus, screen.environment)
        stack.callback(accessibility.stop)
        yield Desktop(bus, keyring, screen, accessibility)
