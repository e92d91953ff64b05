"""Ledgers to be damaged, as fixtures, and what must hold of one that was rescued."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ilert_desktop.ledger.records import SETTLED, EventState, Hold, LedgerEvent
from tests.rig.damage import (
    PAGE,
    events_in,
    events_of,
    fill_ledger,
    fill_ledger_and_crash,
    notes_of,
    pages_of,
)
from tests.rig.ledgers import Book

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
