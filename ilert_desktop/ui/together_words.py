"""One line for an event that went to several sources: what became of it at each of them."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from ilert_desktop.ledger.records import LedgerEvent
from ilert_desktop.sources.guard import names_together


class TogetherWords(QObject):
    """Remembers which events were queued together, and the last result of each."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._groups: dict[int, dict[int, str]] = {}

    def queued(self, events: Sequence[LedgerEvent]) -> str:
        """Several events are committed at once: a line that names every source."""
        group: dict[int, str] = {}
        self._groups.update((event.id, group) for event in events)
        names = names_together([event.source_name for event in events])
        return self.tr("{type} queued for {sources}").format(type=events[0].event_type, sources=names)

    def named(self, event: LedgerEvent, line: str) -> str:
        """`line`, what became of `event`, with its source if the event went to others as well."""
        group = self._groups.get(event.id)
        if group is None:
            return line
        group.pop(event.id, None)
        group[event.id] = self.tr("{source}: {line}").format(source=event.source_name, line=line)
        return group[event.id]

    def all_of(self, event: LedgerEvent, line: str) -> str:
        """`line`, and what became of the events that were queued together with `event`, the newest first."""
        return " · ".join(reversed(self._groups.get(event.id, {event.id: line}).values()))
