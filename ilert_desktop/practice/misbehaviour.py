"""How practice misbehaves when it is told to, for a chosen time. Cheap to import: the window shows it, too.

It ends by itself, and a server that starts anew behaves well. `disturbance.py` does to requests what is said here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from ilert_desktop.practice.timers import Later, Timer, in_running_loop

OFFERED_MINUTES: Final = (1, 5, 15)  # what page and window let a person choose
LONGEST: Final = 24 * 3600.0  # seconds


class Mode(StrEnum):
    """One way to misbehave. The value is what drill scripts and `PUT /page/misbehaviour` call it."""

    DOWN = "down"
    SLOW = "slow"
    SERVER_ERROR = "server-error"
    RATE_LIMIT = "rate-limit"
    WRONG_ANSWER = "wrong-answer"
    LOST_ANSWER = "lost-answer"

    @property
    def label(self) -> str:
        """Its name for people, for a list to choose from."""
        return _WORDS[self][0]

    @property
    def sentence(self) -> str:
        """What happens to whoever sends an event meanwhile."""
        return _WORDS[self][1]


_WORDS: Final = {
    Mode.DOWN: ("Down", "Practice refuses connections, as if ilert were down. Nothing is taken."),
    Mode.SLOW: ("Slow", "Practice takes events, and answers late."),
    Mode.SERVER_ERROR: ("Server errors", "Practice answers every request with an error 500. Nothing is taken."),
    Mode.RATE_LIMIT: (
        "Too many requests",
        "Practice answers every request with 429 and asks to wait. Nothing is taken.",
    ),
    Mode.WRONG_ANSWER: (
        "Wrong answer",
        "A sign-in page answers in the place of practice, as in a hotel or behind a company's proxy. Nothing is taken.",
    ),
    Mode.LOST_ANSWER: ("Lost answer", "Practice takes events, and cuts the connection before it answers."),
}


class Active(msgspec.Struct, frozen=True, kw_only=True):
    """Practice misbehaves: how, since when, and until when (None: until somebody ends it).

    `delay` counts for SLOW: seconds until the answer.
    """

    mode: Mode
    since: datetime
    until: datetime | None
    delay: float


class Misbehaviour:
    """The switch. Belongs to the server's thread.

    Args:
        clock: the time, with its zone.
        later: has something done after so many seconds.
    """

    # Below what ilert Desktop gives an attempt (30 s): the event is taken.
    SLOW: Final = 20.0

    def __init__(self, clock: Callable[[], datetime], later: Later = in_running_loop) -> None:
        self._clock = clock
        self._later = later
        self._now: Active | None = None
        self._end: Timer | None = None
        self._events = 0
        self._watchers: list[Callable[[], object]] = []

    @property
    def now(self) -> Active | None:
        """How practice misbehaves; None when it behaves well."""
        return self._now

    @property
    def events(self) -> int:
        """How many requests with an event were ever met while practice misbehaved; refused connections are not seen."""
        return self._events

    def count_event(self) -> None:
        """Another request with an event came in while practice misbehaves."""
        self._events += 1

    def start(self, mode: Mode, seconds: float | None, *, delay: float = SLOW) -> Active:
        """Misbehave for so many seconds (None: until `stop`), in the place of what may be on already.

        Raises:
            ValueError: `seconds` is not above 0 or longer than a day, or `delay` is negative.
        """
        if seconds is not None and not 0 < seconds <= LONGEST:
            raise ValueError("a misbehaviour lasts more than 0 seconds, and a day at most")
        if not 0 <= delay <= LONGEST:
            raise ValueError("an answer can be late by 0 seconds to a day")
        since = self._clock()
        until = None if seconds is None else since + timedelta(seconds=seconds)
        active = Active(mode=mode, since=since, until=until, delay=delay)
        self._cancel_end()
        if seconds is not None:
            self._end = self._later(seconds, self.stop)
        self._switch(active)
        return active

    def stop(self) -> None:
        """Behave well from now on; nothing to do when it does already."""
        self._cancel_end()
        if self._now is not None:
            self._switch(None)

    def watch(self, watcher: Callable[[], object]) -> Callable[[], None]:
        """Have `watcher` called after each switch, in this thread; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _switch(self, active: Active | None) -> None:
        self._now = active
        for watcher in list(self._watchers):
            watcher()

    def _cancel_end(self) -> None:
        end, self._end = self._end, None
        if end is not None:
            end.cancel()
