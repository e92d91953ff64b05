"""What one running practice server consists of."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from ilert_desktop.practice.intake import Intake


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a server; used in its thread only. `clock` gives the time of what happens, with a time zone."""

    intake: Intake
    clock: Callable[[], datetime] = utc_now
