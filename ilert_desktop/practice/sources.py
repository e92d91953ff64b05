"""The alert sources that practice knows. Their keys are public: they open nothing but this stand-in."""

from typing import Final

import msgspec

from ilert_desktop.event import Priority

TOKEN: Final = "practice"  # noqa: S105 - a public constant, printed by `ilert-desktop practice --json`


class PracticeSource(msgspec.Struct, frozen=True, kw_only=True):
    """One alert source of practice: its number and name, the key events name it by, and what a new alert gets.

    `priority` is the source's default priority; `policy` is the name of its escalation policy.
    """

    id: int
    name: str
    key: str
    priority: Priority = Priority.HIGH
    policy: str = "Practice policy"


PRACTICE_SOURCES: Final[tuple[PracticeSource, ...]] = (
    PracticeSource(id=1, name="Practice", key="practice-key-nobody-is-paged"),
)
