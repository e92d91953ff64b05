"""The ledger's file: newer, damaged, read-only, full, shared, and after a crash. What went wrong is said in words."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import NewEvent
from ilert_desktop.ledger.schema import STEPS
from tests.rig.ledgers import Book, done, new_event
from tests.rig.processes import kill, start, with_path

ROOT = Path(__file__).parents[2]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")


def problem_of(path: Path) -> LedgerProblem:
    """What the ledger at `path` says when it is opened; writing and reading must say the same."""
    ledger = Ledger(path)
    try:
        calls = (ledger.enqueue(new_event()), ledger.alerts(Shown.ALL), ledger.counts(), ledger.due())
        told = [ledger.opened.exception(30), *[call.exception(30) for call in calls]]
    finally:
        ledger.close()
    problem = told[0]
    assert isinstance(problem, LedgerProblem)
    assert {type(other) for other in told} == {LedgerProblem}
    assert {str(other) for other in told} == {str(problem)}
    assert problem.title
    assert problem.sentence.endswith(".")
    return problem


def test_the_file_is_its_owners_only(book: Book) -> None:
    book.add()
    for file in book.path.parent.glob("ledger.db*"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Book(path) as book:
        book.add()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    before = hashlib.sha256(path.read_bytes()).digest()
    assert "newer version" in problem_of(path).title
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    with Book(path) as book:
        book.add()
        assert len(book.alerts()) == 1


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "no" / "ledger.db").title == "The data folder can't be written"


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    assert problem_of(tmp_path / "ledger.db").title == "The data folder can't be written"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount(disk, "size=512k")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def mount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], check=True)


@needs_root
@pytest.mark.parametrize("exists", [False, True])
def test_a_disk_that_is_read_only_is_told(small_disk: Path, exists: bool) -> None:
    path = small_disk / "ledger.db"
    if exists:
        with Book(path) as book:
            book.add()
    mount_again = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(mount_again, check=True)
    assert problem_of(path).title == "The data folder can't be written"


@needs_root
def test_a_full_disk_is_told_and_nothing_is_half_written(small_disk: Path) -> None:
    with Book(small_disk / "ledger.db") as book:
        kept = [book.add(key="first").id]
        filler = small_disk / "filler"
        fill(filler)
        problem = None
        while problem is None:
            future = book.ledger.enqueue(new_event(summary="x" * 5000, key=str(len(kept))))
            problem = future.exception(30)
            if problem is None:
                kept.append(future.result().id)
        assert isinstance(problem, LedgerProblem)
        assert problem.title == "The disk is full"
        assert "Free some space" in problem.sentence
        assert sorted(alert.id for alert in book.alerts()) == kept
        assert book.due() == kept
        filler.unlink()
        kept.append(book.add(key="after").id)
        assert book.due() == kept


@needs_root
def test_a_disk_that_is_full_from_the_start_is_told(small_disk: Path) -> None:
    filler = small_disk / "filler"
    fill(filler)
    assert problem_of(small_disk / "ledger.db").title == "The disk is full"


@needs_root
def test_the_ledger_works_once_there_is_space_again(small_disk: Path) -> None:
    filler = small_disk / "filler"
    fill(filler)
    with Book(small_disk / "ledger.db") as book:
        assert isinstance(book.ledger.opened.exception(30), LedgerProblem)
        filler.unlink()
        event = book.add()
        assert [alert.id for alert in book.alerts()] == [event.id]


def fill(filler: Path) -> None:
    """Leave no byte free beside `filler`."""
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)


def test_many_programs_may_make_the_file_at_the_same_time(tmp_path: Path) -> None:
    for number in range(20):
        path = tmp_path / f"{number}.db"
        with ThreadPoolExecutor(4) as programs:
            ledgers = list(programs.map(lambda _, path=path: Ledger(path), range(4)))
        for ledger in ledgers:
            done(ledger.opened)
            done(ledger.enqueue(new_event()))
        assert len(done(ledgers[0].due())) == 1
        assert done(ledgers[0].counts()).unsettled == 4
        for ledger in ledgers:
            ledger.close()


def test_two_programs_write_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Book(path) as here, Book(path) as there:
        futures = []
        for number in range(50):
            futures += [book.ledger.enqueue(new_event(key=f"{number}")) for book in (here, there)]
        assert len({done(future).id for future in futures}) == 100
        assert done(here.ledger.counts()) == done(there.ledger.counts())
        assert len(here.due()) == 50


def test_who_waits_too_long_for_another_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ilert_desktop.ledger.schema.BUSY_SECONDS", 0.1)
    path = tmp_path / "ledger.db"
    with Book(path) as book:
        done(book.ledger.opened)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        problem = book.ledger.enqueue(new_event(draft_id="d")).exception(30)
        assert isinstance(problem, LedgerProblem)
        assert problem.title == "The history is in use"
        other.execute("ROLLBACK")
        other.close()
        assert done(book.ledger.enqueue(new_event(draft_id="d")))


CRASH = """
import sys, threading
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from ilert_desktop.event import Event, EventType
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import NewEvent
ledger = Ledger(Path(sys.argv[1]))
number = 0
while True:
    event = Event(event_type=EventType.ALERT, summary=str(number), alert_key=str(number))
    kept = ledger.enqueue(NewEvent(draft_id=str(number), source_id="s", source_name="S", event=event)).result()
    sys.stdout.write(f"{kept.id}\\n")
    sys.stdout.flush()
    number += 1
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    program = start([sys.executable, "-c", CRASH, str(path), str(ROOT)], with_path({}), stdout=subprocess.PIPE)
    assert program.stdout is not None
    acknowledged = [int(program.stdout.readline()) for _ in range(20)]
    kill(program)
    acknowledged += [int(line) for line in program.stdout.read().splitlines() if line]
    program.stdout.close()
    with Book(path) as book:
        due = book.due()
        assert due[: len(acknowledged)] == acknowledged
        assert len(due) <= len(acknowledged) + 1
        assert [alert.id for alert in book.alerts()] == due[::-1]
        assert book.add(key="next").id > due[-1]


def test_a_copy_taken_after_a_kill_is_whole(tmp_path: Path) -> None:
    with Book(tmp_path / "ledger.db") as book:
        book.add()
        copy = tmp_path / "copy"
        copy.mkdir()
        for file in tmp_path.glob("ledger.db*"):
            shutil.copy(file, copy)
    with Book(copy / "ledger.db") as other:
        assert len(other.due()) == 1


def test_nothing_is_taken_after_the_end(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    last = ledger.enqueue(
        NewEvent(draft_id="d", source_id="s", source_name="S", event=Event(event_type=EventType.ALERT, summary="x"))
    )
    ledger.close()
    assert done(last).id == 1
    with pytest.raises(RuntimeError):
        ledger.due()
