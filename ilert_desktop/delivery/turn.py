"""Whose turn it is to drain the outbox of a data folder: one process's at a time."""

import asyncio
from enum import Enum
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from ilert_desktop.neighbours.neighbours import Neighbours

_TELL_SECONDS: Final = 1.0


class Asked(Enum):
    """What came of asking for the turn; the other program that has it answers, or does not."""

    OURS = "ours"
    OTHER_ANSWERS = "other answers"
    OTHER_IS_SILENT = "other is silent"


class Turn:
    """The folder's lock, which the kernel frees when the process dies; who has it is told what the others queue."""

    def __init__(self, lock_file: Path, neighbours: Neighbours) -> None:
        self._lock = FileLock(lock_file, timeout=0, mode=0o600, thread_local=False)
        self._neighbours = neighbours

    @property
    def is_ours(self) -> bool:
        """Whether this process has it."""
        return bool(self._lock.is_locked)

    async def ask(self) -> Asked:
        """Take the turn if it is free, else tell who has it that something may be new.

        Raises:
            OSError: the lock can't even be asked for.
        """
        try:
            self._lock.acquire()
        except Timeout:
            return Asked.OTHER_ANSWERS if await self._told() else Asked.OTHER_IS_SILENT
        self._neighbours.listen()
        return Asked.OURS

    def give_back(self) -> None:
        """Let another process have it."""
        self._neighbours.stop_listening()
        self._lock.release()

    async def _told(self) -> bool:
        try:
            async with asyncio.timeout(_TELL_SECONDS):
                return await asyncio.wrap_future(self._neighbours.tell())
        except TimeoutError:
            return False
