"""Bulk jobs: writes one down, watches how far each is, and cancels."""

from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.assembly import Services
from ilert_desktop.event import Event
from ilert_desktop.identifiers import sortable_id
from ilert_desktop.ledger.records import JobProgress, LedgerEvent, NewEvent
from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.history.request import BulkRequest, row_request
from ilert_desktop.ui.job_lines import JobLines
from ilert_desktop.ui.job_words import JobWords
from ilert_desktop.ui.ledger_signals import LedgerSignals
from ilert_desktop.ui.new_events import with_mark
from ilert_desktop.ui.practice.link import PracticeLink
from ilert_desktop.ui.tasks import Tasks


class _Job(msgspec.Struct):
    """What is known of a job: whether its start is still to be said, and whether it is being read."""

    is_new: bool
    is_stopped: bool = False
    is_reading: bool = False
    is_outdated: bool = False
    is_over: bool = False


class BulkJobs(QObject):
    """Keeps `lines` in step with the ledger, also for jobs that an earlier start of the program began.

    The line of a job that is over stays until it is closed or the next job starts.

    Signals:
        announced: words for a screen reader: a job starts, or has ended.
        failed: an exception with `title` and `sentence`.
    """

    announced = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        history: HistoryPanel,
        signals: LedgerSignals,
        practice: PracticeLink,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._ledger = services.ledger
        self._sources = services.sources
        self._tasks = tasks
        self._practice = practice
        self._words = JobWords(services.sources, self)
        self._jobs: dict[str, _Job] = {}
        self._has_looked = False
        self.lines = JobLines()
        self.lines.cancel_requested.connect(self._on_cancel)
        self.lines.close_requested.connect(self._on_close)
        history.bulk_requested.connect(self._on_requested)
        signals.changed.connect(self._refresh)
        self._look_for_unfinished()

    @Slot(object)
    def _on_requested(self, request: BulkRequest) -> None:
        job = sortable_id()
        written = self._ledger.enqueue_together(self._events(request, job), allow_repeat=True)
        self._tasks.watch(written, partial(self._on_written, job), self.failed.emit)

    @Slot()
    def _refresh(self) -> None:
        if not self._has_looked:
            self._look_for_unfinished()
        for job, known in self._jobs.items():
            if not known.is_over:
                self._read(job)

    def _look_for_unfinished(self) -> None:
        # That the ledger can't be read is said by who counts the outbox, once; the next change looks again.
        self._tasks.watch(self._ledger.unfinished_jobs(), self._on_unfinished, lambda _: None)

    def _events(self, request: BulkRequest, job: str) -> list[NewEvent]:
        undo = {source.id: source.undo_ms(request.event_type) for source in self._sources.all()}
        events = []
        for alert in request.alerts:
            one = row_request(alert, request.event_type)
            summary = one.summary or alert.alert_key
            event = Event(event_type=request.event_type, summary=summary, alert_key=alert.alert_key)
            new = NewEvent(
                draft_id=one.draft_id,
                source_id=alert.source_id,
                source_name=alert.source_name,
                event=event,
                undo_ms=undo.get(alert.source_id, 0),
                job=job,
            )
            events.append(with_mark(new, self._practice.view.mark))
        return events

    def _on_written(self, job: str, events: list[LedgerEvent]) -> None:
        if not events:
            # The ledger leaves out what was asked for before.
            self.announced.emit(self.tr("Nothing was sent: all of this was asked for already."))
            return
        for earlier in [earlier for earlier, known in self._jobs.items() if known.is_over]:
            self._on_close(earlier)
        self._jobs[job] = _Job(is_new=True)
        self._read(job)

    def _on_unfinished(self, jobs: list[str]) -> None:
        self._has_looked = True
        for job in jobs:
            if job not in self._jobs:
                self._jobs[job] = _Job(is_new=False)
                self._read(job)

    def _read(self, job: str) -> None:
        known = self._jobs[job]
        if known.is_reading:
            known.is_outdated = True
            return
        known.is_reading, known.is_outdated = True, False
        self._tasks.watch(self._ledger.job(job), self._on_progress, partial(self._on_unread, job))

    def _on_progress(self, progress: JobProgress) -> None:
        known = self._jobs.get(progress.job)
        if known is None:
            return
        known.is_reading = False
        words = self._words.line(progress, stopped=known.is_stopped)
        self.lines.show_progress(progress, words, stopped=known.is_stopped)
        if known.is_new:
            known.is_new = False
            self.announced.emit(self._words.started(progress))
        if not progress.left:
            known.is_over = True
            self.announced.emit(words)
        elif known.is_outdated:
            self._read(progress.job)

    def _on_unread(self, job: str, _error: Exception) -> None:
        if (known := self._jobs.get(job)) is not None:
            known.is_reading = False

    @Slot(str)
    def _on_cancel(self, job: str) -> None:
        # Before the answer: the commit may be read first.
        self._jobs[job].is_stopped = True
        self._tasks.watch(self._ledger.cancel_job(job), lambda _: None, partial(self._on_not_cancelled, job))

    def _on_not_cancelled(self, job: str, error: Exception) -> None:
        if (known := self._jobs.get(job)) is not None:
            known.is_stopped = False
            self._read(job)
        self.failed.emit(error)

    @Slot(str)
    def _on_close(self, job: str) -> None:
        del self._jobs[job]
        self.lines.remove(job)
