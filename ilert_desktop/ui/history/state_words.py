"""A row's state in words: what is known of the alert, and what its outbox is doing."""

from typing import Final

import msgspec
from PySide6.QtCore import QLocale, QObject

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import SETTLED, TAKEN_BACK, Alert, AlertState, EventState, LedgerEvent
from ilert_desktop.ledger.writing import now_ms
from ilert_desktop.ui.history.times import local_exact
from ilert_desktop.ui.history.tones import Tone


class StateText(msgspec.Struct, frozen=True):
    """A state as it is shown."""

    tone: Tone
    words: str


_TONES: Final = {
    AlertState.OPEN: Tone.OPEN,
    AlertState.ACCEPTED: Tone.ACCEPTED,
    AlertState.RESOLVED: Tone.RESOLVED,
    AlertState.FAILED: Tone.FAILED,
    AlertState.ELSEWHERE: Tone.ELSEWHERE,
}


class StateWords(QObject):
    """Puts an alert's state into words.

    `head` is the alert's first event that is not settled: the one that its later events wait for, or for an alert that
    was cancelled its last one. While it has not been read, the alert's newest event stands for it.
    """

    def of(self, alert: Alert, head: LedgerEvent | None) -> StateText:
        """The words and the look of a row's state."""
        if alert.pending and head is not None and head.state not in SETTLED:
            return self._pending(alert, head.event_type, head.state, head.not_before)
        if alert.pending and alert.last_state not in SETTLED:
            return self._pending(alert, alert.last_type, alert.last_state, 0)
        if (
            head is not None
            and head.state is EventState.CANCELLED
            and head.doubtful
            and alert.state is AlertState.FAILED
        ):
            return StateText(Tone.QUESTION, self.tr("Uncertain · not sent again"))
        if head is not None and head.message == TAKEN_BACK and alert.state is AlertState.FAILED:
            return StateText(Tone.DROPPED, self.tr("Taken back"))
        return self._settled(alert)

    def _settled(self, alert: Alert) -> StateText:
        if alert.state is AlertState.QUEUED:
            return StateText(Tone.QUEUED, self.tr("Queued"))
        if alert.state is AlertState.FAILED and alert.last_state is EventState.CANCELLED:
            return StateText(Tone.DROPPED, self.tr("Not sent"))
        words = self._alert_words(alert.state)
        if alert.elsewhere is not None:
            # Short: where at practice it was stands in the details.
            words = self.tr("{done} at practice").format(done=words)
        if alert.last_state is EventState.REJECTED and alert.state is not AlertState.FAILED:
            return StateText(Tone.FAILED, f"{words} · {self._refused_words(alert.last_type)}")
        return StateText(_TONES[alert.state], words)

    def _pending(self, alert: Alert, event_type: EventType, state: EventState, not_before: int) -> StateText:
        raising = alert.state in {AlertState.QUEUED, AlertState.FAILED}
        if raising:
            return self._raising(state, not_before)
        words = self._alert_words(alert.state)
        match state:
            case EventState.HELD:
                return StateText(Tone.QUESTION, f"{words} · {self.tr('needs an answer')}")
            case EventState.WAITING if not_before:
                return StateText(
                    Tone.WAITING, f"{words} · {self._doing_words(event_type)}, {self._next_try(not_before)}"
                )
            case EventState.QUEUED if not_before > now_ms():
                at = local_exact(not_before, QLocale())
                return StateText(Tone.WAITING, f"{words} · {self._doing_words(event_type)} {at}")
            case _:
                return StateText(_TONES[alert.state], f"{words} · {self._doing_words(event_type)}")

    def _raising(self, state: EventState, not_before: int) -> StateText:
        match state:
            case EventState.SENDING:
                return StateText(Tone.SENDING, self.tr("Sending…"))
            case EventState.WAITING if not_before:
                return StateText(Tone.WAITING, self.tr("Next try {0}").format(local_exact(not_before, QLocale())))
            case EventState.WAITING:
                return StateText(Tone.WAITING, self.tr("Waiting for the next try"))
            case EventState.HELD:
                return StateText(Tone.QUESTION, self.tr("Needs an answer"))
            case EventState.QUEUED if not_before > now_ms():
                return StateText(Tone.WAITING, self.tr("Goes out at {0}").format(local_exact(not_before, QLocale())))
            case _:
                return StateText(Tone.QUEUED, self.tr("Queued"))

    def _next_try(self, not_before: int) -> str:
        return self.tr("next try {0}").format(local_exact(not_before, QLocale()))

    def _alert_words(self, state: AlertState) -> str:
        return {
            AlertState.QUEUED: self.tr("Queued"),
            AlertState.OPEN: self.tr("Open"),
            AlertState.ACCEPTED: self.tr("Accepted"),
            AlertState.RESOLVED: self.tr("Resolved"),
            AlertState.FAILED: self.tr("Not taken"),
            AlertState.ELSEWHERE: self.tr("Raised elsewhere"),
        }[state]

    def _doing_words(self, event_type: EventType) -> str:
        return {
            EventType.ALERT: self.tr("adding an event"),
            EventType.ACCEPT: self.tr("accepting"),
            EventType.RESOLVE: self.tr("resolving"),
            EventType.COMMENT: self.tr("commenting"),
        }[event_type]

    def _refused_words(self, event_type: EventType) -> str:
        return {
            EventType.ALERT: self.tr("event not taken"),
            EventType.ACCEPT: self.tr("accept not taken"),
            EventType.RESOLVE: self.tr("resolve not taken"),
            EventType.COMMENT: self.tr("comment not taken"),
        }[event_type]
