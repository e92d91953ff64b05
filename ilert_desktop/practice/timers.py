"""Something to be done later in the server's thread; the tests bring a clock of their own."""

from collections.abc import Callable
from typing import Protocol, TypeAlias


class Timer(Protocol):
    """What was asked for and has not happened yet."""

    def cancel(self) -> object:
        """Keep it from happening."""


# Has a callable called after so many seconds, in this thread.
Later: TypeAlias = Callable[[float, Callable[[], object]], Timer]


def in_running_loop(seconds: float, work: Callable[[], object]) -> Timer:
    """Have `work` called by this thread's event loop."""
    import asyncio  # noqa: PLC0415 - the window imports what needs timers, and no server, before its first paint

    return asyncio.get_running_loop().call_later(seconds, work)
