"""The one way in: events find their source by the key, the rules say what they do, and the store keeps it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from ilert_desktop.practice import engine
from ilert_desktop.practice.configuration import DEFAULT, Configuration
from ilert_desktop.practice.keeping.store import Store
from ilert_desktop.practice.mark import marked
from ilert_desktop.practice.request import Refusal
from ilert_desktop.practice.state import Alert, By, Decision, Received

_log: Final = logging.getLogger(__name__)
_ACTIONS: Final = {"accept": engine.accept, "resolve": engine.resolve}


class Change(msgspec.Struct, frozen=True):
    """Something happened: what was decided, and has taken effect."""

    decision: Decision


class Intake:
    """Takes events and actions, and tells its watchers of each. Belongs to one thread.

    Args:
        store: what is held so far, and where it is kept.
        configuration: the sources that practice knows, their policies, and the switches of the rules.

    Attributes:
        mark: put before the summary of events that come without it; empty: nothing is.
    """

    def __init__(self, store: Store, configuration: Configuration = DEFAULT) -> None:
        self.store = store
        self.configuration = configuration
        self.mark = ""
        self._by_key = {source.key: source for source in configuration.sources}
        self._watchers: list[Callable[[Change], object]] = []

    def watch(self, watcher: Callable[[Change], object]) -> Callable[[], None]:
        """Have `watcher` called after each change, in this thread; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def take(self, key: str, received: Received, time: datetime) -> Decision:
        """Take one event.

        Raises:
            Refusal: 404, when no source has this key.
            PracticeFault: the event can't be written down; it has then had no effect.
        """
        source = self._by_key.get(key)
        if source is None:
            raise Refusal(404, "UNKNOWN_KEY", "No alert source of practice has this key.")
        decision = engine.decide(self.store, source, marked(received, self.mark), time, self.configuration)
        self._keep(decision)
        return decision

    def act(self, action: str, number: int, time: datetime, by: By) -> Alert:
        """Accept or resolve (`action`) the alert with this number, and return it as it is then.

        One that is accepted or resolved already stays as it is.

        Raises:
            Refusal: 404, when there is no such alert.
            PracticeFault: it can't be written down; it has then had no effect.
        """
        alert = self.alert(number)
        decision = _ACTIONS[action](alert, time, by)
        if decision is None or decision.alert is None:
            return alert
        self._keep(decision)
        return decision.alert

    def alert(self, number: int) -> Alert:
        """The alert with this number.

        Raises:
            Refusal: 404, when there is no such alert.
        """
        alert = self.store.alert(number)
        if alert is None:
            raise Refusal(404, "UNKNOWN_ALERT", f"Practice has no alert {number}.")
        return alert

    def _keep(self, decision: Decision) -> None:
        self.store.apply(decision)
        change = Change(decision)
        for watcher in list(self._watchers):
            try:
                watcher(change)
            except Exception:  # noqa: BLE001 - it has happened: no watcher may turn that into an answer that says no
                _log.exception("A watcher of practice failed")
