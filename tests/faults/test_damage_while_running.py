"""Damage that shows while programs run, and programs that are killed while they set a ledger aside."""

import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import AlertState, EventState, Hold, LedgerEvent
from ilert_desktop.ledger.schema import STEPS
from tests.faults.damaged import EVENTS, UNSETTLED, check_rescued, set_aside
from tests.rig.damage import (
    PAGE,
    ROOT,
    events_of,
    notes_of,
    pages_of,
)
from tests.rig.ledgers import FREE, Book, done, new_event
from tests.rig.processes import with_path

pytestmark = pytest.mark.expects_log


def test_what_was_being_sent_is_concluded_by_who_sent_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Book(path) as book:
        for number in range(60):
            book.settle(book.add(key=str(number)))
        event = book.add(key="last")
        attempt = done(book.ledger.begin_attempt(event.id, FREE))
        assert attempt is not None
    spoil(path, "alert")
    with Book(path) as book:
        assert book.event(event.id).state is EventState.SENDING
        assert book.attempts(event.id) == [attempt]
        assert book.ledger.damage_notes().result(30)[0].rescued.lost == 0


def spoil(path: Path, table: str) -> None:
    """Make a table's first page unreadable."""
    with path.open("r+b") as file:
        file.seek((pages_of(path, table)[0] - 1) * PAGE)
        file.write(b"\xff" * PAGE)


def test_damage_that_shows_while_the_program_runs(ledger_file: Path, before: dict[int, LedgerEvent]) -> None:
    commits: list[int] = []
    with Book(ledger_file) as book:
        book.ledger.subscribe(lambda: commits.append(1))
        assert book.event(1)
        spoil(ledger_file, "alert")
        spoil(ledger_file, "event")
        event = done(book.ledger.enqueue(new_event(key="composed in the middle of it")))
        assert event.id == max(before) + 1
        assert commits
        assert book.event(event.id).state is EventState.QUEUED
        (note,) = done(book.ledger.damage_notes())
        assert note.rescued.lost > 0
        assert not set(book.due()) - {event.id} - {n for n in before if before[n].state in UNSETTLED}


def test_another_program_goes_on_in_the_new_file(ledger_file: Path) -> None:
    with Book(ledger_file) as here, Book(ledger_file) as there:
        for book in (here, there):
            assert book.due()
        spoil(ledger_file, "alert")
        assert here.alerts()
        first = here.add(key="here")
        aside = set_aside(ledger_file).read_bytes()
        second = there.add(key="there")
        assert second.id == first.id + 1
        assert here.event(second.id) == second
        assert done(here.ledger.counts()) == done(there.ledger.counts())
    assert set_aside(ledger_file).read_bytes() == aside
    assert len(events_of(ledger_file)) == EVENTS + 2


def test_many_programs_set_it_aside_once(ledger_file: Path) -> None:
    spoil(ledger_file, "alert")
    ledgers = [Ledger(ledger_file) for _ in range(4)]
    for ledger in ledgers:
        done(ledger.enqueue(new_event()))
    for ledger in ledgers:
        ledger.close()
    assert len(events_of(ledger_file)) == EVENTS + 4
    assert set_aside(ledger_file)


def test_what_only_the_backup_has_is_taken_from_it_and_never_sent_by_itself(
    ledger_file: Path, before: dict[int, LedgerEvent]
) -> None:
    backups = ledger_file.parent / "backups"
    backups.mkdir()
    shutil.copy(ledger_file, backups / "ledger-2026-11-24.db")
    for table in ("event", "attempt", "alert"):
        spoil(ledger_file, table)
    after = check_rescued(ledger_file, before, ledger_file.read_bytes())
    assert after.keys() == before.keys()
    changed = {number for number in after if after[number].state is not before[number].state}
    assert changed
    assert {after[number].hold for number in changed} == {Hold.UNCERTAIN}
    assert notes_of(ledger_file)[0].rescued.held == len(changed)
    with Book(ledger_file) as book:
        assert all(alert.alert_url for alert in book.alerts() if alert.state is AlertState.OPEN)
        assert len(book.attempts(1)) == 1


def test_a_text_that_no_bit_may_flip_in(ledger_file: Path, before: dict[int, LedgerEvent]) -> None:
    """SQLite finds nothing wrong with it; what is sent must be what was composed."""
    (number,) = [n for n in before if before[n].state is EventState.QUEUED][:1]
    with closing(sqlite3.connect(ledger_file, isolation_level=None)) as connection:
        body = before[number].body.replace(b'"summary":"', b'"summary":"X')
        connection.execute("UPDATE event SET body = ? WHERE id = ?", (body, number))
        connection.execute("UPDATE event SET state = 'takeN' WHERE id = 1")
    after = events_of(ledger_file)
    assert 1 not in after
    assert after[number].hold is Hold.UNCERTAIN


def test_the_operator_is_told_until_he_has_read_it(ledger_file: Path) -> None:
    spoil(ledger_file, "alert")
    with Book(ledger_file) as book:
        book.alerts()
        (note,) = done(book.ledger.damage_notes())
        done(book.ledger.note_told(note))
        assert done(book.ledger.damage_notes()) == []
    assert notes_of(ledger_file) == []
    assert stat.S_IMODE(ledger_file.stat().st_mode) == 0o600


def test_a_second_damage_counts_only_what_it_cost(ledger_file: Path, before: dict[int, LedgerEvent]) -> None:
    spoil(ledger_file, "event")
    lost = len(before) - len(events_of(ledger_file))
    spoil(ledger_file, "alert")
    assert len(events_of(ledger_file)) == len(before) - lost
    first, second = notes_of(ledger_file)
    assert (first.rescued.lost, second.rescued.lost) == (lost, 0)


def test_a_damaged_ledger_of_a_newer_version_is_not_touched(ledger_file: Path) -> None:
    with closing(sqlite3.connect(ledger_file)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    spoil(ledger_file, "event")
    content = ledger_file.read_bytes()
    ledger = Ledger(ledger_file)
    try:
        problem = ledger.opened.exception(30)
    finally:
        ledger.close()
    assert isinstance(problem, LedgerProblem)
    assert "newer version" in problem.title
    assert ledger_file.read_bytes() == content


CRASH = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from ilert_desktop.ledger import set_aside
from ilert_desktop.ledger.ledger import Ledger
from tests.rig.damage import events_in
step, at = 0, int(sys.argv[3])

def dying(function):
    def call(*arguments, **named):
        global step
        step += 1
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **named)
        return result
    return call

Path.rename = dying(Path.rename)
set_aside.sync_folder = dying(set_aside.sync_folder)
set_aside.Exchange.put_down = dying(set_aside.Exchange.put_down)
set_aside.Exchange.begin = dying(set_aside.Exchange.begin)
set_aside.Exchange.finish = dying(set_aside.Exchange.finish)
ledger = Ledger(Path(sys.argv[2]))
events_in(ledger)
ledger.close()
"""


@pytest.mark.parametrize("step", [2, 4, 6])
def test_a_kill_in_the_middle_of_the_exchange_leaves_everything_recoverable(crashed: Path, step: int) -> None:
    assert kill_at(step, crashed)


@pytest.mark.slow_fault
def test_a_kill_at_any_step_of_the_exchange_leaves_everything_recoverable(crashed: Path, tmp_path: Path) -> None:
    step = 1
    while kill_at(step, Path(shutil.copytree(crashed.parent, tmp_path / f"at{step}")) / "ledger.db"):
        step += 1
    assert step > 7


def kill_at(step: int, path: Path) -> bool:
    """Have a program set the ledger at `path` aside and kill it at a step; False when there is no such step."""
    content, log = path.read_bytes(), path.with_name("ledger.db-wal").read_bytes()
    command = [sys.executable, "-c", CRASH, str(ROOT), str(path), str(step)]
    ended = subprocess.run(command, env=with_path({}), check=False, timeout=60, capture_output=True)
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr.decode()
    found = events_of(path)
    assert set(range(EVENTS + 1, EVENTS + 41)) <= found.keys()
    assert len(found) > EVENTS
    assert set_aside(path).read_bytes() == content
    assert set_aside(path).with_name(f"{set_aside(path).name}-wal").read_bytes() == log
    (note,) = notes_of(path)
    assert note.rescued.events == len(found)
    assert not list(path.parent.glob("*rescued*"))
    return ended.returncode != 0
