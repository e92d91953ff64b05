"""Tells the operator what became of events: in the bottom line, and in a notice where an answer is needed."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.key_flow import KeyFlow
from ilert_desktop.ui.ledger_signals import AttemptEnded
from ilert_desktop.ui.outbox_line import OutboxLine
from ilert_desktop.ui.result_words import ResultWords

if TYPE_CHECKING:
    from collections.abc import Callable


class Results(QObject):
    """Shows results. `announced` carries the words for a screen reader."""

    announced = Signal(str)

    def __init__(
        self, notices: NoticeBar, line: OutboxLine, history: HistoryPanel, keys: KeyFlow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._line = line
        self._history = history
        self._keys = keys
        self._words = ResultWords(self)

    @Slot(object)
    def on_queued(self, event: LedgerEvent) -> None:
        """An event is committed: show its row."""
        self._line.set_last(
            self.tr("{type} queued for {source}").format(type=event.event_type, source=event.source_name)
        )
        self._history.choose_alert(event.alert_id)

    @Slot(object)
    def on_attempt_ended(self, ended: AttemptEnded) -> None:
        """An attempt ended, or there could be none."""
        event, decision = ended.event, ended.decision
        line = self._words.line(event, decision)
        self._line.set_last(line)
        self.announced.emit(line)
        if decision.state in {EventState.REJECTED, EventState.HELD}:
            self._notices.show_notice(self._notice(event, decision))
        else:
            self._notices.withdraw(_subject(event, decision))

    @Slot(object)
    def on_failed(self, error: Exception) -> None:
        """Something the operator asked for could not be done."""
        title = getattr(error, "title", self.tr("That did not work"))
        self._notices.show_notice(
            Notice(subject="failure", title=title, sentence=getattr(error, "sentence", str(error)))
        )

    def _notice(self, event: LedgerEvent, decision: Decision) -> Notice:
        actions: list[tuple[str, Callable[[], object]]] = [
            (self.tr("Show it"), partial(self._history.choose_alert, event.alert_id))
        ]
        if decision.hold is Hold.KEY_MISSING:
            actions.insert(0, (self.tr("Enter the key…"), partial(self._keys.open_source, event.source_id)))
        elif decision.hold is Hold.KEY_LOCKED:
            actions.insert(0, (self.tr("Unlock the keyring…"), self._keys.unlock))
        return Notice(
            subject=_subject(event, decision),
            title=self._words.title(event, decision),
            sentence=self._words.sentence(event, decision),
            actions=tuple(actions),
        )


def _subject(event: LedgerEvent, decision: Decision) -> str:
    # One notice for a source without a key, however many events wait for it.
    if decision.hold in {Hold.KEY_MISSING, Hold.KEY_LOCKED}:
        return f"key of {event.source_id}"
    return f"event {event.id}"
