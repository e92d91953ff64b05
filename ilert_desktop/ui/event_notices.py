"""The notices about events that are rejected or held, each with what can be done about it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Slot

from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.history_flow import HistoryFlow
from ilert_desktop.ui.key_flow import KeyFlow
from ilert_desktop.ui.result_words import ResultWords

# The one refusal that in practice means an unknown key.
_UNKNOWN_KEY: Final = 404
_QUESTIONS: Final = frozenset({Hold.UNCERTAIN, Hold.STALE})


class EventNotices(QObject):
    """One notice for each question, however many events it is about, as for a key that is missing.

    A notice that the operator has closed stays away until `remind`.
    """

    def __init__(
        self, notices: NoticeBar, history: HistoryPanel, keys: KeyFlow, flow: HistoryFlow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._history = history
        self._keys = keys
        self._flow = flow
        self._words = ResultWords(self)
        # What is said of each event; several can share one notice.
        self._said: dict[int, Notice] = {}
        # The event that a shared notice names.
        self._speaks: dict[str, int] = {}
        self._held: set[int] = set()
        self._answered: set[int] = set()
        self._closed: set[str] = set()
        notices.closed.connect(self._on_closed)

    @property
    def held(self) -> frozenset[int]:
        """The ids of the events that are said to be held."""
        return frozenset(self._held)

    def show(self, event: LedgerEvent, decision: Decision) -> None:
        """Say that an event was rejected, or is held."""
        self._answered.discard(event.id)
        notice = self._notice(event, decision)
        self.forget(event.id, instead=notice.subject)
        self._closed.discard(notice.subject)
        self._note(event.id, notice, decision.state)
        # The first of a job speaks for all: hundreds may be held at once.
        if not event.job or not self._notices.has(notice.subject):
            self._speaks[notice.subject] = event.id
            self._notices.show_notice(notice)

    def forget(self, event_id: int, *, instead: str = "") -> None:
        """Say nothing of an event any more; `instead` is the subject of what is said of it now."""
        self._held.discard(event_id)
        notice = self._said.pop(event_id, None)
        if notice is None or notice.subject == instead or not self._notices.has(notice.subject):
            return
        if self._speaks.get(notice.subject) != event_id:
            # The notice names another event, and that one is still held.
            return
        others = [number for number, other in self._said.items() if other.subject == notice.subject]
        if others:
            self._speaks[notice.subject] = others[-1]
            self._notices.show_notice(self._said[others[-1]])
        else:
            self._notices.withdraw(notice.subject)

    def answer(self, event_id: int) -> None:
        """The operator has decided about an event: what was asked about it is answered."""
        self._answered.add(event_id)
        self.forget(event_id)

    def show_held(self, events: Sequence[LedgerEvent], before: frozenset[int]) -> None:
        """Show what is held now; `before` is what was said to be held when that was read."""
        now = {event.id for event in events}
        for event_id in before - now:
            self.forget(event_id)
        for event in events:
            if event.id not in self._answered:
                self._show_quietly(event)

    def remind(self, events: Sequence[LedgerEvent]) -> str:
        """Show the notices of what is held again, closed ones too; the words for a screen reader."""
        self._closed.clear()
        self._answered.clear()
        self.show_held(events, frozenset(self._held))
        if len(events) == 1:
            notice = self._said[events[0].id]
            return f"{notice.title}. {notice.sentence}"
        return self.tr("{count} events need an answer.").format(count=len(events))

    def _show_quietly(self, event: LedgerEvent) -> None:
        notice = self._notice(event, Decision(state=event.state, hold=event.hold, message=event.message))
        before = self._said.get(event.id)
        # Another program may have sent it meanwhile, and come to another question.
        is_other = before is not None and (before.title, before.sentence) != (notice.title, notice.sentence)
        is_shown = self._notices.has(notice.subject) and not is_other
        self._note(event.id, notice, event.state)
        if not is_shown and (is_other or notice.subject not in self._closed):
            self._speaks[notice.subject] = event.id
            self._notices.show_notice(notice, is_announced=False)

    def _note(self, event_id: int, notice: Notice, state: EventState) -> None:
        self._said[event_id] = notice
        if state is EventState.HELD:
            self._held.add(event_id)

    @Slot(str)
    def _on_closed(self, subject: str) -> None:
        self._closed.add(subject)

    def _notice(self, event: LedgerEvent, decision: Decision) -> Notice:
        return Notice(
            subject=_subject(event, decision),
            title=self._words.title(event, decision),
            sentence=self._words.sentence(event, decision),
            actions=tuple(self._actions(event, decision)),
        )

    def _actions(self, event: LedgerEvent, decision: Decision) -> list[tuple[str, Callable[[], object]]]:
        show = (self.tr("Show it"), partial(self._history.choose_alert, event.alert_id))
        if decision.hold is Hold.KEY_MISSING or _is_key_refused(decision):
            return [(self.tr("Enter the key…"), partial(self._keys.open_source, event.source_id)), show]
        if decision.hold is Hold.KEY_LOCKED:
            return [(self.tr("Unlock the keyring…"), self._keys.unlock), show]
        if decision.hold in _QUESTIONS:
            asked = replace(event, state=decision.state, hold=decision.hold)
            return [
                (self.tr("Send it now"), partial(self._flow.on_retry_requested, asked)),
                (self.tr("Don't send"), partial(self._flow.on_cancel_requested, event.id)),
                (self.tr("Edit and send again"), partial(self._flow.on_edit_requested, event)),
                show,
            ]
        return [show]


def _is_key_refused(decision: Decision) -> bool:
    return decision.state is EventState.REJECTED and decision.status == _UNKNOWN_KEY


def _subject(event: LedgerEvent, decision: Decision) -> str:
    # One notice for a source without a key, however many events wait for it.
    if decision.hold in {Hold.KEY_MISSING, Hold.KEY_LOCKED}:
        return f"key of {event.source_id}"
    if _is_key_refused(decision):
        return f"refused key of {event.source_id}"
    if event.job:
        return f"job {event.job}"
    return f"event {event.id}"
