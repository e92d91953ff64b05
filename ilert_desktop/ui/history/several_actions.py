"""What can be done for several chosen alerts: Accept and Resolve, which ask first; nothing else."""

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Alert
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.action_set import ActionSet
from ilert_desktop.ui.history.request import BulkRequest
from ilert_desktop.ui.history.rules import Refusal
from ilert_desktop.ui.history.several import Sorted, sort_out
from ilert_desktop.ui.history.several_words import SeveralWords


class SeveralActions(QObject):
    """The same actions as for one alert, while several are chosen.

    Signals:
        asked: `(request, chosen)`: a `BulkRequest` to be confirmed, and how many alerts are chosen.
    """

    asked = Signal(object, int)

    def __init__(self, sources: SourceList, actions: ActionSet, words: SeveralWords, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._set = actions
        self._words = words
        self._count = 0
        self._found: dict[EventType, Sorted] = {}
        actions.accept.triggered.connect(self._on_accept)
        actions.resolve.triggered.connect(self._on_resolve)

    def set_alerts(self, alerts: tuple[Alert, ...]) -> None:
        """Be about these alerts; none of them leaves the actions alone."""
        self._count = len(alerts)
        self._found = {kind: sort_out(alerts, kind, self._sources) for kind in (EventType.ACCEPT, EventType.RESOLVE)}
        if alerts:
            self._update()

    def lines(self) -> list[str]:
        """What can be done for how many of them, in words."""
        return [self._words.possible(kind, found) for kind, found in self._found.items()]

    def _update(self) -> None:
        for event_type, action in ((EventType.ACCEPT, self._set.accept), (EventType.RESOLVE, self._set.resolve)):
            count = len(self._found[event_type].possible)
            if count:
                self._set.allow_for_several(action, self._words.tip(event_type, count, self._count))
            else:
                self._set.allow(action, Refusal.NONE_POSSIBLE)
        one_only = (self._set.accept_with, self._set.resolve_with, self._set.comment, self._set.reuse)
        for action in (*one_only, self._set.confirm):
            self._set.allow(action, Refusal.SEVERAL)

    def _ask(self, event_type: EventType) -> None:
        found = self._found.get(event_type)
        if found is not None and found.possible:
            self.asked.emit(BulkRequest(found.possible, event_type), self._count)

    @Slot()
    def _on_accept(self) -> None:
        self._ask(EventType.ACCEPT)

    @Slot()
    def _on_resolve(self) -> None:
        self._ask(EventType.RESOLVE)
