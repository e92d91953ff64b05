"""Running one drill at a time: its steps happen at their minutes, what practice does is noted for the report."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Final

import msgspec

from ilert_desktop.event import Event, EventType, to_json
from ilert_desktop.practice.configuration import Configuration
from ilert_desktop.practice.drills.judging import report_of
from ilert_desktop.practice.drills.recording import Recording
from ilert_desktop.practice.drills.report import Report
from ilert_desktop.practice.drills.script import Drill, Raise, Step
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.misbehaviour import Misbehaviour
from ilert_desktop.practice.state import Received
from ilert_desktop.practice.timers import Later, Timer, in_running_loop

_KEPT_REPORTS: Final = 10
_MINUTE: Final = 60.0  # seconds


class Told(msgspec.Struct, frozen=True):
    """A message of the drill to the operator, and when it came."""

    time: datetime
    text: str


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """The drill that runs: since when, until when, and what the operator was told so far, oldest first."""

    drill: Drill
    started: datetime
    ends: datetime
    told: tuple[Told, ...] = ()


class Drills:
    """Starts and ends drills, one at a time. Belongs to the server's thread.

    Args:
        intake: takes the drill's own alerts, marks what is sent meanwhile, and tells of everything that happens.
        misbehaviour: the switch that steps turn.
        clock: the time, with its zone.
        later: has something done after so many seconds.
    """

    def __init__(
        self,
        intake: Intake,
        misbehaviour: Misbehaviour,
        clock: Callable[[], datetime],
        later: Later = in_running_loop,
    ) -> None:
        self._intake = intake
        self._misbehaviour = misbehaviour
        self._clock = clock
        self._later = later
        self._running: Running | None = None
        self._reports: tuple[Report, ...] = ()
        self._watchers: list[Callable[[], object]] = []
        self._timers: list[Timer] = []
        self._recording: Recording | None = None

    @property
    def running(self) -> Running | None:
        """The drill that runs; None when there is none."""
        return self._running

    @property
    def mark(self) -> str:
        """What stands before the summary of every event now; empty: nothing."""
        return self._running.drill.mark if self._running else ""

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports of the last ten drills, the newest first; they are gone when the server ends."""
        return self._reports

    def start(self, drill: Drill) -> Running:
        """Start a drill; practice behaves well at its start.

        Raises:
            PracticeFault: another one runs, or the drill names a source that practice does not have.
        """
        if self._running is not None:
            raise PracticeFault("A drill runs already", "End that one first, or wait until it is over.")
        _check_sources(drill, self._intake.configuration)
        self._misbehaviour.stop()
        self._recording = Recording(self._intake, self._misbehaviour, self._clock)
        now = self._clock()
        self._running = Running(drill=drill, started=now, ends=now + timedelta(minutes=drill.minutes))
        self._intake.mark = drill.mark
        self._timers = [self._at(step) for step in drill.steps if step.minute > 0]
        self._timers.append(self._later(drill.minutes * _MINUTE, lambda: self._finish(complete=True)))
        for step in drill.steps:
            if step.minute <= 0:
                self._do(step)
        self._tell_watchers()
        return self._running

    def stop(self) -> Report | None:
        """End the drill before its time, and report; None when there is none."""
        return self._finish(complete=False)

    def watch(self, watcher: Callable[[], object]) -> Callable[[], None]:
        """Have `watcher` called after each start, end and message, in this thread; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _at(self, step: Step) -> Timer:
        return self._later(step.minute * _MINUTE, lambda: self._do(step))

    def _finish(self, *, complete: bool) -> Report | None:
        running, self._running = self._running, None
        recording, self._recording = self._recording, None
        if running is None or recording is None:
            return None
        for timer in self._timers:
            timer.cancel()
        self._timers = []
        self._intake.mark = ""
        report = report_of(recording.end(running.drill, complete=complete))
        self._misbehaviour.stop()
        self._reports = (report, *self._reports)[:_KEPT_REPORTS]
        self._tell_watchers()
        return report

    def _do(self, step: Step) -> None:
        # What the operator is told comes first, for the rest can fail.
        if step.tell:
            self._tell(step.tell)
        if step.recover:
            self._misbehaviour.stop()
        if step.fail is not None:
            seconds = None if step.minutes is None else step.minutes * _MINUTE
            self._misbehaviour.start(step.fail, seconds, delay=step.delay)
        if step.raises is not None:
            self._raise(step.raises)

    def _raise(self, wanted: Raise) -> None:
        event = Event(
            event_type=EventType.ALERT,
            summary=wanted.summary,
            details=wanted.details,
            alert_key=wanted.key,
            priority=wanted.priority,
        )
        received = Received(event, msgspec.Raw(to_json(event)))
        recording = self._recording
        with nullcontext() if recording is None else recording.by_script():
            try:
                self._intake.take(self._key_of(wanted.source), received, self._clock())
            except PracticeFault as fault:
                self._tell(f"The drill could not raise its alert “{wanted.summary}”. {fault}")

    def _key_of(self, source: str) -> str:
        sources = self._intake.configuration.sources
        return next((one.key for one in sources if one.name.casefold() == source.casefold()), sources[0].key)

    def _tell(self, text: str) -> None:
        if self._running is not None:
            told = (*self._running.told, Told(self._clock(), text))
            self._running = msgspec.structs.replace(self._running, told=told)
            self._tell_watchers()

    def _tell_watchers(self) -> None:
        for watcher in list(self._watchers):
            watcher()


def _check_sources(drill: Drill, configuration: Configuration) -> None:
    raised = {step.raises.source for step in drill.steps if step.raises is not None}
    named = raised | {expectation.source for expectation in drill.expectations}
    known = {source.name.casefold() for source in configuration.sources}
    for name in sorted(named - {""}):
        if name.casefold() not in known:
            raise PracticeFault(
                f"The drill “{drill.title}” needs the practice source “{name}”",
                "Add it to practice's configuration, or name another one in the drill.",
            )
