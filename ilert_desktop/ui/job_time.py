"""How long a bulk job takes, for want of anything but pacing that holds it up."""

from collections.abc import Mapping

from PySide6.QtCore import QObject

from ilert_desktop.ledger.pacing import allowed_in_window
from ilert_desktop.sources.source_list import SourceList


def seconds_needed(counts: Mapping[str, int], sources: SourceList) -> float:
    """How many seconds pacing takes for so many events at each source (by its id): the slowest source counts.

    A source that was removed sends nothing, and takes no time. Each event takes its place in the minute, the first
    one at once.
    """
    limits = {source.id: source.per_minute for source in sources.all()}
    return max(
        (
            max(0, count - 1) * 60 / allowed_in_window(limits[source])
            for source, count in counts.items()
            if source in limits
        ),
        default=0.0,
    )


class TimeWords(QObject):
    """A duration as one says it, no more exact than it is."""

    def long(self, seconds: float) -> str:
        """In a sentence: "a few seconds", "about 40 seconds", "about 6 minutes"."""
        if seconds < 10:
            return self.tr("a few seconds")
        if seconds < 55:
            return self.tr("about {0} seconds").format(_tens(seconds))
        if seconds < 90:
            return self.tr("about a minute")
        if seconds < 7200:
            return self.tr("about {0} minutes").format(round(seconds / 60))
        return self.tr("about {0} hours").format(round(seconds / 3600))

    def short(self, seconds: float) -> str:
        """In a line that has little room: "under 10 s", "about 40 s", "about 6 min"."""
        if seconds < 10:
            return self.tr("under 10 s")
        if seconds < 55:
            return self.tr("about {0} s").format(_tens(seconds))
        if seconds < 7200:
            return self.tr("about {0} min").format(max(1, round(seconds / 60)))
        return self.tr("about {0} h").format(round(seconds / 3600))


def _tens(seconds: float) -> int:
    return 10 * round(seconds / 10)
