"""Unlocking the keyring as people do it: in the password prompt of the desktop, on a real screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilert_desktop.sources.keys import Kept, KeyringLocked, Keys
from tests.rig.processes import start, stop
from tests.rig.screen import Screen
from tests.rig.secret_service import PASSWORD, SecretService
from tests.rig.waiting import wait_until
from tests.sources.example_key import KEY, SOURCE

LIMIT = 60
PROMPTER = Path("/usr/libexec/gcr-prompter")


@pytest.fixture
def prompted_screen(screen: Screen, locked_service: SecretService) -> Iterator[Screen]:
    """A screen on which the keyring can ask for its password."""
    environment = screen.environment | locked_service.bus.environment
    prompter = start([str(PROMPTER)], environment)
    try:
        wait_until(lambda: locked_service.bus.owns("org.gnome.keyring.SystemPrompter"), what="the prompter")
        yield screen
    finally:
        stop(prompter)


def test_the_right_password_unlocks_and_keys_are_kept_again(prompted_screen: Screen) -> None:
    keys = Keys(timeout=LIMIT)
    with pytest.raises(KeyringLocked):
        keys.store(SOURCE, KEY).result(LIMIT)
    unlocking = keys.unlock()
    prompted_screen.activate(prompted_screen.window("."))
    prompted_screen.type_text(PASSWORD)
    prompted_screen.press("Return")
    assert unlocking.result(LIMIT) is True
    assert keys.store(SOURCE, KEY).result(LIMIT) is Kept.KEYRING
    assert keys.fetch(SOURCE).result(LIMIT) == KEY


def test_a_dismissed_prompt_leaves_it_locked(prompted_screen: Screen) -> None:
    keys = Keys(timeout=LIMIT)
    unlocking = keys.unlock()
    prompted_screen.activate(prompted_screen.window("."))
    prompted_screen.press("Escape")
    assert unlocking.result(LIMIT) is False
    with pytest.raises(KeyringLocked):
        keys.fetch(SOURCE).result(LIMIT)
