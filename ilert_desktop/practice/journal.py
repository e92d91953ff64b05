"""The events that practice took, one JSON line each, so that what it holds survives a restart.

A line counts once its line end is written: what a crash left half written was never answered, and is cut off.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import msgspec
from filelock import FileLock, Timeout

from ilert_desktop.practice.faults import PracticeFault

_FILE: Final = "practice.jsonl"
_LOCK_WAIT: Final = 3.0  # seconds; a program that is just closing gives the journal up within two


class Entry(msgspec.Struct, frozen=True):
    """One event taken: when, by which source (its name), and its JSON text without a key."""

    time: datetime
    source: str
    event: msgspec.Raw


class Journal(Protocol):
    """Where the events that were taken are written down."""

    def append(self, entry: Entry) -> None:
        """Write one event down. Raises `PracticeFault`, and then nothing is kept of it."""

    def close(self) -> None:
        """Give the journal up."""


class MemoryJournal:
    """Keeps nothing: what practice holds ends with the program."""

    def append(self, entry: Entry) -> None:
        """Forget the entry."""

    def close(self) -> None:
        """Nothing to give up."""


class FileJournal:
    """The journal of one folder, readable by its owner only. One program at a time can hold it.

    `skipped` is the number of damaged lines that `replay` has met so far.

    Raises:
        PracticeFault: the folder or file can't be opened, or another program holds it.
    """

    def __init__(self, folder: Path) -> None:
        self.skipped = 0
        self._lock = FileLock(folder / f"{_FILE}.lock", timeout=_LOCK_WAIT, mode=0o600, thread_local=False)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
            self._file = _open_for_owner(folder / _FILE)
            self._end = self._cut_off_partial_line()
        except Timeout as error:
            raise PracticeFault(
                "Practice is in use", "Another program on this computer holds its data; close that one first."
            ) from error
        except OSError as error:
            self._lock.release()
            raise PracticeFault(
                "Practice can't open its data", f"{error.strerror or error}: check the folder {folder}."
            ) from error

    def replay(self) -> Iterator[Entry]:
        """Every entry in order; damaged lines are left out and counted."""
        self._file.seek(0)
        # A buffered reader of its own: the file itself is unbuffered, and its `readline` takes a call a byte.
        with open(os.dup(self._file.fileno()), "rb") as lines:  # noqa: PTH123 - a descriptor, not a path
            for line in lines:
                try:
                    yield msgspec.json.decode(line, type=Entry)
                except (msgspec.MsgspecError, UnicodeError, RecursionError):
                    self.skipped += 1

    def append(self, entry: Entry) -> None:
        """Write one event down.

        Raises:
            PracticeFault: the disk is full or gone; nothing is kept of the entry.
        """
        line = memoryview(msgspec.json.encode(entry) + b"\n")
        try:
            self._file.truncate(self._end)
            written = 0
            while written < len(line):
                written += self._file.write(line[written:])
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
            raise PracticeFault(
                "Practice can't write the event down", f"{error.strerror or error}; make room on the disk."
            ) from error
        self._end += len(line)

    def close(self) -> None:
        """Close the file and let another program have it."""
        self._file.close()
        self._lock.release()

    def _cut_off_partial_line(self) -> int:
        end = self._file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - 65536)
            self._file.seek(start)
            found = self._file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        self._file.truncate(end)
        return end


def _open_for_owner(path: Path) -> BinaryIO:
    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    file = open(path, "a+b", buffering=0, opener=opener)  # noqa: SIM115 - Path.open takes no opener
    if hasattr(os, "fchmod"):
        os.fchmod(file.fileno(), 0o600)
    return file
