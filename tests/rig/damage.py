"""Ledgers with events in every state, and what can happen to their files."""

import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Decision, EventState, Hold, LedgerEvent, OutcomeKind
from ilert_desktop.ledger.set_aside import DamageNote
from tests.rig.ledgers import FREE, Book, done, new_event
from tests.rig.processes import kill, start, with_path

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = 4096


def fill_ledger(path: Path, events: int, *, all_settled: bool = False) -> dict[int, LedgerEvent]:
    """Write events down, taken but (unless `all_settled`) for one in ten that is under way somehow; each, by its id."""
    with Book(path) as book:
        for number in range(events):
            text = f"{number} " + "x" * (number * 37 % 700)
            event = done(book.ledger.enqueue(new_event(key=f"k{number}", summary=text)))
            match 0 if all_settled else number % 40:
                case 3:
                    pass
                case 13:
                    waits = Decision(state=EventState.WAITING, not_before=book.clock() + 60_000)
                    book.attempt(event, OutcomeKind.NOT_TAKEN, waits)
                case 23:
                    book.hold(event, Hold.KEY_MISSING)
                case 33:
                    assert done(book.ledger.begin_attempt(event.id, FREE)) is not None
                case _:
                    book.settle(event, url=f"https://example.com/{event.id}")
        return events_in(book.ledger)


def events_in(ledger: Ledger) -> dict[int, LedgerEvent]:
    """Every event of a ledger, by its id; read twice, since the first time may show that it is damaged."""
    for _ in range(2):
        alerts = done(ledger.alerts(Shown.ALL, limit=100_000))
        found = [done(ledger.events_of_alert(alert.id)) for alert in alerts]
    events = [event for records in found for event, _ in records]
    return {event.id: event for event in sorted(events, key=lambda event: event.id)}


def events_of(path: Path) -> dict[int, LedgerEvent]:
    """Every event of the ledger at `path`, by its id."""
    with Book(path) as book:
        return events_in(book.ledger)


def notes_of(path: Path) -> list[DamageNote]:
    """What the operator is told of the ledger at `path`, once it has been opened."""
    with Book(path) as book:
        done(book.ledger.alerts(Shown.ALL))
        return done(book.ledger.damage_notes())


def spoil_pages(path: Path, pages: list[int], how: random.Random) -> None:
    """Overwrite whole pages (1 is the first), or single bytes of them."""
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE)
            old = bytearray(file.read(PAGE))
            match how.randrange(3):
                case 0:
                    new = bytes(PAGE)
                case 1:
                    new = how.randbytes(PAGE)
                case _:
                    for place in how.sample(range(PAGE), 40):
                        old[place] ^= 1 << how.randrange(8)
                    new = bytes(old)
            file.seek((page - 1) * PAGE)
            file.write(new)


def pages_of(path: Path, table: str) -> list[int]:
    """The pages in which a table's rows are: the leaves of its tree."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    content = path.read_bytes()
    return sorted(_leaves(content, root))


def _leaves(content: bytes, page: int) -> Iterator[int]:
    start = (page - 1) * PAGE
    if content[start] == 13:
        yield page
        return
    count = int.from_bytes(content[start + 3 : start + 5], "big")
    for index in range(count):
        place = start + 12 + 2 * index
        cell = start + int.from_bytes(content[place : place + 2], "big")
        yield from _leaves(content, int.from_bytes(content[cell : cell + 4], "big"))
    yield from _leaves(content, int.from_bytes(content[start + 8 : start + 12], "big"))


_FILLING: Final = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.rig.damage import fill_ledger_and_stay
fill_ledger_and_stay(Path(sys.argv[2]), int(sys.argv[3]))
"""


def fill_ledger_and_crash(path: Path, events: int) -> None:
    """Queue events in another program and kill it: its write-ahead log stays behind."""
    command = [sys.executable, "-c", _FILLING, str(ROOT), str(path), str(events)]
    program = start(command, with_path({}), stdout=subprocess.PIPE)
    assert program.stdout is not None
    assert program.stdout.readline() == b"filled\n"
    kill(program)
    program.stdout.close()
    assert path.with_name("ledger.db-wal").stat().st_size > 0


def fill_ledger_and_stay(path: Path, events: int) -> None:
    """Queue events, say so, and wait to be killed."""
    ledger = Ledger(path)
    for number in range(events):
        done(ledger.enqueue(new_event(key=f"k{number}", draft_id=f"d{number}", summary=f"event {number}")))
    sys.stdout.write("filled\n")
    sys.stdout.flush()
    threading.Event().wait()


@contextmanager
def small_disk(folder: Path, size: str = "512k") -> Iterator[Path]:
    """A disk of its own with room for `size`; only root can have one."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_disk(filler: Path) -> None:
    """Leave no byte free beside `filler`."""
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
