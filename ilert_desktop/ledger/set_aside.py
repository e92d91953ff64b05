"""Exchanges a damaged ledger for what was rescued of it, in steps that a crash may interrupt anywhere.

The rescued ledger is complete before the damaged one is touched. The exchange begins when the damaged database takes
its new name; from then on `finish_exchange` completes it. Before that moment a crash leaves the old ledger in place,
and a half-made rescued one, which is thrown away. The caller keeps all writers out (`Gate`).
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from ilert_desktop.ledger.rescue import Rescued

# What belongs to a database: its log holds committed events, too.
_PARTS: Final = ("", "-wal", "-shm")
_NOTE: Final = ".json"
_TOLD_NOTE: Final = ".told.json"


class DamageNote(msgspec.Struct, frozen=True):
    """What the operator should know of a ledger that was set aside.

    `at` is when (milliseconds since 1970), `file` where the old database is now.
    """

    at: int
    file: str
    rescued: Rescued


class Exchange:
    """The files of one exchange of the ledger `path`, told apart by a `stamp`."""

    def __init__(self, path: Path, stamp: str) -> None:
        self._path = path
        self.damaged = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
        self.fresh = path.with_name(f"{path.stem}-rescued-{stamp}{path.suffix}")
        self._note = self.damaged.with_suffix(_NOTE)

    def put_down(self, note: DamageNote) -> None:
        """Write what the operator will be told.

        Raises:
            OSError: it can't be written.
        """
        with os.fdopen(os.open(self._note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(msgspec.json.encode(note))
            file.flush()
            os.fsync(file.fileno())

    def begin(self) -> None:
        """Give the damaged database its new name. From here on the exchange is completed, whatever happens.

        Raises:
            OSError: it can't be renamed, such as on Windows while another program has it open.
        """
        sync_folder(self._path.parent)
        if self._path.exists():
            self._path.rename(self.damaged)
        else:
            self.damaged.touch(mode=0o600)

    def finish(self) -> None:
        """Move what is left of the damaged ledger, then put the rescued one in its place."""
        for part in _PARTS[1:]:
            left, new = Path(f"{self._path}{part}"), Path(f"{self.damaged}{part}")
            if left.exists() and not new.exists():
                left.rename(new)
        self.fresh.rename(self._path)
        sync_folder(self._path.parent)

    def give_up(self) -> None:
        """Remove what was made for an exchange that did not begin."""
        for part in (*_PARTS, "-journal"):
            with suppress(OSError):
                Path(f"{self.fresh}{part}").unlink()
        if not self.damaged.exists():
            with suppress(OSError):
                self._note.unlink()


def new_exchange(path: Path) -> Exchange:
    """An exchange under the present time, by a name that is not taken."""
    now = time.strftime("%Y-%m-%d-%H%M%S")
    number = 1
    while True:
        stamp = now if number == 1 else f"{now}-{number}"
        exchange = Exchange(path, stamp)
        if not any(path.parent.glob(f"{exchange.damaged.stem}.*")):
            return exchange
        number += 1


def is_exchange_open(path: Path) -> bool:
    """Whether a crash left an exchange of the ledger `path` behind, begun or not."""
    return any(path.parent.glob(f"{path.stem}-rescued-*{path.suffix}"))


def finish_exchange(path: Path) -> None:
    """Complete an exchange that had begun when the program crashed, and clean up behind one that had not.

    Raises:
        OSError: a file can't be moved.
    """
    for fresh in sorted(path.parent.glob(f"{path.stem}-rescued-*{path.suffix}")):
        exchange = Exchange(path, fresh.stem.removeprefix(f"{path.stem}-rescued-"))
        if exchange.damaged.exists() and not path.exists():
            exchange.finish()
        else:
            exchange.give_up()


def damage_notes(path: Path, *, untold: bool = False) -> list[DamageNote]:
    """What was written down about ledgers set aside, oldest first; those that are no longer there are left out."""
    notes = []
    for file in path.parent.glob(f"{path.stem}-damaged-*{_NOTE}"):
        if untold and file.name.endswith(_TOLD_NOTE):
            continue
        with suppress(OSError, msgspec.MsgspecError):
            note = msgspec.json.decode(file.read_bytes(), type=DamageNote)
            if Path(note.file).exists():
                notes.append(note)
    return sorted(notes, key=lambda note: note.at)


def note_told(note: DamageNote) -> None:
    """Remember that the operator has read a note.

    Raises:
        OSError: the folder can't be written; it will be told again.
    """
    file = Path(note.file)
    file.with_suffix(_NOTE).rename(file.with_suffix(_TOLD_NOTE))


def sync_folder(folder: Path) -> None:
    """Have renames in `folder` survive a power cut."""
    if os.name != "posix":
        return  # Windows can't open a folder, and writes a rename through by itself
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
