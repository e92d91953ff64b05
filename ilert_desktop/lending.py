"""Hands keys that are not stored to whoever sends: this program, or the one that drains the outbox."""

import logging
from concurrent.futures import Future
from functools import partial
from typing import Final

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Hold
from ilert_desktop.neighbours.messages import Lend, LentKey
from ilert_desktop.neighbours.neighbours import Neighbours
from ilert_desktop.sources.keys import KeyRefused, Keys
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList

_MISSING: Final = frozenset({Hold.KEY_MISSING})
_log = logging.getLogger(__name__)


class Lending:
    """A lent key serves a source without a stored one, at the endpoint it has now, until the programs end.

    Events that are held for want of it go on. May be used on any thread.
    """

    def __init__(self, keys: Keys, sources: SourceList, ledger: Ledger, neighbours: Neighbours) -> None:
        self._keys = keys
        self._sources = sources
        self._ledger = ledger
        self._neighbours = neighbours

    def lend(self, source: Source, key: str) -> None:
        """Lend a key to this program and to its neighbours. Raises: KeyRefused: this can't be a key."""
        self._take(source, key)
        self._neighbours.lend(LentKey(source.id, source.endpoint, key.strip()))

    def borrow(self, message: Lend) -> None:
        """Take the keys that another program lends; one for an endpoint that its source does not have is left."""
        for lent in message.keys:
            source = self._sources.get(lent.source_id)
            if source is not None and source.endpoint == lent.endpoint and not source.is_practice:
                try:
                    self._take(source, lent.key)
                except KeyRefused:
                    _log.info("another program lent something that is no key")

    def _take(self, source: Source, key: str) -> None:
        self._keys.lend(source, key)
        # Whatever the key does not serve stays held: else it would be tried in vain, again and again.
        self._keys.has_key(source).add_done_callback(partial(self._release, source.id))

    def _release(self, source_id: str, served: Future[bool]) -> None:
        if served.exception() is None and served.result():
            try:
                self._ledger.release_source(source_id, _MISSING)
            except RuntimeError:
                _log.debug("a key was lent while the program ended")
