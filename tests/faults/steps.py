"""The steps of a program's work on disk and wire, written down one by one, so that it can die at any of them."""

import itertools
import os
import signal
import sqlite3
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from ilert_desktop.delivery import request

STEPS: Final = "steps.txt"


class Steps:
    """Follows this process: each statement of a transaction, each step of a request. A file survives its death.

    While `count` is not set, nothing is written down and nobody dies.
    """

    def __init__(self, folder: Path, die_at: int | None) -> None:
        self.count = False
        self._die_at = die_at
        self._numbers = itertools.count()
        self._file = os.open(folder / STEPS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def step(self, label: str) -> None:
        """Write down what comes next, and die if that is what is wanted here."""
        if self.count:
            os.write(self._file, f"{label}\n".encode())
            if next(self._numbers) == self._die_at:
                die()

    def follow(self) -> None:
        """Take the product's own calls as steps, from now on and in this process only."""
        steps = self

        class Watched(_Watched):
            step = steps.step

        sqlite3.connect = partial(sqlite3.connect, factory=Watched)  # type: ignore[assignment]
        exchange = request._Exchange
        on_trace = exchange.on_trace

        async def watched(self: request._Exchange, name: str, info: dict[str, Any]) -> None:
            steps.step(name)
            await on_trace(self, name, info)

        exchange.on_trace = watched  # type: ignore[method-assign]


class _Watched(sqlite3.Connection):
    """Takes a step before each statement of a transaction, after its end, and around closing."""

    def step(self, label: str) -> None:
        raise NotImplementedError

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        statement = " ".join(sql.split()[:3])
        if self.in_transaction or statement == "BEGIN IMMEDIATE":
            self.step(f"before {statement}")
        cursor = super().execute(sql, parameters)
        if statement == "COMMIT":
            self.step("after COMMIT")
        return cursor

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        self.step(f"before {' '.join(sql.split()[:3])}")
        return super().executemany(sql, parameters)

    def close(self) -> None:
        self.step("before closing")
        super().close()
        self.step("after closing")


def die() -> None:
    """End at once, as by `kill -9`."""
    os.kill(os.getpid(), signal.SIGKILL)
