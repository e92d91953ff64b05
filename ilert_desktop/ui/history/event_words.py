"""One event and its attempts in words, as the details show them."""

from typing import Final

import msgspec
from PySide6.QtCore import QLocale, QObject

from ilert_desktop.event import KEY_MASK, InvalidEvent, body, from_json, pretty
from ilert_desktop.ledger.records import SETTLED, TAKEN_BACK, Attempt, EventState, Hold, LedgerEvent, OutcomeKind
from ilert_desktop.ledger.writing import now_ms
from ilert_desktop.ui.history.request import EventRecord
from ilert_desktop.ui.history.state_words import StateText
from ilert_desktop.ui.history.times import duration, local_exact, local_short, utc_iso
from ilert_desktop.ui.history.tones import Tone

_WENT_OUT: Final = frozenset({OutcomeKind.TAKEN, OutcomeKind.REJECTED, OutcomeKind.UNCERTAIN})


def sent_json(event: LedgerEvent, key_field: str) -> str:
    """What is sent for an event, as indented JSON with the key masked: the sender's own bytes, reformatted."""
    try:
        return pretty(body(from_json(event.body), key_field=key_field, api_key=KEY_MASK))
    except (InvalidEvent, RecursionError, msgspec.MsgspecError):
        # A file written by another version: better the stored text than nothing.
        return event.body.decode(errors="replace")


class EventWords(QObject):
    """Puts an event's state, the question it asks and its attempts into words."""

    def state(self, event: LedgerEvent) -> StateText:
        """How far the event has come."""
        waiting = self.tr("Waiting, next try {0}").format(local_exact(event.not_before, QLocale()))
        if event.state is EventState.QUEUED and event.not_before > now_ms():
            out = self.tr("Goes out at {0}").format(local_exact(event.not_before, QLocale()))
            return StateText(Tone.WAITING, out)
        return {
            EventState.QUEUED: StateText(Tone.QUEUED, self.tr("Queued")),
            EventState.SENDING: StateText(Tone.SENDING, self.tr("Sending…")),
            EventState.WAITING: StateText(Tone.WAITING, waiting),
            EventState.HELD: StateText(Tone.QUESTION, self.tr("Needs an answer")),
            EventState.TAKEN: StateText(Tone.RESOLVED, self.tr("Taken by ilert")),
            EventState.REJECTED: StateText(Tone.FAILED, self.tr("Not taken")),
            EventState.CANCELLED: StateText(Tone.DROPPED, self._dropped(event)),
        }[event.state]

    def _dropped(self, event: LedgerEvent) -> str:
        if event.doubtful:
            return self.tr("Not sent again; ilert may have taken it")
        return self.tr("Taken back") if event.message == TAKEN_BACK else self.tr("Not sent")

    def line(self, event: LedgerEvent) -> str:
        """The event in the list of an alert's events."""
        return f"{local_exact(event.created_at, QLocale())}   {event.event_type} · {self.state(event).words}"

    def question(self, event: LedgerEvent) -> str:
        """What a held event asks; empty for every other one."""
        if event.state is not EventState.HELD or event.hold is None:
            return ""
        since = local_short(event.created_at, QLocale())
        return {
            Hold.UNCERTAIN: self.tr("ilert may have taken it. Look in ilert before sending it again."),
            Hold.STALE: self.tr("It has waited since {0}. Send it only if it is still true.").format(since),
            Hold.KEY_MISSING: self.tr("The key of this source is missing. Store it under Sources, then send it."),
            Hold.KEY_LOCKED: self.tr("The keyring is locked. Unlock it, then send it."),
            Hold.SOURCE_MISSING: self.tr(
                "Its source was removed. Edit it and choose another source, or don't send it."
            ),
        }[event.hold]

    def sending(self, record: EventRecord) -> str:
        """The heading over an event's JSON: whether that went over the wire."""
        if record.event.state is EventState.SENDING:
            return self.tr("What is being sent")
        if any(attempt.status is not None or attempt.outcome in _WENT_OUT for attempt in record.attempts):
            return self.tr("What was sent")
        settled = record.event.state in SETTLED
        return self.tr("What would have been sent") if settled else self.tr("What will be sent")

    def fields(self, record: EventRecord) -> list[tuple[str, str]]:
        """Names and values of what is known of an event, in the order shown."""
        event, last = record.event, record.attempts[-1] if record.attempts else None
        found = [
            (self.tr("Message"), event.message),
            (self.tr("Source"), event.source_name),
            (self.tr("Written down"), self._moment(event.created_at)),
        ]
        if event.settled_at is not None:
            found.append((self.tr("Settled"), self._moment(event.settled_at)))
        if last is not None:
            found.append((self.tr("Status"), str(last.status or "")))
            found.append((self.tr("Answer"), self._answer(last)))
            took = last.duration_ms
            found.append((self.tr("Duration"), "" if took is None else duration(took, QLocale())))
            found.append((self.tr("Attempts"), QLocale().toString(len(record.attempts))))
        return [(name, value) for name, value in found if value]

    def attempt(self, attempt: Attempt) -> str:
        """One attempt on a line: start, outcome, status, how long it took, error, correlation id."""
        parts = [f"{local_exact(attempt.started_at, QLocale())} ({utc_iso(attempt.started_at)})"]
        parts.append(self._outcome(attempt.outcome))
        if attempt.status is not None:
            parts.append(self.tr("status {0}").format(attempt.status))
        if attempt.duration_ms is not None:
            parts.append(duration(attempt.duration_ms, QLocale()))
        if attempt.error:
            parts.append(attempt.error)
        if attempt.correlation_id:
            parts.append(self.tr("correlation id {0}").format(attempt.correlation_id))
        return " · ".join(parts)

    def _outcome(self, outcome: OutcomeKind | None) -> str:
        if outcome is None:
            return self.tr("under way")
        return {
            OutcomeKind.TAKEN: self.tr("taken by ilert"),
            OutcomeKind.REJECTED: self.tr("rejected"),
            OutcomeKind.NOT_TAKEN: self.tr("certainly not taken"),
            OutcomeKind.UNCERTAIN: self.tr("uncertain: ilert may have taken it"),
        }[outcome]

    def _answer(self, attempt: Attempt) -> str:
        if attempt.answer:
            return attempt.answer
        return "" if attempt.status is None else self.tr("empty")

    def _moment(self, at_ms: int) -> str:
        return f"{local_exact(at_ms, QLocale())} ({utc_iso(at_ms)})"
