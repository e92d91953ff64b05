"""A drill as it is written down: what happens at which minute, and what the operator is expected to do."""

from enum import StrEnum
from typing import Final

import msgspec

from ilert_desktop.event import Priority
from ilert_desktop.practice.misbehaviour import Misbehaviour, Mode

MARK: Final = "[DRILL]"


class Action(StrEnum):
    """What an operator does to an alert."""

    RAISE = "raise"
    ACCEPT = "accept"
    RESOLVE = "resolve"
    COMMENT = "comment"


class Raise(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that the script raises itself, as a monitoring system would; an empty `source` is the first one."""

    summary: str
    key: str = ""
    source: str = ""
    priority: Priority | None = None
    details: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What happens `minute` minutes after the start: any of `tell`, `raises`, and a way to misbehave or `recover`.

    `minutes` is how long it misbehaves (None: until the next such step, or the end); `delay` (seconds) is for SLOW.
    """

    minute: float = 0.0
    tell: str = ""
    raises: Raise | None = None
    fail: Mode | None = None
    minutes: float | None = None
    delay: float = Misbehaviour.SLOW
    recover: bool = False


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the operator is expected to do, to an alert that fits all that is named here.

    `key` equals the alert key (trimmed, without regard to case), `summary` is a part of the summary (without regard to
    case), `source` is a source's name. `after` and `within` are minutes: the action counts from `after` on, and is late
    when more than `within` minutes pass (None: until the end). `once` is for raising: a second such alert is a fault.
    """

    do: Action
    text: str = ""
    key: str = ""
    summary: str = ""
    source: str = ""
    priority: Priority | None = None
    after: float = 0.0
    within: float | None = None
    once: bool = False


class Drill(msgspec.Struct, frozen=True, kw_only=True):
    """One drill: its name, what the operator is told at the start, its length in minutes, steps and expectations.

    `mark` stands before the summary of every event that is sent meanwhile; empty: they are not marked.
    """

    title: str
    description: str = ""
    mark: str = ""
    minutes: float
    steps: tuple[Step, ...] = ()
    expectations: tuple[Expectation, ...] = ()
