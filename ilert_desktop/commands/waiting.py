"""Waits until it is known what becomes of events, and says so: a line for each, and the exit code."""

import threading
import time
from collections.abc import Sequence
from typing import Final

from ilert_desktop.assembly import Services
from ilert_desktop.commands.exit_codes import code_of
from ilert_desktop.commands.output import note, result_line
from ilert_desktop.ledger.records import SETTLED, EventState, Hold, LedgerEvent

_LOOK_SECONDS: Final = 0.1
_BEING_SENT: Final = frozenset({EventState.QUEUED, EventState.SENDING, EventState.WAITING})


class Waiting:
    """Has events sent, by this program or by the one that drains the outbox.

    Args:
        services: opened, not started; the events are committed.
        interrupted: set when the program is told to end: the waiting ends, the events stay.
        seconds: how long to wait at most; None does not wait at all, and only tells who drains.
        lent_to: ids of sources that a key was lent to: what is held there for want of one goes on in a moment.
    """

    def __init__(
        self, services: Services, interrupted: threading.Event, *, seconds: float | None, lent_to: frozenset[str]
    ) -> None:
        self._services = services
        self._interrupted = interrupted
        self._seconds = seconds
        self._lent_to = lent_to

    def until_known(self, event_ids: Sequence[int]) -> int:
        """Wait, print how each event stands, and return the exit code."""
        deadline = time.monotonic() + (self._seconds or 0)
        is_told = False
        if self._seconds is None:
            is_told = self._services.tell_neighbours()
        else:
            self._services.start(releases_held=False)
            self._wait(event_ids, deadline)
        events = self._events(event_ids)
        for event in events:
            result_line(event.state, event.source_name, event.alert_key, str(event.id), event.message)
        self._explain(events, is_told=is_told)
        if self._seconds is not None:
            self._let_others_end(deadline)
        return code_of(event.state for event in events)

    def _wait(self, event_ids: Sequence[int], deadline: float) -> None:
        while not self._interrupted.is_set() and time.monotonic() < deadline:
            if all(self._is_known(event) for event in self._events(event_ids)):
                return
            self._interrupted.wait(_LOOK_SECONDS)

    def _let_others_end(self, deadline: float) -> None:
        """What this program sends for others must not become uncertain because its own events are settled."""
        delivery = self._services.delivery
        delivery.finish()
        while not (delivery.has_ended or self._interrupted.is_set()) and time.monotonic() < deadline:
            self._interrupted.wait(_LOOK_SECONDS / 2)

    def _is_known(self, event: LedgerEvent) -> bool:
        if event.state is EventState.HELD:
            return not self._goes_on(event)
        return event.state in SETTLED or self._held_before(event) is not None

    def _held_before(self, event: LedgerEvent) -> LedgerEvent | None:
        """The held event of the same alert that this one waits behind."""
        if event.state is not EventState.QUEUED:
            return None
        first = self._services.ledger.first_of_alert(event.source_id, event.alert_key).result()
        if first is None or first.id >= event.id or first.state is not EventState.HELD:
            return None
        return None if self._goes_on(first) else first

    def _goes_on(self, held: LedgerEvent) -> bool:
        """Whether a held event needs no answer: a key for it was lent."""
        return held.hold is Hold.KEY_MISSING and held.source_id in self._lent_to

    def _events(self, event_ids: Sequence[int]) -> list[LedgerEvent]:
        return [self._services.ledger.event(event_id).result() for event_id in event_ids]

    def _explain(self, events: Sequence[LedgerEvent], *, is_told: bool) -> None:
        before = [first for event in events if (first := self._held_before(event)) is not None]
        for held in before:
            note(f"Event {held.id} of the same alert goes first, and is held: {held.message}")
        for held in {event.id: event for event in (*before, *events) if event.state is EventState.HELD}.values():
            note(f"To answer: ilert-desktop outbox retry {held.id}, or: ilert-desktop outbox cancel {held.id}")
        if any(event.hold is Hold.KEY_MISSING for event in (*before, *events)):
            note("Its key: ilert-desktop sources key NAME, or in ILERT_API_KEY together with --source NAME.")
        if any(event.state in _BEING_SENT for event in events):
            who = (
                "the program that sends was told" if is_told else "the window sends it, or the next command that waits"
            )
            note(f"Queued, and not taken yet: {who}.")
