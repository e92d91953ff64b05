"""Waiting for something to become true, instead of sleeping for a guessed time."""

import time
from collections.abc import Callable
from typing import TypeVar

_Value = TypeVar("_Value")


def wait_until(condition: Callable[[], _Value], timeout: float = 10.0, what: str = "the condition") -> _Value:
    """Ask `condition` until it gives something true, and return that.

    Args:
        condition: asked every 10 ms; must not wait itself.
        timeout: seconds after which it counts as failed; a limit against hanging, no expectation of speed.
        what: names the condition when it fails.

    Raises:
        TimeoutError: it did not become true in time.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not become true within {timeout} s")
        time.sleep(0.01)
