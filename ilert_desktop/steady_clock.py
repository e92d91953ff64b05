"""A clock that nobody sets: it runs on through suspend, and through every change of the computer's time."""

import sys
import time
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from ilert_desktop.identifiers import sortable_id

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Steady(msgspec.Struct, frozen=True):
    """A moment: `ms` milliseconds after the start of `boot`. Moments of different boots can't be compared.

    `is_machine` says that `boot` is this computer's start, the same for all programs; else it is this program's.
    """

    boot: str
    ms: int
    is_machine: bool = False


def steady_now() -> Steady:
    """The present moment."""
    boot, is_machine = _boot()
    return Steady(boot, _nanoseconds() // 1_000_000, is_machine)


if sys.platform == "linux":

    def _nanoseconds() -> int:
        # Python's monotonic clock stands still here while the computer sleeps.
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

elif sys.platform == "darwin":

    def _nanoseconds() -> int:
        # As above: there `monotonic` is mach_absolute_time(), which stops in sleep; this is mach_continuous_time().
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)

else:

    def _nanoseconds() -> int:
        return time.monotonic_ns()


@cache
def _boot() -> tuple[str, bool]:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip(), True
    except (OSError, UnicodeError):
        return sortable_id(), False
