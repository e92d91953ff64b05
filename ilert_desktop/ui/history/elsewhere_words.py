"""What was done to an alert without an event from here, in words."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Elsewhere, Place
from ilert_desktop.ui.history.times import local_exact


class ElsewhereWords(QObject):
    """Says where an alert was accepted or resolved."""

    def place(self, place: Place) -> str:
        """Where it was, after "Accepted" or "Resolved"."""
        return {
            Place.PRACTICE_PAGE: self.tr("on practice's page"),
            Place.PRACTICE_API: self.tr("by practice's API"),
        }[place]

    def lines(self, notes: Sequence[Elsewhere]) -> str:
        """A line for each note, oldest first; empty without any."""
        return "\n".join(self._line(note) for note in notes)

    def _line(self, note: Elsewhere) -> str:
        done = self.tr("Accepted") if note.done is EventType.ACCEPT else self.tr("Resolved")
        words = self.tr("{when}   {done} {place}; nothing was sent from here.")
        return words.format(when=local_exact(note.at, QLocale()), done=done, place=self.place(note.place))
