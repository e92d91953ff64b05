"""What the ledger tells whoever asks, read on a thread of its own so that a long search delays no sending."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from ilert_desktop.ledger import outbox_reads, reads
from ilert_desktop.ledger.lane import ReadingLane
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Alert, Attempt, Counts, Elsewhere, JobProgress, LedgerEvent


class LedgerReading:
    """The reading half of a `Ledger`. Every method returns a future, which raises `LedgerProblem`.

    Args:
        reader: the lane that reads.
        clock: milliseconds since 1970.
    """

    def __init__(self, reader: ReadingLane, clock: Callable[[], int]) -> None:
        self._reader = reader
        self._clock = clock

    def outbox(self) -> Future[list[LedgerEvent]]:
        """Every event that is not settled, oldest first."""
        return self._reader.run(outbox_reads.outbox)

    def held(self) -> Future[list[LedgerEvent]]:
        """Every event that is held until the operator answers, oldest first."""
        return self._reader.run(outbox_reads.held)

    def undo_waits(self) -> Future[list[LedgerEvent]]:
        """The events that can still be taken back before they are sent, oldest first."""
        return self._reader.run(partial(outbox_reads.undo_waits, now=self._clock()))

    def paused_until(self, source_id: str) -> Future[int]:
        """Until when ilert wants nothing with the key of a source (milliseconds since 1970), 0 for no pause."""
        return self._reader.run(partial(outbox_reads.paused_until, source_id=source_id, now=self._clock()))

    def first_of_alert(self, source_id: str, alert_key: str) -> Future[LedgerEvent | None]:
        """The event that the others of an alert wait for: its first one that is not settled."""
        return self._reader.run(partial(outbox_reads.first_of_alert, source_id=source_id, alert_key=alert_key))

    def job(self, job_id: str) -> Future[JobProgress]:
        """How far a bulk job has come."""
        return self._reader.run(partial(outbox_reads.job, job_id=job_id))

    def unfinished_jobs(self) -> Future[list[str]]:
        """The bulk jobs that have events in the outbox, the oldest first."""
        return self._reader.run(outbox_reads.unfinished_jobs)

    def alerts(self, shown: Shown, search: str = "", limit: int = 1000) -> Future[list[Alert]]:
        """The newest alerts under a filter and a search."""
        return self._reader.run(partial(reads.alerts, shown=shown, search=search, limit=limit))

    def alert(self, alert_id: int) -> Future[Alert | None]:
        """One alert."""
        return self._reader.run(partial(reads.alert_by_id, alert_id=alert_id))

    def open_alert(self, source_id: str, alert_key: str) -> Future[Alert | None]:
        """The newest alert of a source with this key that is open or accepted, as far as it is known here."""
        return self._reader.run(partial(reads.open_alert, source_id=source_id, alert_key=alert_key))

    def open_with_key(self, alert_key: str) -> Future[list[Alert]]:
        """The alerts of any source with this key that are open or accepted, as far as it is known here."""
        return self._reader.run(partial(reads.open_with_key, alert_key=alert_key))

    def summary_of(self, source_id: str, alert_key: str) -> Future[str]:
        """The summary of the newest alert with this key, empty when none is known here."""
        return self._reader.run(partial(reads.summary_of, source_id=source_id, alert_key=alert_key))

    def elsewhere_of_alert(self, alert_id: int) -> Future[list[Elsewhere]]:
        """What was done elsewhere to an alert, oldest first."""
        return self._reader.run(partial(reads.elsewhere_of_alert, alert_id=alert_id))

    def counts(self) -> Future[Counts]:
        """How many alerts each filter shows, and what the outbox waits for."""
        return self._reader.run(reads.counts)

    def events_of_alert(self, alert_id: int) -> Future[list[tuple[LedgerEvent, list[Attempt]]]]:
        """An alert's events, oldest first, each with its attempts."""
        return self._reader.run(partial(reads.events_of_alert, alert_id=alert_id))
