"""The other programs on one data folder: telling the one that drains the outbox, or being told."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.neighbours.calling import call
from ilert_desktop.neighbours.listening import Listening
from ilert_desktop.neighbours.messages import Lend, LentKey, Message, Nudge
from ilert_desktop.neighbours.places import place_to_listen, places_to_call

_log = logging.getLogger(__name__)


class Neighbours:
    """Whoever holds the folder's outbox lock listens, the others tell it. Every method may be called on any thread.

    Nobody is ever waited for: connections live on daemon threads and for seconds at most.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = threading.RLock()
        self._hearers: list[Callable[[Message], None]] = []
        self._listening: Listening | None = None
        self._telling: Future[bool] | None = None
        self._next: Future[bool] | None = None
        self._lent: dict[str, LentKey] = {}

    def subscribe(self, hearer: Callable[[Message], None]) -> None:
        """Call `hearer(message)` on a thread of its own when another program tells something; it must be quick."""
        self._hearers.append(hearer)

    def listen(self) -> bool:
        """Be the one who is told; only for who holds the outbox lock. False when nobody can listen there."""
        with self._lock:
            if self._listening is None:
                try:
                    self._listening = Listening(place_to_listen(self._data), self._hear)
                except OSError as error:
                    # Whoever drains looks at the ledger every few seconds anyway.
                    _log.info("other programs on this folder can't be heard: %s", error)
            return self._listening is not None

    def stop_listening(self) -> None:
        """Be told no longer; belongs before the lock is given back."""
        with self._lock:
            listening, self._listening = self._listening, None
        if listening is not None:
            listening.close()

    def lend(self, key: LentKey) -> None:
        """Have each message carry this key, for a source that has no stored one."""
        with self._lock:
            self._lent[key.source_id] = key

    def close(self) -> None:
        """Be told nothing, and carry no key any longer."""
        self.stop_listening()
        with self._lock:
            self._lent.clear()

    def tell(self) -> Future[bool]:
        """Tell who listens that something is new, with the keys that are lent; whether it was heard.

        One call at a time: what is told while another call is under way is told once, after it.
        """
        with self._lock:
            if self._next is not None:
                return self._next
            if self._telling is None or self._telling.done():
                return self._start_telling()
            following = self._next = Future[bool]()
            following.set_running_or_notify_cancel()
            self._telling.add_done_callback(self._tell_next)
            return following

    def _start_telling(self) -> Future[bool]:
        message: Message = Lend(tuple(self._lent.values())) if self._lent else Nudge()
        self._telling = on_daemon_thread(lambda: call(places_to_call(self._data), message), name="neighbours call")
        return self._telling

    def _tell_next(self, _ended: Future[bool]) -> None:
        with self._lock:
            following, self._next = self._next, None
            telling = self._start_telling()
        if following is not None:
            telling.add_done_callback(lambda told: following.set_result(told.exception() is None and told.result()))

    def _hear(self, message: Message) -> None:
        for hearer in self._hearers:
            hearer(message)
