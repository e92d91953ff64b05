"""Notices what other processes have committed to the ledger."""

import asyncio
import logging
from collections.abc import Callable

from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.ledger import Ledger

_log = logging.getLogger(__name__)


class Elsewhere:
    """Tells its watchers, on the delivery thread, that another process has changed the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._watchers: list[Callable[[], object]] = []

    def watch(self, watcher: Callable[[], object]) -> None:
        """Call `watcher()`; it must be quick and must not raise."""
        self._watchers.append(watcher)

    async def look(self) -> None:
        """Look now; a ledger that can't be read just now has nothing new."""
        try:
            has_changed = await asyncio.wrap_future(self._ledger.changed_elsewhere())
        except LedgerProblem as problem:
            _log.debug("the ledger can't be looked at just now: %s", problem.title)
            return
        if has_changed:
            for watcher in self._watchers:
                watcher()
