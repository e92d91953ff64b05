"""Keys in the memory of the program: for minutes when a keyring has them, else until the program ends."""

import threading
from collections.abc import Callable
from typing import Final

REMEMBERED_SECONDS: Final = 600.0


class HeldKey:
    """A key with the endpoint it was typed for. Shows neither the key nor its length to anybody who prints it."""

    __slots__ = ("endpoint", "key", "until")

    def __init__(self, endpoint: str, key: str, until: float | None = None) -> None:
        self.endpoint = endpoint
        self.key = key
        self.until = until

    def __repr__(self) -> str:
        return f"<HeldKey for {self.endpoint}>"

    def __reduce__(self) -> str:
        raise TypeError("a key is never written anywhere")


class KeyMemory:
    """Holds keys by the id of their source. Thread-safe.

    A key read from the keyring is dropped after `REMEMBERED_SECONDS`, also when nobody asks for it any more; one
    that no keyring keeps stays until it is dropped by hand or the program ends.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[str, HeldKey] = {}
        self._changes: dict[str, int] = {}
        self._broom: threading.Timer | None = None

    def get(self, source_id: str) -> HeldKey | None:
        """The key held for this source, or None."""
        with self._lock:
            self._drop_expired()
            return self._held.get(source_id)

    def changes(self, source_id: str) -> int:
        """A number that grows whenever the source's key is changed; see `remember`."""
        with self._lock:
            return self._changes.get(source_id, 0)

    def remember(self, source_id: str, endpoint: str, key: str, *, since: int) -> None:
        """Hold a key that the keyring has too, unless it was changed after `changes()` gave `since`."""
        with self._lock:
            if self._changes.get(source_id, 0) == since:
                self._held[source_id] = HeldKey(endpoint, key, self._clock() + REMEMBERED_SECONDS)
                self._sweep_later()

    def hold_for_session(self, source_id: str, endpoint: str, key: str) -> None:
        """Hold a key that no keyring has."""
        with self._lock:
            self._changed(source_id)
            self._held[source_id] = HeldKey(endpoint, key)

    def drop(self, source_id: str) -> None:
        """Forget the source's key, wherever it came from."""
        with self._lock:
            self._changed(source_id)
            self._held.pop(source_id, None)

    def drop_remembered(self) -> None:
        """Forget every key that the keyring has too, because the keyring has been locked."""
        with self._lock:
            for source_id in [name for name, held in self._held.items() if held.until is not None]:
                self._changed(source_id)
                del self._held[source_id]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            if self._broom is not None:
                self._broom.cancel()
                self._broom = None

    def _changed(self, source_id: str) -> None:
        self._changes[source_id] = self._changes.get(source_id, 0) + 1

    def _drop_expired(self) -> None:
        now = self._clock()
        self._held = {name: held for name, held in self._held.items() if held.until is None or held.until > now}

    def _sweep_later(self) -> None:
        ends = [held.until for held in self._held.values() if held.until is not None]
        if self._broom is None and ends:
            self._broom = threading.Timer(max(0.0, min(ends) - self._clock()), self._sweep)
            self._broom.daemon = True
            self._broom.start()

    def _sweep(self) -> None:
        with self._lock:
            self._drop_expired()
            self._broom = None
            self._sweep_later()
