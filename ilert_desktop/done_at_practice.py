"""What is accepted or resolved at practice itself is noted in the ledger: the history follows what its sends caused."""

import logging
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from ilert_desktop.event import EventType
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Place
from ilert_desktop.practice.configuration import Configuration
from ilert_desktop.practice.state import By, Effect
from ilert_desktop.practice_sources import source_id_of

if TYPE_CHECKING:
    from ilert_desktop.practice.intake import Change

_DONE: Final = {Effect.ACCEPTED: EventType.ACCEPT, Effect.RESOLVED: EventType.RESOLVE}
_PLACES: Final = {By.PAGE: Place.PRACTICE_PAGE, By.API: Place.PRACTICE_API}
_log: Final = logging.getLogger(__name__)


class DoneAtPractice:
    """Watches practice. What an event did is known already: whoever sent it has written it down."""

    def __init__(self, ledger: Ledger, configuration: Configuration) -> None:
        self._ledger = ledger
        self._configuration = configuration

    def on_change(self, change: "Change") -> None:
        """Something happened at practice; called on its thread, and does not wait."""
        entry, alert = change.decision.entry, change.decision.alert
        done, place = _DONE.get(entry.effect), _PLACES.get(entry.by)
        if done is None or place is None or alert is None:
            return
        source_id = source_id_of(self._configuration, alert.source.id)
        if source_id is not None and alert.key:
            self._ledger.note_elsewhere(source_id, alert.key, done, place).add_done_callback(_on_noted)


def _on_noted(noted: Future[bool]) -> None:
    # The row goes on saying what it said; what is sent for it later still counts at practice.
    if not noted.cancelled() and (problem := noted.exception()) is not None:
        _log.warning("what was done at practice is not in the history: %s", problem)
