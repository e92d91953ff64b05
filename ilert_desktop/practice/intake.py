"""Where an event comes in: its key finds the source, the journal gets it, the rules say what it does."""

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from ilert_desktop.event import InvalidEvent, from_json
from ilert_desktop.practice.engine import DEFAULT_RULES, Rules, decide
from ilert_desktop.practice.journal import Entry, FileJournal, Journal, MemoryJournal
from ilert_desktop.practice.request import Refusal
from ilert_desktop.practice.sources import PRACTICE_SOURCES, PracticeSource
from ilert_desktop.practice.state import Alert, Decision, Received, State

_log: Final = logging.getLogger(__name__)


class Intake:
    """What practice holds, and the one way in. Belongs to one thread.

    Args:
        folder: where the events are written down; None keeps them in memory. What is there is read in first.
        sources: the sources that practice knows.
        rules: the switches of the engine.

    Raises:
        PracticeFault: the folder can't be used.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        sources: Sequence[PracticeSource] = PRACTICE_SOURCES,
        rules: Rules = DEFAULT_RULES,
    ) -> None:
        self._by_key = {source.key: source for source in sources}
        self._by_name = {source.name: source for source in sources}
        self._rules = rules
        self._state = State()
        self._journal: Journal = MemoryJournal() if folder is None else self._replayed(FileJournal(folder))

    def take(self, key: str, received: Received, time: datetime) -> Decision:
        """Take one event.

        Raises:
            Refusal: 404, when no source has this key.
            PracticeFault: the event can't be written down; it has then had no effect.
        """
        source = self._by_key.get(key)
        if source is None:
            raise Refusal(404, "UNKNOWN_KEY", "No alert source of practice has this key.")
        decision = decide(self._state, source, received, time, self._rules)
        self._journal.append(Entry(time, source.name, received.text))
        self._state.apply(decision)
        return decision

    def alerts(self) -> list[Alert]:
        """Every alert, the newest first."""
        return self._state.newest_first()

    def close(self) -> None:
        """Give the journal up."""
        self._journal.close()

    def _replayed(self, journal: FileJournal) -> FileJournal:
        skipped = 0
        for entry in journal.replay():
            try:
                received = Received(from_json(bytes(entry.event)), entry.event)
                decision = decide(self._state, self._by_name[entry.source], received, entry.time, self._rules)
            except (InvalidEvent, KeyError):
                skipped += 1
                continue
            self._state.apply(decision)
        if skipped or journal.skipped:
            _log.warning("Practice left out %d damaged events.", skipped + journal.skipped)
        return journal
