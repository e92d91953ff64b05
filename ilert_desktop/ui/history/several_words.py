"""Several alerts in words: how many can be accepted or resolved, where, and why not the others."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLocale, QObject

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Alert
from ilert_desktop.ui.history.rules import Refusal
from ilert_desktop.ui.history.several import Sorted

_SOURCES_NAMED: Final = 3


class SeveralWords(QObject):
    """Puts into words what is chosen and what can be done about it."""

    def chosen(self, count: int) -> str:
        """How many are chosen."""
        return self.tr("{0} alerts chosen").format(number(count))

    def possible(self, event_type: EventType, found: Sorted) -> str:
        """How many can be accepted or resolved, and why not the others."""
        count = len(found.possible)
        if event_type is EventType.ACCEPT:
            words = self.tr("{0} can be accepted") if count else self.tr("None can be accepted")
        else:
            words = self.tr("{0} can be resolved") if count else self.tr("None can be resolved")
        reasons = [self._reason(why_not).format(number(refused)) for why_not, refused in found.refused.items()]
        return words.format(number(count)) + (f" ({', '.join(reasons)})" if reasons else "")

    def tip(self, event_type: EventType, count: int, chosen: int) -> str:
        """What a press would do."""
        if event_type is EventType.ACCEPT:
            all_of_them, some = self.tr("Accept the {0} chosen alerts"), self.tr("Accept {0} of the {1} chosen alerts")
        else:
            all_of_them, some = (
                self.tr("Resolve the {0} chosen alerts"),
                self.tr("Resolve {0} of the {1} chosen alerts"),
            )
        words = all_of_them if count == chosen else some
        return words.format(number(count), number(chosen))

    def button(self, event_type: EventType, count: int) -> str:
        """What the button that confirms says."""
        if event_type is EventType.ACCEPT:
            words = self.tr("Accept 1 alert") if count == 1 else self.tr("Accept {0} alerts")
        else:
            words = self.tr("Resolve 1 alert") if count == 1 else self.tr("Resolve {0} alerts")
        return words.format(number(count))

    def places(self, alerts: Sequence[Alert], names: dict[str, str]) -> str:
        """At which sources alerts are, by their names now, and how many at each when there are several."""
        counts = Counter(alert.source_id for alert in alerts).most_common()
        if len(counts) == 1:
            return names[counts[0][0]]
        places = [f"{names[source_id]} ({number(count)})" for source_id, count in counts[:_SOURCES_NAMED]]
        rest = len(counts) - len(places)
        if rest:
            more = self.tr("1 more source") if rest == 1 else self.tr("{0} more sources")
            places.append(more.format(number(rest)))
        return self.tr("{0} and {1}").format(", ".join(places[:-1]), places[-1])

    def _reason(self, why_not: Refusal) -> str:
        return {
            Refusal.NO_KEY: self.tr("{0} without an alert key"),
            Refusal.SOURCE_GONE: self.tr("{0} of a source that was removed"),
            Refusal.NOT_TAKEN_YET: self.tr("{0} not taken by ilert yet"),
            Refusal.NEVER_TAKEN: self.tr("{0} not taken by ilert"),
            Refusal.ACCEPTED: self.tr("{0} accepted already"),
            Refusal.RESOLVED: self.tr("{0} resolved already"),
            Refusal.UNDER_WAY: self.tr("{0} on the way"),
            Refusal.RESOLVING: self.tr("{0} being resolved"),
        }.get(why_not, self.tr("{0} not possible"))


def number(count: int) -> str:
    """A count as it is written here."""
    return QLocale().toString(count)
