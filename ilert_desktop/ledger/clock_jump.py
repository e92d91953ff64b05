"""The computer's clock was set: what waits in the ledger goes on waiting as long as it would have."""

import sqlite3
from typing import Final

import msgspec

from ilert_desktop.ledger.transaction import transaction
from ilert_desktop.steady_clock import Steady

# Time servers correct a clock by less than this many milliseconds at a time; that delays nothing.
_TOLERATED_MS: Final = 1500
_NAME: Final = "clock"


class _Known(msgspec.Struct, frozen=True):
    """The difference between the computer's clock and the steady one, when it was last looked at."""

    boot: str
    difference: int


def follow_clock(connection: sqlite3.Connection, now: int, steady: Steady) -> None:
    """Shift the waits in the outbox by what the computer's clock was set since this was last called.

    `now` is in milliseconds since 1970. After a restart of the computer nobody knows by how much it was set; no wait
    is then longer than an hour, which `due` takes for the limit.
    """
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (_NAME,)).fetchone()
    known = _read(row["value"]) if row else None
    difference = now - steady.ms
    if known is not None and known.boot == steady.boot:
        jump = difference - known.difference
        if abs(jump) <= _TOLERATED_MS:
            return
    else:
        jump = 0
    with transaction(connection):
        if jump:
            _shift(connection, jump)
        value = msgspec.json.encode(_Known(steady.boot, difference)).decode()
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_NAME, value))


def _read(value: str) -> _Known | None:
    try:
        return msgspec.json.decode(value, type=_Known)
    except msgspec.MsgspecError:
        return None


def _shift(connection: sqlite3.Connection, jump: int) -> None:
    # Not `created_at`: that is what people read. `waits_since` is the same for the stale limit.
    connection.execute(
        "UPDATE event INDEXED BY event_unsettled SET"
        " not_before = CASE not_before WHEN 0 THEN 0 ELSE not_before + ?1 END,"
        " waits_since = waits_since + ?1, first_attempt_at = first_attempt_at + ?1, approved_at = approved_at + ?1"
        " WHERE state NOT IN ('taken', 'rejected', 'cancelled')",
        (jump,),
    )
    connection.execute("UPDATE key_pause SET until = until + ?", (jump,))
