"""What an event waits for, in words: why, how many tries there were, and when the next one is."""

from PySide6.QtCore import QLocale, QObject

from ilert_desktop.ledger.records import EventState, LedgerEvent
from ilert_desktop.ui.history.request import Subject
from ilert_desktop.ui.history.times import local_exact, span

# Who has just pressed Send needs no explanation yet: most events are gone by then.
_PATIENCE_MS = 3000


class WaitingWords(QObject):
    """Puts a wait into sentences; all times are milliseconds since 1970."""

    def of(self, event: LedgerEvent, subject: Subject, now: int) -> str:
        """Why an event has not gone out yet and when it will; empty for one that does not wait."""
        match event.state:
            case EventState.WAITING:
                return " ".join(part for part in (event.message, self._next_try(event, now)) if part)
            case EventState.QUEUED:
                return self._before_the_first_try(event, subject, now)
            case _:
                return ""

    def _before_the_first_try(self, event: LedgerEvent, subject: Subject, now: int) -> str:
        if event.not_before > now:
            words = self.tr("Goes out at {time}, in {span}; until then it can be taken back.")
            return self._timed(words, event.not_before, now)
        if subject.is_behind_another(event):
            return self.tr("Goes out after the event before it.")
        if subject.paused_until > now:
            words = self.tr("ilert asked for a pause: nothing is sent with this key until {time}, in {span}.")
            return self._timed(words, subject.paused_until, now)
        if now - event.created_at > _PATIENCE_MS:
            return self.tr("Goes out as soon as the source's limit of requests a minute lets it.")
        return ""

    def why(self, event: LedgerEvent) -> str:
        """Why an event waits, and how often it was tried."""
        tried = f"{self._tried(event)}." if event.state is EventState.WAITING else ""
        return " ".join(part for part in (event.message, tried) if part)

    def _tried(self, event: LedgerEvent) -> str:
        return self.tr("Tried once") if event.tries == 1 else self.tr("Tried {0} times").format(event.tries)

    def _next_try(self, event: LedgerEvent, now: int) -> str:
        tried = self._tried(event)
        if event.not_before <= now:
            return self.tr("{tried}; the next try is due now.").format(tried=tried)
        words = self.tr("{tried}; next try at {time}, in {span}.")
        return self._timed(words, event.not_before, now, tried=tried)

    def _timed(self, words: str, at: int, now: int, tried: str = "") -> str:
        return words.format(time=local_exact(at, QLocale()), span=span(at - now), tried=tried)
