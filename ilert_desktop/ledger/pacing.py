"""Pacing: how many attempts the limit of a key allows, counted from the attempts in the ledger.

ilert flags a source for 48 hours when it goes over the limit of its key (50 a minute as a rule), and takes 700
requests a minute from one address; something else may send with the same key or from the same address.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final

from ilert_desktop.ledger.outbox_reads import LONGEST_WAIT_MS
from ilert_desktop.ledger.records import NotBefore, Pace
from ilert_desktop.steady_clock import Steady

WINDOW_MS: Final = 60_000
HOST_PER_MINUTE: Final = 650
_RESERVE: Final = 2
# An attempt ends within 30 s; more than this between start and end, or less than nothing, is a clock that was set
# meanwhile, or a program that was stopped: it then counts as if it had taken this long.
_LONGEST_ATTEMPT_MS: Final = 40_000

_ATTEMPTS: Final = """
SELECT started_at, ended_at, boot, boot_ms FROM attempt WHERE {column} = ?
  AND NOT (outcome IS 'certainly not taken' AND status IS NULL)
ORDER BY id DESC LIMIT ?
"""


def allowed_in_window(per_minute: int) -> int:
    """How many attempts may fall into any 60 s: the limit less 2, one at least."""
    return max(1, per_minute - _RESERVE)


def wait_ms(pasts: Sequence[tuple[int, int]], per_minute: int, *, is_bulk: bool) -> int:
    """How many milliseconds the next attempt has to wait, 0 when it may start at once.

    `pasts` are pairs (started, ended), each in milliseconds ago. An attempt reaches the server somewhere between its
    start and its end, so that it counts until 60 s after its end. Bulk attempts are spread evenly, so that an
    interactive one never has to wait for long behind them.
    """
    allowed = allowed_in_window(per_minute)
    recent = sorted(ended for _, ended in pasts if ended < WINDOW_MS)
    wait = WINDOW_MS - recent[allowed - 1] if len(recent) >= allowed else 0
    if is_bulk and pasts:
        newest = min(started for started, _ in pasts)
        # Rounded up: a spread that is a little too tight would hit the limit at the end of each window.
        wait = max(wait, -(-WINDOW_MS // allowed) - newest)
    return max(0, wait)


def not_before(
    connection: sqlite3.Connection, pace: Pace, *, is_bulk: bool, now: int, steady: Steady
) -> NotBefore | None:
    """When an attempt with a key may start, or None when it may start at once; `now` is in milliseconds since 1970.

    Attempts that certainly never reached the server don't count, nor does a pause longer than any that is asked for:
    it was written by a clock that was wrong, before the computer was started anew.
    """
    paused = connection.execute("SELECT until FROM key_pause WHERE key_mark = ?", (pace.key_mark,)).fetchone()
    waits = [paused["until"] - now] if paused and paused["until"] - now <= LONGEST_WAIT_MS else []
    # Attempts overlap, so a few more than the limit can matter; what is older can't.
    of_key = _pasts(connection, "key_mark", pace.key_mark, 2 * allowed_in_window(pace.per_minute) + 40, now, steady)
    waits.append(wait_ms(of_key, pace.per_minute, is_bulk=is_bulk))
    at_host = _pasts(connection, "host", pace.host, 1, now, steady, offset=HOST_PER_MINUTE - 1)
    waits.extend(WINDOW_MS - started for started, _ in at_host)
    longest = max(waits)
    return NotBefore(now + longest) if longest > 0 else None


def pause_key(connection: sqlite3.Connection, key_mark: str, until: int) -> None:
    """Stop a key until a time (milliseconds since 1970), as its 429 asked; a later one holds."""
    connection.execute(
        "INSERT INTO key_pause (key_mark, until) VALUES (?, ?)"
        " ON CONFLICT (key_mark) DO UPDATE SET"
        " until = CASE WHEN until > excluded.until + ? THEN excluded.until ELSE max(until, excluded.until) END",
        (key_mark, until, LONGEST_WAIT_MS),
    )


def _pasts(
    connection: sqlite3.Connection, column: str, value: str, limit: int, now: int, steady: Steady, *, offset: int = 0
) -> list[tuple[int, int]]:
    rows = connection.execute(f"{_ATTEMPTS.format(column=column)} OFFSET ?", (value, limit, offset)).fetchall()
    return [_past(row, now, steady) for row in rows]


def _past(row: sqlite3.Row, now: int, steady: Steady) -> tuple[int, int]:
    started = _age(row, now, steady)
    if row["ended_at"] is None:
        return started, 0
    lasted = row["ended_at"] - row["started_at"]
    if not 0 <= lasted <= _LONGEST_ATTEMPT_MS:
        lasted = _LONGEST_ATTEMPT_MS
    return started, max(0, started - lasted)


def _age(row: sqlite3.Row, now: int, steady: Steady) -> int:
    """How long ago an attempt started. The computer's clock counts only where there is no better one."""
    if row["boot"] == steady.boot:
        return max(0, steady.ms - int(row["boot_ms"]))
    age = now - int(row["started_at"])
    if steady.is_machine and row["boot"]:
        # It was before this computer was started.
        age = max(age, steady.ms)
    # A start in the far future was written while the clock was wrong.
    return WINDOW_MS if age < -WINDOW_MS else max(0, age)
