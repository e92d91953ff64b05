"""Running one drill at a time: its steps happen at their minutes, what practice does is noted for the report."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from ilert_desktop.practice.drills.report import Report
from ilert_desktop.practice.drills.script import Drill
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.misbehaviour import Misbehaviour
from ilert_desktop.practice.timers import Later, in_running_loop


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
        intake: takes the drill's own alerts, and tells of everybody else's.
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
        """The reports of the last drills, the newest first; they are gone when the server ends."""
        return self._reports

    def start(self, drill: Drill) -> Running:
        """Start a drill.

        Raises:
            PracticeFault: another one runs, or the drill names a source that practice does not have.
        """
        raise NotImplementedError(drill)

    def stop(self) -> Report | None:
        """End the drill before its time, and report; None when there is none."""
        return None

    def watch(self, watcher: Callable[[], object]) -> Callable[[], None]:
        """Have `watcher` called after each start, end and message, in this thread; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)
