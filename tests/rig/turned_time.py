"""Time that passes only when a test says so, for what waits in practice's thread."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec


class _Waiting(msgspec.Struct):
    due: datetime
    work: Callable[[], object]
    waiting: list["_Waiting"]

    def cancel(self) -> None:
        """Keep it from happening."""
        if self in self.waiting:
            self.waiting.remove(self)


class TurnedTime:
    """A clock (`time()`) with timers (`time.later`); `waiting` are those still to come."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.waiting: list[_Waiting] = []

    def __call__(self) -> datetime:
        """The time."""
        return self._now

    def later(self, seconds: float, work: Callable[[], object]) -> _Waiting:
        """Have `work` called when so many seconds have passed."""
        entry = _Waiting(self._now + timedelta(seconds=seconds), work, self.waiting)
        self.waiting.append(entry)
        return entry

    def turn(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass, and have done what is due on the way, each at its time."""
        end = self._now + timedelta(minutes=minutes, seconds=seconds)
        while due := sorted((entry for entry in self.waiting if entry.due <= end), key=lambda entry: entry.due):
            due[0].cancel()
            self._now = due[0].due
            due[0].work()
        self._now = end
