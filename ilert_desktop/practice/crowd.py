"""How many connections practice holds at once.

With as many open files as the system allows, asyncio could accept nobody, and would write that down without end.
"""

import sys
from typing import Final

AT_ONCE: Final = 16  # connections that a port accepts before it looks whether there are too many
_MOST: Final = 400
_FEWEST: Final = 32


def most_connections() -> int:
    """How many there may be; half of the files that the process may open are left to all else."""
    if sys.platform == "win32":
        return _MOST
    import resource  # noqa: PLC0415 - Windows has none

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST if files == resource.RLIM_INFINITY else max(_FEWEST, min(_MOST, files // 2))
