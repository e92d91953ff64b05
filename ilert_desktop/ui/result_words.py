"""What the window says when an attempt ended: a line for the status, and a notice where the operator is needed."""

from typing import Final

from PySide6.QtCore import QObject

from ilert_desktop.event import from_json
from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent
from ilert_desktop.ui.history_flow import Answer, Answered

# A notice has to stay a few lines high; the history shows everything.
_SUMMARY: Final = 100
_MESSAGE: Final = 300


class ResultWords(QObject):
    """Finds the words; a QObject for its `tr`."""

    def line(self, event: LedgerEvent, decision: Decision) -> str:
        """One line: what became of the event."""
        kind = {
            EventState.TAKEN: self.tr("{type} {message} “{summary}”"),
            EventState.REJECTED: self.tr("{type} not taken: “{summary}”. {message}"),
            EventState.WAITING: self.tr("{type} waits: “{summary}”. {message}"),
        }.get(decision.state, self.tr("{type} needs an answer: “{summary}”. {message}"))
        return kind.format(type=event.event_type, summary=short_name(event), message=_lower(decision))

    def answer(self, answered: Answered) -> str:
        """One line: what the operator made of an event."""
        if answered.event.doubtful and answered.answer in {Answer.CANCELLED, Answer.TAKEN_BACK}:
            words = self.tr("Cancelled: {type} “{summary}” is not sent again; ilert may have taken it before")
            return words.format(type=answered.event.event_type, summary=short_name(answered.event))
        if answered.answer is Answer.TOO_LATE and answered.event.state is EventState.HELD:
            words = self.tr("Not sent: {type} “{summary}” asks something else by now")
            return words.format(type=answered.event.event_type, summary=short_name(answered.event))
        words = {
            Answer.CANCELLED: self.tr("Cancelled: {type} “{summary}” is not sent"),
            Answer.TAKEN_BACK: self.tr("Taken back: {type} “{summary}” is not sent"),
            Answer.SENT_NOW: self.tr("Sending now: {type} “{summary}”"),
            Answer.SENT_AGAIN: self.tr("Sending again: {type} “{summary}”"),
            Answer.TOO_LATE: self.tr("Too late: {type} “{summary}” is on its way or done"),
        }.get(answered.answer, self._edited(answered.event))
        return words.format(type=answered.event.event_type, summary=short_name(answered.event))

    def ended(self, queued: str, before: LedgerEvent) -> str:
        """One line: what was `queued` just now has ended the undo wait of an event before it."""
        words = self.tr("{queued}; {type} “{summary}” goes out before it, at once")
        return words.format(queued=queued, type=before.event_type, summary=short_name(before))

    def _edited(self, event: LedgerEvent) -> str:
        if event.state is EventState.CANCELLED:
            return self.tr("Cancelled: {type} “{summary}” is in the form, to be edited and sent again")
        return self.tr("In the form: {type} “{summary}”, to be edited and sent again")

    def title(self, event: LedgerEvent, decision: Decision) -> str:
        """The title of a notice for an event that was rejected or is held."""
        where = event.source_name
        if decision.state is EventState.REJECTED:
            return self.tr("{source} did not take this {type}").format(source=where, type=event.event_type)
        titles = {
            Hold.KEY_MISSING: self.tr("{source} has no key on this computer"),
            Hold.KEY_LOCKED: self.tr("The keyring is locked, and the key of {source} is in it"),
            Hold.SOURCE_MISSING: self.tr("{source} can't be sent to"),
            Hold.UNCERTAIN: self.tr("{source} may or may not have taken this {type}"),
            Hold.STALE: self.tr("This {type} for {source} is old by now"),
        }
        hold = decision.hold if decision.hold is not None else Hold.UNCERTAIN
        return titles[hold].format(source=where, type=event.event_type)

    def sentence(self, event: LedgerEvent, decision: Decision) -> str:
        """The sentence under it: which event it is, and what is known."""
        message = _shortened(decision.message, _MESSAGE)
        return self.tr("“{summary}”: {message}").format(summary=short_name(event), message=message)


def short_name(event: LedgerEvent, most: int = _SUMMARY) -> str:
    """An event's summary, else its key, on one line of `most` characters."""
    return _shortened(from_json(event.body).summary or event.alert_key, most)


def _shortened(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def _lower(decision: Decision) -> str:
    message = _shortened(decision.message, _MESSAGE)
    # "ALERT taken by ilert (202)." reads as one sentence.
    return message[:1].lower() + message[1:] if decision.state is EventState.TAKEN else message
