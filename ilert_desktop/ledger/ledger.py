"""The ledger: every event is written down here before anything else happens to it."""

from collections.abc import Collection, Sequence
from concurrent.futures import Future
from functools import partial

from ilert_desktop.event import EventType
from ilert_desktop.ledger import elsewhere_notes, enqueueing, reads, writes
from ilert_desktop.ledger.draining import LedgerDraining
from ilert_desktop.ledger.mending import Identity
from ilert_desktop.ledger.records import (
    Behind,
    Decision,
    Hold,
    LedgerEvent,
    NewEvent,
    Place,
)
from ilert_desktop.ledger.set_aside import DamageNote, damage_notes, note_told


class Ledger(LedgerDraining):
    """Events, attempts and alerts in one SQLite file. Every method returns a future; none blocks its caller.

    Writes run in one thread, reads in another, so that a long search delays no sending. `subscribe` tells who
    watches, on the writer's thread, that something was committed. Futures raise `LedgerProblem`. `opened` ends when
    the database is created or up to date, or tells why it can't be; later calls try again.
    """

    def enqueue(
        self, new: NewEvent, *, allow_repeat: bool = False, behind: Behind = Behind.WAIT
    ) -> Future[LedgerEvent]:
        """Commit an event of no job to the outbox; raises what `enqueueing.enqueue` says."""
        write = partial(enqueueing.enqueue, news=(new,), now=self._clock(), allow_repeat=allow_repeat, behind=behind)
        return self._write(lambda connection: write(connection)[0])

    def enqueue_together(
        self,
        news: Sequence[NewEvent],
        *,
        allow_repeat: bool = False,
        behind: Behind = Behind.WAIT,
        instead_of: Collection[int] | None = None,
    ) -> Future[list[LedgerEvent]]:
        """Commit several events, all or none (of a job, without what is known); raises as `enqueueing.enqueue`."""
        return self._write(
            partial(
                enqueueing.enqueue,
                news=tuple(news),
                now=self._clock(),
                allow_repeat=allow_repeat,
                behind=behind,
                instead_of=instead_of,
            )
        )

    def cancel_untaken(self, source_id: str, alert_key: str) -> Future[bool]:
        """Cancel everything of an alert that ilert has certainly not taken; False when it may have been by now."""
        return self._write(
            partial(enqueueing.cancel_untaken, source_id=source_id, alert_key=alert_key, now=self._clock())
        )

    def decide(self, event_id: int, decision: Decision) -> Future[bool]:
        """Move an event that is neither under way nor settled (retry now, cancel, hold); False when it is either."""
        return self._write(partial(writes.decide, event_id=event_id, decision=decision, now=self._clock()))

    def send_now(self, event_id: int, *, seen: Hold | None) -> Future[bool]:
        """Queue an event that the operator saw waiting, or held for `seen`.

        False when it is under way or settled by now, or asks another question since.
        """
        return self._write(partial(writes.send_now, event_id=event_id, seen=seen, now=self._clock()))

    def retry_waiting(self) -> Future[int]:
        """Make everything that waits for its next try due now; how many events that were."""
        return self._write(partial(writes.retry_waiting, now=self._clock()))

    def release_source(self, source_id: str, holds: frozenset[Hold]) -> Future[int]:
        """Queue again what a source's events are held for; how many that were."""
        return self._write(partial(writes.release_source, source_id=source_id, holds=holds, now=self._clock()))

    def note_elsewhere(self, source_id: str, alert_key: str, done: EventType, place: Place) -> Future[bool]:
        """Commit that the newest open alert of a source with this key was accepted or resolved (`done`) elsewhere.

        No event is sent for it. False when none is known here that this changes.
        """
        note = partial(elsewhere_notes.note_by_key, source_id=source_id, alert_key=alert_key)
        return self._write(partial(note, done=done, place=place, now=self._clock()), is_change=bool)

    def cancel_job(self, job: str) -> Future[int]:
        """Cancel what of a bulk job is neither settled nor under way; how many events that were."""
        return self._write(partial(writes.cancel_job, job=job, now=self._clock()))

    def event(self, event_id: int) -> Future[LedgerEvent]:
        """One event as it stands."""
        return self._writer.run(partial(reads.event_by_id, event_id=event_id))

    def damage_notes(self) -> Future[list[DamageNote]]:
        """What the operator was not told yet of ledgers that were damaged and set aside, oldest first."""
        return self._reader.submit(partial(damage_notes, self._path, untold=True))

    def note_told(self, note: DamageNote) -> Future[None]:
        """Remember that the operator has read `note`."""
        return self._reader.submit(partial(note_told, note))

    def mend(self, file: Identity) -> Future[bool]:
        """Set the ledger aside that a check found damaged, unless another file stands in its place by now."""
        return self._writer.mend(file, None)
