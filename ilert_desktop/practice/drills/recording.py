"""Notes what happens during a drill, for its report."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from ilert_desktop.practice.drills.judging import Course, Noted, Switched
from ilert_desktop.practice.drills.script import Drill
from ilert_desktop.practice.intake import Change, Intake
from ilert_desktop.practice.misbehaviour import Misbehaviour


class Recording:
    """Everything that practice takes, does, and how it misbehaves, from now until `end`."""

    def __init__(self, intake: Intake, misbehaviour: Misbehaviour, clock: Callable[[], datetime]) -> None:
        self._misbehaviour = misbehaviour
        self._clock = clock
        self._started = clock()
        self._noted: list[Noted] = []
        self._switched: list[Switched] = []
        self._by_script = False
        self._unwatch = (intake.watch(self._note), misbehaviour.watch(self._note_switch))

    @contextmanager
    def by_script(self) -> Iterator[None]:
        """What is taken within is the drill's own doing."""
        self._by_script = True
        try:
            yield
        finally:
            self._by_script = False

    def end(self, drill: Drill, *, complete: bool) -> Course:
        """Note nothing more; `complete` says whether the drill ran to its end."""
        for unwatch in self._unwatch:
            unwatch()
        ended = self._clock()
        self._switched.append(Switched(ended, None, self._misbehaviour.events))
        return Course(
            drill=drill,
            started=self._started,
            ended=ended,
            complete=complete,
            noted=tuple(self._noted),
            switched=tuple(self._switched),
        )

    def _note(self, change: Change) -> None:
        self._noted.append(Noted(change.decision, self._by_script))

    def _note_switch(self) -> None:
        active = self._misbehaviour.now
        self._switched.append(
            Switched(self._clock(), None if active is None else active.mode, self._misbehaviour.events)
        )
