"""Pacing: how many attempts a source's limit allows, counted from the attempts in the ledger."""

from collections.abc import Sequence
from typing import Final

WINDOW_MS: Final = 60_000
_RESERVE: Final = 2


def free_at(starts: Sequence[int], per_minute: int, now: int) -> int:
    """When the next attempt may start, in milliseconds since 1970; `now` when it may start at once.

    At most `per_minute` minus 2 attempts (one at least) start in any sliding 60 s: ilert flags a source for 48 h
    when it goes over its limit, and something else may send with the same key. `starts` are earlier starts, oldest
    first; those a little in the future count too: a clock may have been set back, and a neighbour's attempt may
    begin while this is asked.
    """
    allowed = max(1, per_minute - _RESERVE)
    recent = [start for start in starts if now - WINDOW_MS < start < now + WINDOW_MS]
    return now if len(recent) < allowed else recent[-allowed] + WINDOW_MS
