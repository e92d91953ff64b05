"""The hourly check and the daily backup: they find damage, keep seven good copies, and are in nobody's way."""

import os
import shutil
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ilert_desktop.ledger.backups import backups
from ilert_desktop.ledger.mending import Identity, identity_of
from ilert_desktop.ledger.upkeep import Upkeep
from tests.rig.damage import PAGE, events_of, fill_disk, fill_ledger, pages_of, small_disk
from tests.rig.ledgers import Book
from tests.rig.waiting import wait_until

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Book(path) as book:
        for number in range(30):
            book.settle(book.add(key=str(number)))
    return path


class Looks:
    """Is asked before each look, so that a test can wait for some of them."""

    def __init__(self, *, is_ours: bool = True) -> None:
        self._is_ours = is_ours
        self._looks = threading.Semaphore(0)

    def __call__(self) -> bool:
        self._looks.release()
        return self._is_ours

    def wait_for(self, number: int) -> None:
        """Wait until so many looks have begun; all but the last have ended then."""
        for _ in range(number):
            assert self._looks.acquire(timeout=20)


@contextmanager
def kept(
    path: Path,
    mend: Callable[[Identity], object] = lambda _: None,
    *,
    looks: Looks | None = None,
    spare_bytes: int = 0,
) -> Iterator[Upkeep]:
    """Upkeep that looks at once, and again and again."""
    upkeep = Upkeep(
        path, is_ours=looks or Looks(), mend=mend, first_seconds=0, look_seconds=0.01, spare_bytes=spare_bytes
    )
    upkeep.start()
    try:
        yield upkeep
    finally:
        upkeep.stop()


def test_the_first_look_checks_and_backs_up(path: Path) -> None:
    with Book(path) as book, kept(path):
        new = book.add(key="in the log")
        (backup,) = wait_until(lambda: backups(path))
        wait_until(path.with_name("ledger.checked").exists)
    assert backup.name == f"ledger-{time.strftime('%Y-%m-%d')}.db"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    assert [file.name for file in backup.parent.iterdir()] == [backup.name]
    assert len(events_of(Path(shutil.copy(backup, path.with_name("copy.db"))))) >= new.id - 1


def test_seven_backups_are_kept_and_nothing_else_is_touched(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"ledger-2020-01-0{day}.db").write_text("old")
    (folder / "ledger-mine.db").write_text("the operator's")
    with kept(path):
        wait_until(lambda: len(backups(path)) == 7 and backups(path)[-1].stat().st_size > 100)
    assert [file.name for file in backups(path)[:6]] == [f"ledger-2020-01-0{day}.db" for day in range(4, 10)]
    assert (folder / "ledger-mine.db").exists()


def test_once_a_day_and_once_an_hour_are_enough(path: Path) -> None:
    mark = path.with_name("ledger.checked")
    with kept(path):
        (backup,) = wait_until(lambda: backups(path))
        wait_until(mark.exists)
    written, checked = backup.stat().st_mtime_ns, mark.stat().st_mtime_ns
    looks = Looks()
    with kept(path, looks=looks):
        looks.wait_for(5)
    assert (backup.stat().st_mtime_ns, mark.stat().st_mtime_ns) == (written, checked)
    os.utime(mark, (time.time() - 3700,) * 2)
    with kept(path):
        wait_until(lambda: mark.stat().st_mtime > time.time() - 600)


def test_who_does_not_drain_the_outbox_leaves_it_to_the_other(path: Path) -> None:
    looks = Looks(is_ours=False)
    with kept(path, looks=looks):
        looks.wait_for(3)
    assert not backups(path)
    assert not path.with_name("ledger.checked").exists()


@pytest.mark.expects_log
def test_damage_that_nobody_has_met_yet_is_found_and_never_backed_up(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    (folder / "ledger-2020-01-01.db").write_text("older")
    page = pages_of(path, "attempt")[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)
    found: list[object] = []
    with kept(path, found.append):
        wait_until(lambda: len(found) >= 2)
    assert set(found) == {identity_of(path)}
    assert [file.name for file in folder.iterdir()] == ["ledger-2020-01-01.db"]


@pytest.mark.expects_log
def test_what_the_check_finds_is_mended_while_the_program_runs(path: Path) -> None:
    page = pages_of(path, "attempt")[0]
    with Book(path) as book:
        book.due()
        with path.open("r+b") as file:
            file.seek((page - 1) * PAGE)
            file.write(b"\xff" * PAGE)
        with kept(path, book.ledger.mend):
            wait_until(lambda: backups(path))
        (note,) = book.ledger.damage_notes().result(30)
        assert note.rescued.events == 30
        assert len(book.alerts()) == 30


@needs_root
@pytest.mark.expects_log
def test_a_full_disk_leaves_the_older_backups_and_nothing_half_made(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "6m") as disk:
        path = disk / "ledger.db"
        fill_ledger(path, 60)
        folder = disk / "backups"
        folder.mkdir()
        (folder / "ledger-2020-01-01.db").write_bytes(b"older")
        fill_disk(disk / "filler")
        looks = Looks()
        with kept(path, looks=looks, spare_bytes=-(10**9)):
            looks.wait_for(3)
            assert not list(folder.glob("ledger-2[1-9]*"))
            (disk / "filler").unlink()
            wait_until(lambda: len(backups(path)) == 2)
        assert sorted(file.name for file in folder.iterdir()) == [file.name for file in backups(path)]
        assert (folder / "ledger-2020-01-01.db").read_bytes() == b"older"


@pytest.mark.expects_log
def test_no_backup_takes_the_last_room_on_the_disk(path: Path) -> None:
    looks = Looks()
    with kept(path, looks=looks, spare_bytes=shutil.disk_usage(path.parent).total):
        looks.wait_for(3)
    assert not backups(path)


def test_a_backup_holds_up_no_writer_and_is_one_moment_of_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Book(path) as book:
        book.add(key="first")
    pad(path, 3)
    with Book(path) as book, kept(path):
        last = 0
        while not backups(path):
            last = book.add(key=f"more {last}").id
    (backup,) = backups(path)
    saved = events_of(Path(shutil.copy(backup, tmp_path / "copy.db")))
    assert list(saved) == list(range(1, len(saved) + 1))


def test_the_end_does_not_wait_for_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Book(path) as book:
        book.add()
    pad(path, 20)
    upkeep = Upkeep(path, is_ours=Looks(), mend=lambda _: None, first_seconds=0, spare_bytes=0)
    upkeep.start()
    wait_until(lambda: list(path.parent.glob("backups/.ledger-*.half")))
    upkeep.stop()
    assert not upkeep._thread.is_alive()
    assert not list((path.parent / "backups").glob(".*"))


def pad(path: Path, blobs: int) -> None:
    """Make the ledger some megabytes longer, so that a backup of it takes a while."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE padding (content)")
        connection.executemany("INSERT INTO padding VALUES (zeroblob(?))", [(2_000_000,)] * blobs)
        connection.commit()
