"""The backups of the ledger: one a day, the newest seven, each a whole database in a file of its own."""

import os
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from ilert_desktop.ledger.damage import open_to_look
from ilert_desktop.ledger.set_aside import sync_folder

FOLDER: Final = "backups"
KEPT: Final = 7
_NAME: Final = re.compile(r"-\d{4}-\d{2}-\d{2}$")
# A few milliseconds' work at a time: the sends go on beside it.
_PAGES: Final = 64
_REST_SECONDS: Final = 0.005


class BackupDamaged(Exception):  # noqa: N818 - named for what it is
    """The copy is damaged, so the ledger is: it was thrown away, and the older backups were left alone."""


class BackupStopped(Exception):  # noqa: N818 - named for what happened
    """The program ends; nothing was left behind."""


def backups(path: Path) -> list[Path]:
    """The backups of the ledger `path`, the oldest first."""
    found = (path.parent / FOLDER).glob(f"{path.stem}-*{path.suffix}")
    return sorted(file for file in found if _NAME.search(file.stem))


def newest_backup(path: Path) -> Path | None:
    """The newest backup of the ledger `path`, None when there is none."""
    found = backups(path)
    return found[-1] if found else None


def backup_of_today(path: Path) -> Path:
    """Where today's backup of the ledger `path` belongs."""
    return path.parent / FOLDER / f"{path.stem}-{time.strftime('%Y-%m-%d')}{path.suffix}"


def back_up(path: Path, *, stopped: Callable[[], bool], opened: Callable[[sqlite3.Connection], object]) -> Path:
    """Write today's backup, check it wholly, and remove what is older than the newest seven.

    Args:
        path: the ledger; its writers are not held up.
        stopped: asked while pages are copied; when it says True, `BackupStopped` is raised.
        opened: is called with each connection, which another thread may interrupt.

    Raises:
        BackupDamaged: the copy is damaged.
        BackupStopped: the program ends.
        sqlite3.Error, OSError: it can't be written.
    """
    target = backup_of_today(path)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    half = target.with_name(f".{target.name}.half")
    try:
        _remove(half)
        os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(path, half, stopped, opened)
        half.replace(target)
    finally:
        _remove(half)
    sync_folder(target.parent)
    for old in backups(path)[:-KEPT]:
        old.unlink()
    return target


def _copy(path: Path, half: Path, stopped: Callable[[], bool], opened: Callable[[sqlite3.Connection], object]) -> None:
    def on_progress(*_: int) -> None:
        if stopped():
            raise BackupStopped

    with closing(open_to_look(path)) as source, closing(sqlite3.connect(half, isolation_level=None)) as copy:
        opened(source)
        # Else each commit of another connection would make it begin anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        source.backup(copy, pages=_PAGES, progress=on_progress, sleep=_REST_SECONDS)
        opened(copy)
        # The copy says that it has a write-ahead log; a backup is one file.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise BackupDamaged(found)


def _remove(half: Path) -> None:
    for part in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            Path(f"{half}{part}").unlink()
