"""A bulk job in words: how far it is, and how it ended."""

from PySide6.QtCore import QLocale, QObject

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import JobProgress
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.job_time import TimeWords, seconds_needed


class JobWords(QObject):
    """Puts the progress of a job into one line."""

    def __init__(self, sources: SourceList, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._time = TimeWords(self)

    def line(self, progress: JobProgress, *, stopped: bool) -> str:
        """How far the job is, or how it ended; `stopped` says that the operator has cancelled it."""
        if stopped and progress.cancelled:
            return self._stopped(progress)
        return self._running(progress) if progress.left else self._ended(progress)

    def started(self, progress: JobProgress) -> str:
        """What is said once at the start."""
        return self.tr("{what}, {time}").format(what=self._doing(progress), time=self._time_left(progress, short=False))

    def _running(self, progress: JobProgress) -> str:
        parts = [self.tr("{0} taken").format(_number(progress.taken)), *self._amiss(progress)]
        parts.append(self.tr("{0} left").format(_number(progress.left)))
        if progress.to_send:
            parts.append(self._time_left(progress, short=True))
        return f"{self._doing(progress)}: {', '.join(parts)}{self._held(progress)}"

    def _ended(self, progress: JobProgress) -> str:
        if progress.event_type is EventType.ACCEPT:
            words = self.tr("Accepting {total} is done: {taken} taken by ilert")
        else:
            words = self.tr("Resolving {total} is done: {taken} taken by ilert")
        text = words.format(total=self._alerts(progress.total), taken=_number(progress.taken))
        return ", ".join([text, *self._amiss(progress)])

    def _stopped(self, progress: JobProgress) -> str:
        parts = [self.tr("{0} not sent").format(_number(progress.cancelled))]
        if progress.taken:
            parts.append(self.tr("{0} taken").format(_number(progress.taken)))
        if progress.rejected:
            parts.append(self.tr("{0} rejected").format(_number(progress.rejected)))
        if progress.left:
            parts.append(self.tr("{0} under way").format(_number(progress.left)))
        return self.tr("Cancelled: {0}").format(", ".join(parts))

    def _amiss(self, progress: JobProgress) -> list[str]:
        parts = []
        if progress.rejected:
            parts.append(self.tr("{0} rejected").format(_number(progress.rejected)))
        if progress.cancelled:
            parts.append(self.tr("{0} not sent").format(_number(progress.cancelled)))
        return parts

    def _held(self, progress: JobProgress) -> str:
        if not progress.held:
            return ""
        names = ", ".join(progress.held_keys)
        more = progress.held - len(progress.held_keys)
        if more > 0:
            names = self.tr("{names} and {count} more").format(names=names, count=_number(more))
        words = self.tr("1 needs an answer") if progress.held == 1 else self.tr("{0} need an answer")
        return f" · {words.format(_number(progress.held))}: {names}"

    def _doing(self, progress: JobProgress) -> str:
        words = self.tr("Accepting {0}") if progress.event_type is EventType.ACCEPT else self.tr("Resolving {0}")
        return words.format(self._alerts(progress.total))

    def _alerts(self, count: int) -> str:
        return self.tr("1 alert") if count == 1 else self.tr("{0} alerts").format(_number(count))

    def _time_left(self, progress: JobProgress, *, short: bool) -> str:
        seconds = seconds_needed(progress.to_send, self._sources)
        return self._time.short(seconds) if short else self._time.long(seconds)


def _number(count: int) -> str:
    return QLocale().toString(count)
