"""How many requests a key may send in a minute, counted as ilert counts them. Pure: the time comes in.

Facts page: "Rate limit: 50 requests a minute for one alert-source key". What is counted are requests, so that one
whose event is refused counts as well, and so does one that was over the limit. A request that names no known key can't
be put down to one: it is not counted, and whoever makes keys up fills no memory.
"""

import math
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Final

_MINUTE: Final = 60  # seconds


class RateLimit:
    """Fixed windows: each whole minute of the clock starts at zero, for every key.

    Whoever keeps the limit in any 60 seconds keeps it in each of these minutes, too, whenever they begin.

    Args:
        per_minute: how many requests of a key a minute may have; 0 switches the limit off.
        keys: the keys that are counted.
    """

    def __init__(self, per_minute: int, keys: Collection[str]) -> None:
        self._per_minute = per_minute
        self._keys = frozenset(keys)
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def count(self, key: str, time: datetime) -> int:
        """Count one request; 0 when it is within the limit, else the seconds (1 to 60) until the next minute."""
        if not self._per_minute or key not in self._keys:
            return 0
        minute, gone = divmod(time.timestamp(), _MINUTE)
        if minute != self._minute:
            self._minute = int(minute)
            self._counts.clear()
        self._counts[key] += 1
        return math.ceil(_MINUTE - gone) if self._counts[key] > self._per_minute else 0
