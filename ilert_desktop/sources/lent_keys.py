"""Keys that another place keeps, such as an environment variable: used while the program runs, never stored."""

import threading
from concurrent.futures import Future
from functools import partial

from ilert_desktop.sources import key_answers, key_problems
from ilert_desktop.sources.key_memory import HeldKey
from ilert_desktop.sources.key_problems import KeyForOtherEndpoint, KeyMissing, key_fault
from ilert_desktop.sources.source import Source


class LentKeys:
    """Holds lent keys by the id of their source, each for the endpoint it was lent for. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, HeldKey] = {}

    def lend(self, source: Source, key: str) -> None:
        """Hold a key for this source and its present endpoint. Raises: KeyRefused: this can't be a key."""
        if fault := key_fault(key):
            raise key_problems.refused(fault)
        with self._lock:
            self._held[source.id] = HeldKey(source.endpoint, key.strip())

    def get(self, source: Source) -> str | None:
        """The key lent for this source, unless it was lent for another endpoint."""
        with self._lock:
            held = self._held.get(source.id)
        return held.key if held is not None and held.endpoint == source.endpoint else None

    def unless_stored(self, source: Source, stored: Future[str]) -> Future[str]:
        """What `stored` comes to, but the lent key where it finds that none is stored."""
        lent = self.get(source)
        return stored if lent is None else key_answers.after(stored, partial(_stored_or, lent))

    def drop(self, source_id: str) -> None:
        """Forget the key of one source."""
        with self._lock:
            self._held.pop(source_id, None)

    def clear(self) -> None:
        """Forget every key."""
        with self._lock:
            self._held.clear()


def _stored_or(lent: str, stored: Future[str]) -> str:
    problem = stored.exception()
    if isinstance(problem, KeyMissing) and not isinstance(problem, KeyForOtherEndpoint):
        return lent
    return stored.result()
