"""The tables of a drill's file as a person writes them."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

from ilert_desktop.event import Priority
from ilert_desktop.practice.drills.script import Action
from ilert_desktop.practice.misbehaviour import Misbehaviour
from ilert_desktop.practice.toml.forms import Line

LONGEST: Final = 24 * 60  # minutes

Text = Annotated[str, msgspec.Meta(max_length=5_000, description="text in quotes, at most 5000 characters")]
Minute = Annotated[
    float, msgspec.Meta(ge=0, le=LONGEST, description="a number of minutes since the start, such as 2 or 2.5")
]
Minutes = Annotated[
    float, msgspec.Meta(gt=0, le=LONGEST, description="a number of minutes above 0, at most 1440 (a day)")
]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=3_600, description="a number of seconds, at most 3600")]

Mark = Annotated[Line | bool, msgspec.Meta(description='true for "[DRILL]", false for none, or text in quotes')]


class StepAction(StrEnum):
    """What a step does to practice: a way to misbehave (`fail` is `down`), or the end of it."""

    FAIL = "fail"
    DOWN = "down"
    SLOW = "slow"
    SERVER_ERROR = "server-error"
    RATE_LIMIT = "rate-limit"
    WRONG_ANSWER = "wrong-answer"
    LOST_ANSWER = "lost-answer"
    RECOVER = "recover"


class RaiseTable(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that the drill raises itself."""

    summary: Line
    key: Line | None = None
    source: Line | None = None
    priority: Priority | None = None
    details: Text = ""


class StepTable(
    msgspec.Struct, frozen=True, kw_only=True, rename={"raises": "raise", "until_minute": "until", "for_minutes": "for"}
):
    """What happens at one minute."""

    minute: Minute = 0
    tell: Text = ""
    raises: RaiseTable | None = None
    do: StepAction | None = None
    until_minute: Minute | None = None
    for_minutes: Minutes | None = None
    seconds: Seconds = Misbehaviour.SLOW


class ExpectTable(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator is expected to do."""

    do: Action
    text: Line | None = None
    key: Line | None = None
    summary: Line | None = None
    source: Line | None = None
    priority: Priority | None = None
    after: Minute = 0
    within: Minutes | None = None
    once: bool = False


class File(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    title: Line
    description: Text = ""
    mark: Mark = False
    minutes: Minutes
    step: tuple[StepTable, ...] = ()
    expect: tuple[ExpectTable, ...] = ()
