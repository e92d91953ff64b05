"""A damaged ledger is set aside, never thrown away, and what can be read of it goes on."""

import os
import random
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from ilert_desktop.ledger.records import EventState, Hold, LedgerEvent
from tests.faults.damaged import EVENTS, UNSETTLED, check_rescued, set_aside
from tests.rig.damage import (
    PAGE,
    events_of,
    fill_ledger_and_crash,
    notes_of,
    pages_of,
    spoil_pages,
)
from tests.rig.ledgers import Book

pytestmark = pytest.mark.expects_log


def test_a_ledger_that_is_whole_is_left_alone(ledger_file: Path, before: dict[int, LedgerEvent]) -> None:
    assert events_of(ledger_file) == before
    assert notes_of(ledger_file) == []
    assert not list(ledger_file.parent.glob("ledger-*"))


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(s, marks=pytest.mark.slow_fault) for s in range(5, 40))])
def test_spoilt_pages_anywhere(ledger_file: Path, before: dict[int, LedgerEvent], seed: int) -> None:
    how = random.Random(seed)
    pages = range(2, ledger_file.stat().st_size // PAGE + 1)
    # The root of the events, so that there is damage to be found whatever the others are.
    root = pages_of(ledger_file, "event")[how.randrange(5)]
    spoil_pages(ledger_file, [root, *how.sample(pages, 3)], how)
    with closing(sqlite3.connect(ledger_file)) as connection:
        assert damage_is_certain(connection)
    check_rescued(ledger_file, before, ledger_file.read_bytes())


def damage_is_certain(connection: sqlite3.Connection) -> bool:
    try:
        return connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]
    except sqlite3.DatabaseError:
        return True


def test_one_page_of_events_costs_only_the_events_on_it(ledger_file: Path, before: dict[int, LedgerEvent]) -> None:
    leaves = pages_of(ledger_file, "event")
    with ledger_file.open("r+b") as file:
        file.seek((leaves[len(leaves) // 2] - 1) * PAGE)
        file.write(bytes(PAGE))
    after = check_rescued(ledger_file, before, ledger_file.read_bytes())
    lost = sorted(set(before) - set(after))
    assert 0 < len(lost) < 30
    assert notes_of(ledger_file)[0].rescued.is_counted
    assert lost == list(range(lost[0], lost[-1] + 1))
    assert all(after[number].state is before[number].state for number in after)


def test_the_top_of_the_tree_costs_nothing(ledger_file: Path, before: dict[int, LedgerEvent]) -> None:
    with closing(sqlite3.connect(ledger_file)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'event'").fetchone()
    with ledger_file.open("r+b") as file:
        file.seek((root - 1) * PAGE)
        file.write(bytes(PAGE))
    after = check_rescued(ledger_file, before, ledger_file.read_bytes())
    assert after.keys() == before.keys()
    # How current they are nobody knows: the operator is asked.
    assert {after[number].hold for number in after if before[number].state in UNSETTLED} == {Hold.UNCERTAIN}


def test_a_destroyed_header_costs_nothing(ledger_file: Path, before: dict[int, LedgerEvent]) -> None:
    with ledger_file.open("r+b") as file:
        file.write(b"\xa5" * 100)
    after = check_rescued(ledger_file, before, ledger_file.read_bytes())
    assert after.keys() == before.keys()
    assert {event.state for event in after.values()} == {EventState.TAKEN, EventState.HELD}


@pytest.mark.parametrize("part", [0.3, 0.95])
def test_a_file_that_was_cut_short(ledger_file: Path, before: dict[int, LedgerEvent], part: float) -> None:
    os.truncate(ledger_file, int(ledger_file.stat().st_size * part))
    after = check_rescued_uncounted(ledger_file, before)
    assert after


def check_rescued_uncounted(path: Path, before: dict[int, LedgerEvent]) -> dict[int, LedgerEvent]:
    """Where the file's end, and how many there were, is gone: at least no id is given to another event."""
    after = events_of(path)
    assert after.items() <= before.items() or all(
        after[n].hold is Hold.UNCERTAIN for n in after if after[n] != before[n]
    )
    with Book(path) as book:
        assert book.add(key="goes on").id > max(before)
    return after


@pytest.mark.parametrize("content", [b"no database at all, but long enough" * 30, b"SQLite format 3\0" * 99])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    with Book(path) as book:
        event = book.add()
        assert book.due() == [event.id]
        assert [alert.id for alert in book.alerts()] == [event.id]
    assert set_aside(path).read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (note,) = notes_of(path)
    assert (note.rescued.events, note.rescued.lost) == (0, 0)


def test_the_log_of_a_crashed_program_is_rescued_and_kept_too(crashed: Path, before: dict[int, LedgerEvent]) -> None:
    log = crashed.with_name("ledger.db-wal").read_bytes()
    after = events_of(crashed)
    assert set(range(EVENTS + 1, EVENTS + 41)) <= after.keys()
    assert len(set(before) - after.keys()) < 30
    assert set_aside(crashed).with_name(f"{set_aside(crashed).name}-wal").read_bytes() == log


def test_a_log_whose_database_is_empty_is_not_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    fill_ledger_and_crash(path, 30)
    os.truncate(path, 0)
    after = events_of(path)
    assert sorted(after) == list(range(1, 31))
    assert {event.hold for event in after.values()} == {Hold.UNCERTAIN}


def test_a_log_that_is_broken_in_its_middle_is_noticed(tmp_path: Path) -> None:
    """SQLite would silently take the state before the break: what was sent since would be sent again."""
    path = tmp_path / "ledger.db"
    fill_ledger_and_crash(path, 30)
    log = path.with_name("ledger.db-wal")
    with log.open("r+b") as file:
        file.seek(32 + (24 + PAGE) * (log.stat().st_size // (24 + PAGE) // 2) + 24 + 200)
        file.write(b"\xa5" * 50)
    after = events_of(path)
    assert sorted(after) == list(range(1, 31))
    assert {event.hold for event in after.values()} == {Hold.UNCERTAIN}


def test_the_last_commit_of_a_log_may_be_torn(tmp_path: Path) -> None:
    """A power cut during a commit that nobody was told of is no damage."""
    path = tmp_path / "ledger.db"
    fill_ledger_and_crash(path, 30)
    log = path.with_name("ledger.db-wal")
    with log.open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(b"\xa5" * 50)
    after = events_of(path)
    assert len(after) >= 29
    assert {event.state for event in after.values()} == {EventState.QUEUED}
    assert notes_of(path) == []
