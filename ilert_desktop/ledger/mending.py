"""Replaces a ledger that turns out to be damaged by a fresh one with what can be read of it."""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from ilert_desktop.ledger.backups import newest_backup
from ilert_desktop.ledger.damage import find_damage
from ilert_desktop.ledger.errors import LedgerProblem, converted
from ilert_desktop.ledger.gate import Gate
from ilert_desktop.ledger.log_check import is_log_broken
from ilert_desktop.ledger.rescue import Rescue, Rescued, RescueStopped
from ilert_desktop.ledger.schema import STEPS, open_database
from ilert_desktop.ledger.set_aside import (
    DamageNote,
    Exchange,
    damage_notes,
    finish_exchange,
    is_exchange_open,
    new_exchange,
)

Identity = tuple[int, int]

WAIT_SECONDS: Final = 1.5
# A rescue reads the whole file; what could not be done is not tried anew for every question of the window.
_AGAIN_SECONDS: Final = 3.0
# What a header that is itself destroyed says.
_NO_VERSION: Final = 1000
_log = logging.getLogger(__name__)


def identity_of(path: Path) -> Identity | None:
    """Which file stands at `path` now, None when there is none: another one came when it was exchanged."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def log_of(path: Path) -> Path:
    """The write-ahead log of the database at `path`."""
    return path.with_name(f"{path.name}-wal")


class Mender:
    """Sets the damaged ledger at `path` aside; belongs to the thread that writes.

    Args:
        gate: closed while files are exchanged.
        make_folder: makes the folder of the ledger unless it is there; may raise `OSError`.
        release: called before files are renamed: what this program has open elsewhere is to be closed.
        told: called when a ledger was set aside.
        stopped: says True when the program ends and a rescue should break off.
    """

    def __init__(
        self,
        path: Path,
        gate: Gate,
        *,
        make_folder: Callable[[], None],
        release: Callable[[], object],
        told: Callable[[], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._path = path
        self._gate = gate
        self._make_folder = make_folder
        self._release = release
        self._told = told
        self._stopped = stopped
        self._failed: tuple[float, LedgerProblem] | None = None

    def prepare(self) -> None:
        """Make the folder, and complete what a crash interrupted; belongs before the file is opened.

        Raises:
            LedgerProblem: another program is at it just now.
            OSError: the folder can't be made, or a file can't be moved.
        """
        self._make_folder()
        if is_exchange_open(self._path):
            with self._gate.exclusive(WAIT_SECONDS):
                finish_exchange(self._path)
            self._told()

    def mend(self, file: Identity | None, *, is_sure: bool) -> bool:
        """Set the damaged `file` aside, if it really is damaged and nobody was faster.

        Returns:
            Whether another file stands in its place now.

        Raises:
            LedgerProblem: it is damaged and can't be set aside now; it can be tried again later.
        """
        if self._failed is not None and time.monotonic() < self._failed[0]:
            raise self._failed[1]
        try:
            with converted(), self._gate.exclusive(WAIT_SECONDS):
                if identity_of(self._path) != file:
                    return True
                is_log_whole = not is_log_broken(self._path, log_of(self._path))
                if is_log_whole and not is_sure and not find_damage(self._path, texts_too=True):
                    return False
                self._refuse_newer()
                self._release()
                self._exchange(is_log_whole=is_log_whole)
        except RescueStopped:
            raise LedgerProblem("The history is damaged", "The next start saves what can be read of it.") from None
        except LedgerProblem as problem:
            self._failed = (time.monotonic() + _AGAIN_SECONDS, _not_mended(problem))
            raise self._failed[1] from problem
        self._failed = None
        self._told()
        return True

    def _exchange(self, *, is_log_whole: bool) -> None:
        exchange = new_exchange(self._path)
        try:
            rescued = self._rescue(exchange, is_log_whole=is_log_whole)
            exchange.put_down(DamageNote(at=time.time_ns() // 1_000_000, file=str(exchange.damaged), rescued=rescued))
            exchange.begin()
        except BaseException:
            exchange.give_up()
            raise
        exchange.finish()
        _log.warning(
            "The history was damaged and is now %s; %d events were rescued, %d of them to be asked about, %d lost.",
            exchange.damaged, rescued.events, rescued.held, rescued.lost,
        )  # fmt: skip

    def _rescue(self, exchange: Exchange, *, is_log_whole: bool) -> Rescued:
        notes = damage_notes(self._path)
        with closing(open_database(exchange.fresh)) as fresh:
            # One file that is complete when it is closed.
            fresh.execute("PRAGMA journal_mode = DELETE")
            return Rescue(fresh, self._stopped).run(
                self._path,
                log_of(self._path),
                newest_backup(self._path),
                is_log_whole=is_log_whole,
                missing_before=notes[-1].rescued.missing if notes else 0,
            )

    def _refuse_newer(self) -> None:
        """A damaged database of a newer version is not ours to mend."""
        if len(STEPS) < _version_in_header(self._path) < _NO_VERSION:
            raise LedgerProblem(
                "The history is from a newer version",
                "It was left untouched. Install the newest ilert Desktop to go on.",
            )


def _version_in_header(path: Path) -> int:
    """`PRAGMA user_version` as the file's header says it, 0 when that is no header of a database."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return 0
    is_header = len(header) == 100 and header.startswith(b"SQLite format 3\0")
    return int.from_bytes(header[60:64], "big") if is_header else 0


def _not_mended(problem: LedgerProblem) -> LedgerProblem:
    if "newer version" in problem.title or "repaired" in problem.title:
        return problem
    return LedgerProblem(
        "The history is damaged",
        f"What can be read of it could not be saved: {problem.title[0].lower()}{problem.title[1:]}. {problem.sentence}",
    )
