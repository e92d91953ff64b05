"""What is accepted or resolved at practice itself is noted in the ledger: the history follows what its sends caused."""

import logging
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Final

from ilert_desktop.event import EventType, fold_key
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Place
from ilert_desktop.practice.configuration import Configuration
from ilert_desktop.practice.state import OPEN_STATUSES, By, Effect
from ilert_desktop.practice_sources import source_id_of

if TYPE_CHECKING:
    from ilert_desktop.practice.desk import Desk
    from ilert_desktop.practice.intake import Change
    from ilert_desktop.practice.keeping.store import Store
    from ilert_desktop.practice.state import Alert

_DONE: Final = {Effect.ACCEPTED: EventType.ACCEPT, Effect.RESOLVED: EventType.RESOLVE}
_PLACES: Final = {By.PAGE: Place.PRACTICE_PAGE, By.API: Place.PRACTICE_API}
_log: Final = logging.getLogger(__name__)


class DoneAtPractice:
    """Watches practice. What an event did is known already: whoever sent it has written it down."""

    def __init__(self, ledger: Ledger, configuration: Configuration) -> None:
        self._ledger = ledger
        self._configuration = configuration

    def attach(self, desk: "Desk") -> None:
        """Watch one run of practice; called on its thread."""
        desk.intake.watch(partial(self._on_change, desk.intake.store))

    def _on_change(self, store: "Store", change: "Change") -> None:
        entry, alert = change.decision.entry, change.decision.alert
        done, place = _DONE.get(entry.effect), _PLACES.get(entry.by)
        if done is None or place is None or alert is None:
            return
        source_id = source_id_of(self._configuration, alert.source.id)
        if source_id is None:
            return
        for key in _keys_of(store, alert):
            self._ledger.note_elsewhere(source_id, key, done, place).add_done_callback(_on_noted)


def _keys_of(store: "Store", alert: "Alert") -> list[str]:
    """The keys of all events that grouping or their key brought to `alert`; each is a row of the history.

    Not one with which a newer alert is open: the row of the history stands for that.
    """
    events = (entry.received.event for entry in store.log(alert.id) if entry.received is not None)
    keys = {fold_key(event.alert_key): event.alert_key for event in events if event.event_type is EventType.ALERT}
    newer = {fold: store.newest_match(alert.source.id, key, OPEN_STATUSES) for fold, key in keys.items() if fold}
    return [keys[fold] for fold, other in newer.items() if other is None or other.id == alert.id]


def _on_noted(noted: Future[bool]) -> None:
    # The row goes on saying what it said; what is sent for it later still counts at practice.
    if not noted.cancelled() and (problem := noted.exception()) is not None:
        _log.warning("what was done at practice is not in the history: %s", problem)
