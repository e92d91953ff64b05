"""What came of a drill: the operator's alerts, how long each took, and what was expected and missed."""

from datetime import datetime
from enum import StrEnum

import msgspec

from ilert_desktop.event import Priority
from ilert_desktop.practice.misbehaviour import Mode


class Result(StrEnum):
    """How an expectation was met."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    TWICE = "twice"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """One expectation in words, how it was met, and when it was, between when it counts: seconds from the start.

    `done_after` is None when it was never done, `due_after` when no time was set.
    """

    text: str
    result: Result
    done_after: float | None
    from_after: float = 0.0
    due_after: float | None


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """One alert that was opened during the drill, by the operator or (`by_script`) by the drill itself.

    `accepted_after` and `resolved_after` are seconds from when it was raised, None if that did not happen. `copies`
    counts the further events that came for it and were appended: nobody is paged for those. `same_as` is the number of
    an earlier alert of the drill about the same thing (key or summary): somebody was paged twice.
    """

    alert: int
    time: datetime
    source: str
    summary: str
    key: str
    priority: Priority
    by_script: bool = False
    accepted_after: float | None = None
    resolved_after: float | None = None
    copies: int = 0
    same_as: int | None = None


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the operator's that practice added to an alert from before the drill: nobody is paged for it.

    `summary` is the event's, `alert` and `alert_summary` are what it was added to.
    """

    time: datetime
    source: str
    summary: str
    alert: int
    alert_summary: str


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """A time during which practice misbehaved, and how many requests that hit (None: they can't be counted)."""

    mode: Mode
    since: datetime
    until: datetime
    requests: int | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `complete` says whether the drill ran to its end; `sent_again` counts events that came in twice."""

    title: str
    started: datetime
    ended: datetime
    complete: bool
    mark: str = ""
    checked: tuple[Checked, ...] = ()
    raised: tuple[Raised, ...] = ()
    joined: tuple[Joined, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    sent_again: int = 0

    @property
    def passed(self) -> bool:
        """Whether everything that was expected was done in time."""
        return all(checked.result is Result.MET for checked in self.checked)
