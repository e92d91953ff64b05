"""A damaged ledger is set aside, never thrown away, and what can be read of it goes on."""

import os
import random
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
from ilert_desktop.ledger.records import SETTLED, AlertState, EventState, Hold, LedgerEvent
from ilert_desktop.ledger.schema import STEPS
from tests.rig.damage import (
    PAGE,
    ROOT,
    events_in,
    events_of,
    fill_ledger,
    fill_ledger_and_crash,
    notes_of,
    pages_of,
    spoil_pages,
)
from tests.rig.ledgers import FREE, Book, done, new_event
from tests.rig.processes import with_path

pytestmark = pytest.mark.expects_log
EVENTS = 300
UNSETTLED = {EventState.QUEUED, EventState.WAITING, EventState.HELD, EventState.SENDING}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, LedgerEvent]]:
    """A ledger of some hundred events, and each as it stands; to be copied."""
    path = tmp_path_factory.mktemp("filled") / "ledger.db"
    return path, fill_ledger(path, EVENTS)


@pytest.fixture
def ledger_file(filled: tuple[Path, dict[int, LedgerEvent]], tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return Path(shutil.copy(filled[0], tmp_path / "data"))


@pytest.fixture
def before(filled: tuple[Path, dict[int, LedgerEvent]]) -> dict[int, LedgerEvent]:
    return filled[1]


def set_aside(path: Path) -> Path:
    """The one database that was set aside."""
    (found,) = path.parent.glob("ledger-damaged-*.db")
    return found


def check_rescued(path: Path, before: dict[int, LedgerEvent], spoilt: bytes) -> dict[int, LedgerEvent]:
    """What holds after every damage; the events that were rescued."""
    after = events_of(path)
    (note,) = notes_of(path)
    for number, event in after.items():
        old = before[number]
        assert (event.alert_key, event.event_type) == (old.alert_key, old.event_type)
        if event.state in {EventState.QUEUED, EventState.WAITING, EventState.SENDING}:
            assert event.state is old.state, "what was settled is never sent again by itself"
            assert event.body == old.body, "what is sent is what was composed"
        if old.state not in SETTLED:
            assert event.state is old.state or event.hold is Hold.UNCERTAIN
    assert note.rescued.events == len(after)
    lost = len(before) - len(after)
    assert note.rescued.lost == lost or not note.rescued.is_counted, "nothing is lost without being counted"
    assert Path(note.file) == set_aside(path)
    assert set_aside(path).read_bytes() == spoilt
    with Book(path) as book:
        new = book.add(key="goes on")
        assert new.id > max(before)
        assert new.id in book.due()
        assert {alert.id for alert in book.alerts()} == {event.alert_id for event in events_in(book.ledger).values()}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return after


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


@pytest.fixture
def crashed(ledger_file: Path) -> Path:
    """A ledger with 40 more events in its write-ahead log, and a page of events that can't be read."""
    fill_ledger_and_crash(ledger_file, 40)
    copy = shutil.copy(ledger_file, ledger_file.with_suffix(".copy"))
    page = pages_of(Path(copy), "event")[3]
    Path(copy).unlink()
    with ledger_file.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(bytes(PAGE))
    return ledger_file


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
