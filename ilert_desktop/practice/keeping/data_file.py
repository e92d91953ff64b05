"""The file that practice's data is in: its owner's only, one program's at a time, and set aside when it is damaged."""

import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from ilert_desktop.practice.faults import DamagedData, PracticeFault

_LOCK_WAIT: Final = 3.0  # seconds; a program that is just closing gives its data up within two
_PARTS: Final = ("", "-wal", "-shm")  # of a SQLite database


def locked(path: Path) -> FileLock:
    """The lock of the file at `path`, taken; makes its folder and the file, where they are not, for their owner only.

    Raises:
        PracticeFault: another program holds it, or it can't be used.
    """
    lock = FileLock(f"{path}.lock", timeout=_LOCK_WAIT, mode=0o600, thread_local=False)
    try:
        if path.exists() and not path.is_file():
            raise PracticeFault("Practice can't open its data", f"This is no file: check {path}.")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
        _make(path)
    except Timeout as error:
        raise PracticeFault(
            "Practice is in use", "Another program on this computer holds its data; close that one first."
        ) from error
    except OSError as error:
        lock.release()
        raise _unusable(path, error) from error
    return lock


def keep_to_owner(path: Path) -> None:
    """Take the database at `path`, with all that belongs to it, from everybody else.

    Only once it is known to be practice's: a name can be a mistake, and the file somebody else's.

    Raises:
        PracticeFault: the file belongs to another user.
    """
    try:
        _take_from_others(path)
    except OSError as error:
        raise _unusable(path, error) from error


def set_aside(path: Path, now: datetime) -> Path:
    """Give the damaged database at `path` a name with the date, and return that; an empty file takes its place.

    Raises:
        DamagedData: it can't be renamed.
    """
    aside = path.with_name(f"{path.stem}-damaged-{now:%Y-%m-%d-%H%M%S-%f}{path.suffix}")
    try:
        _take_from_others(path)
        # What a crash leaves of the rest SQLite drops: it belongs to no empty database.
        for part in _PARTS:
            with contextlib.suppress(FileNotFoundError):
                Path(f"{path}{part}").rename(f"{aside}{part}")
        _make(path)
    except OSError as error:
        raise DamagedData(
            "Practice's data is damaged", f"It can't be renamed ({error.strerror or error}): move {path} away."
        ) from error
    return aside


def _unusable(path: Path, error: OSError) -> PracticeFault:
    return PracticeFault("Practice can't open its data", f"{error.strerror or error}: check {path}.")


def _make(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _take_from_others(path: Path) -> None:
    # SQLite gives what it makes beside the file the file's own mode.
    for part in (*_PARTS, ".lock"):
        with contextlib.suppress(FileNotFoundError, NotImplementedError):
            Path(f"{path}{part}").chmod(0o600)
