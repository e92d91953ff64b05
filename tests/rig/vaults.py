"""Keyrings in memory: one that works, and some that are locked, keep nothing, break or hang."""

import threading
from collections.abc import Callable
from typing import Any

import msgspec

from ilert_desktop.sources.source import ILERT_ENDPOINT


class MemoryVault:
    """A keyring that works; it can be locked, and counts how often it is read.

    Args:
        secrets: what it holds at first, by name; nonsense is allowed.
    """

    name = "Test keyring"

    def __init__(self, **secrets: Any) -> None:
        self.secrets: dict[str, Any] = secrets
        self.locked = False
        self.reads = 0

    def get(self, name: str) -> Any:
        """The secret, or None."""
        self.reads += 1
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self.secrets.pop(name, None)

    def is_locked(self) -> bool:
        """Whether it is locked."""
        return self.locked

    def unlock(self) -> bool:
        """Unlock it, without a prompt."""
        self.locked = False
        return True


class ForgetfulVault(MemoryVault):
    """Takes a secret and keeps nothing, as the `null` back-end does."""

    def set(self, name: str, secret: str) -> None:
        """Keep nothing."""
        self.offered = (name, secret)


class RaisingVault(MemoryVault):
    """Raises, and has the secret in the text of its error.

    Args:
        error: makes what is raised from a text.
        key: the secret it would give out.
    """

    def __init__(self, error: Callable[[str], Exception], key: str) -> None:
        super().__init__()
        self.error = error
        self.key = key

    def get(self, name: str) -> Any:
        """Break."""
        raise self.error(f"{name} {self.key}")

    def set(self, name: str, secret: str) -> None:
        """Break."""
        raise self.error(f"{name} {secret}")


class GatedVault(MemoryVault):
    """Reads, and gives the answer only when it is let go."""

    def __init__(self, **secrets: Any) -> None:
        super().__init__(**secrets)
        self.has_read = threading.Event()
        self.let_go = threading.Event()

    def get(self, name: str) -> Any:
        """The secret, when it may be given."""
        answer = super().get(name)
        self.has_read.set()
        self.let_go.wait(30)
        return answer


def entry(key: object, endpoint: str = ILERT_ENDPOINT) -> str:
    """What the program writes into a keyring for a key."""
    return msgspec.json.encode({"endpoint": endpoint, "key": key}).decode()
