"""What the window says when an attempt ended: a line for the status, and a notice where the operator is needed."""

from PySide6.QtCore import QObject

from ilert_desktop.event import from_json
from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent


class ResultWords(QObject):
    """Finds the words; a QObject for its `tr`."""

    def line(self, event: LedgerEvent, decision: Decision) -> str:
        """One line: what became of the event."""
        summary = from_json(event.body).summary or event.alert_key
        kind = {
            EventState.TAKEN: self.tr("{type} {message} “{summary}”"),
            EventState.REJECTED: self.tr("{type} not taken: “{summary}”. {message}"),
            EventState.WAITING: self.tr("{type} waits: “{summary}”. {message}"),
        }.get(decision.state, self.tr("{type} needs an answer: “{summary}”. {message}"))
        return kind.format(type=event.event_type, summary=summary, message=_lower(decision))

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
        summary = from_json(event.body).summary or event.alert_key
        return self.tr("“{summary}”: {message}").format(summary=summary, message=decision.message)


def _lower(decision: Decision) -> str:
    # "ALERT taken by ilert (202)." reads as one sentence.
    if decision.state is EventState.TAKEN and decision.message:
        return decision.message[0].lower() + decision.message[1:]
    return decision.message
