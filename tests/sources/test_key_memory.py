"""Keys in memory go when their time is over, also when nobody asks for them any more."""

import gc
import pickle
import time

import pytest

from ilert_desktop.sources import key_memory
from ilert_desktop.sources.key_memory import HeldKey, KeyMemory
from tests.rig.waiting import wait_until

# Like no other test: what another one leaves behind must not count here.
KEY = "il1api-in-memory-only-51c9"


def is_in_memory() -> bool:
    return any(isinstance(thing, HeldKey) and thing.key == KEY for thing in gc.get_objects())


def test_a_key_that_nobody_asks_for_leaves_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_memory, "REMEMBERED_SECONDS", 0.2)
    memory = KeyMemory(time.monotonic)
    memory.remember("s1", "https://example.org/", KEY, since=memory.changes("s1"))
    assert is_in_memory()
    wait_until(lambda: not is_in_memory(), what="the end of the key")
    memory.remember("s2", "https://example.org/", KEY, since=memory.changes("s2"))
    wait_until(lambda: not is_in_memory(), what="the end of the second key")


def test_a_held_key_can_be_neither_shown_nor_written() -> None:
    held = HeldKey("https://example.org/", KEY)
    assert KEY not in f"{held} {held!r}"
    with pytest.raises(TypeError, match="never written"):
        pickle.dumps(held)
