"""What the commands end with. 74 and 75 are those of `sysexits.h`: no input or output, and try again later."""

from collections.abc import Iterable
from typing import Final

from ilert_desktop.ledger.records import EventState

DONE: Final = 0
REJECTED: Final = 1
USAGE: Final = 2
NOT_KEPT: Final = 74
QUEUED: Final = 75
INTERRUPTED: Final = 130

_OF_STATE: Final = {EventState.TAKEN: DONE, EventState.REJECTED: REJECTED, EventState.CANCELLED: REJECTED}
_WORST_FIRST: Final = (USAGE, REJECTED, QUEUED)


def code_of(states: Iterable[EventState]) -> int:
    """The exit code for events that are in these states: the worst one's, rejected before queued before taken."""
    codes = {_OF_STATE.get(state, QUEUED) for state in states}
    return next((code for code in _WORST_FIRST if code in codes), DONE)
