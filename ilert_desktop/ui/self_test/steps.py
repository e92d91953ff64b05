"""Runs steps one after another in the event loop: each does something, then waits until something is so."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

_LOOK_EVERY_MS: Final = 20


class Step(msgspec.Struct, frozen=True):
    """One check. `act` starts it; `outcome` is asked until it gives a text (what was found) or raises `StepFailed`."""

    name: str
    act: Callable[[], object]
    outcome: Callable[[], str | None]


class StepFailed(Exception):  # noqa: N818 - named for what happened
    """A check found something wrong; the message says what."""


class Steps(QObject):
    """Works through `steps`, printing a line for each by `report`; stops at the first that fails.

    Signals:
        finished: whether all of them passed.
    """

    finished = Signal(bool)

    def __init__(
        self, steps: Sequence[Step], report: Callable[[str], object], *, seconds: float, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._waiting = deque(steps)
        self._report = report
        self._seconds = seconds
        self._deadline = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_timer)

    @Slot()
    def start(self) -> None:
        """Begin with the first step."""
        self._begin_next()

    def _begin_next(self) -> None:
        if not self._waiting:
            self.finished.emit(True)
            return
        self._deadline = time.monotonic() + self._seconds
        try:
            self._waiting[0].act()
        except Exception as error:  # noqa: BLE001 - the top of a step: whatever breaks is what the test reports
            self._fail(f"{type(error).__name__}: {error}")
            return
        self._timer.start()

    @Slot()
    def _on_timer(self) -> None:
        step = self._waiting[0]
        try:
            found = step.outcome()
        except Exception as error:  # noqa: BLE001 - the top of a step, as above
            self._fail(str(error) or type(error).__name__)
            return
        if found is not None:
            self._timer.stop()
            self._waiting.popleft()
            self._report(f"ok    {step.name}{': ' + found if found else ''}")
            self._begin_next()
        elif time.monotonic() > self._deadline:
            self._fail(f"nothing within {self._seconds:.0f} s")

    def _fail(self, reason: str) -> None:
        self._timer.stop()
        self._report(f"FAIL  {self._waiting[0].name}: {reason}")
        self.finished.emit(False)
