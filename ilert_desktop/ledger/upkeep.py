"""Looks after the ledger in the background: an integrity check at most once an hour, a backup once a day."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage
from typing import Final

from ilert_desktop.ledger.backups import BackupDamaged, BackupStopped, back_up, backup_of_today
from ilert_desktop.ledger.damage import find_damage
from ilert_desktop.ledger.mending import Identity, identity_of

_CHECK_FILE: Final = "ledger.checked"
_CHECK_SECONDS: Final = 3600.0
# The window comes up first, and what waits in the outbox goes out.
_FIRST_SECONDS: Final = 20.0
_LOOK_SECONDS: Final = 600.0
# What a backup leaves free on the disk: events need room, too.
_SPARE_BYTES: Final = 16 * 1024 * 1024
_STOP_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class Upkeep:
    """Checks the ledger at `path` and backs it up, on a thread of its own that writes nothing into the ledger.

    Args:
        path: the ledger.
        is_ours: asked before each piece of work: only the program that drains the outbox looks after the ledger.
        mend: called with the file that was found damaged.
        first_seconds: how long after the start it looks for the first time, in seconds.
        look_seconds: how long it rests between two looks, in seconds.
        spare_bytes: how much a backup must leave free on the disk.
    """

    def __init__(
        self,
        path: Path,
        *,
        is_ours: Callable[[], bool],
        mend: Callable[[Identity], object],
        first_seconds: float = _FIRST_SECONDS,
        look_seconds: float = _LOOK_SECONDS,
        spare_bytes: int = _SPARE_BYTES,
    ) -> None:
        self._path = path
        self._is_ours = is_ours
        self._mend = mend
        self._first_seconds = first_seconds
        self._look_seconds = look_seconds
        self._spare_bytes = spare_bytes
        self._stopping = threading.Event()
        self._connection: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._run, name="ledger-upkeep", daemon=True)

    def start(self) -> None:
        """Begin to look after the ledger."""
        self._thread.start()

    def stop(self) -> None:
        """End within a second, whatever is under way; what was half done leaves nothing behind."""
        self._stopping.set()
        if self._thread.is_alive():
            # The thread may just be between two connections.
            deadline = time.monotonic() + _STOP_SECONDS
            while self._thread.is_alive() and time.monotonic() < deadline:
                self._interrupt()
                self._thread.join(0.05)

    def _run(self) -> None:
        _be_modest()
        wait = self._first_seconds
        while not self._stopping.wait(wait):
            wait = self._look_seconds
            if self._is_ours() and self._path.is_file():
                self._attempt(self._check)
                self._attempt(self._back_up)

    def _attempt(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BackupStopped:
            _log.debug("the backup was broken off: the program ends")
        except Exception as error:  # noqa: BLE001 - the top of a thread: the next look tries again
            if not self._stopping.is_set():
                _log.warning("the history could not be looked after just now: %s", error)
        finally:
            self._connection = None

    def _check(self) -> None:
        mark = self._path.with_name(_CHECK_FILE)
        if not _is_older(mark, _CHECK_SECONDS):
            return
        file = identity_of(self._path)
        found = find_damage(self._path, opened=self._on_opened)
        if found and file is not None:
            _log.warning("the hourly check found the history damaged: %s", found)
            self._mend(file)
        mark.touch(mode=0o600)

    def _back_up(self) -> None:
        if self._stopping.is_set() or backup_of_today(self._path).exists():
            return
        free, needed = disk_usage(self._path.parent).free, self._path.stat().st_size + self._spare_bytes
        if free < needed:
            _log.warning("today's backup waits for room on the disk: %d bytes are free, %d needed", free, needed)
            return
        file = identity_of(self._path)
        try:
            back_up(self._path, stopped=self._stopping.is_set, opened=self._on_opened)
        except BackupDamaged as damage:
            _log.warning("the daily backup found the history damaged: %s", damage)
            if file is not None:
                self._mend(file)

    def _on_opened(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        if self._stopping.is_set():
            raise BackupStopped

    def _interrupt(self) -> None:
        connection = self._connection
        if connection is not None:
            with suppress(sqlite3.ProgrammingError):  # it was closed in this moment
                connection.interrupt()


def _is_older(mark: Path, seconds: float) -> bool:
    """Whether `mark` was touched longer ago than that, never, or (the clock was set) in the future."""
    try:
        age = time.time() - mark.stat().st_mtime
    except OSError:
        return True
    return not 0 <= age < seconds


def _be_modest() -> None:
    """Let every other thread go first, where the system tells threads apart."""
    if hasattr(os, "setpriority") and hasattr(threading, "get_native_id") and os.uname().sysname == "Linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
