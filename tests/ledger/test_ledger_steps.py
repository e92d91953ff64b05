"""A ledger of an earlier version opens in this one, and keeps what it holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

from ilert_desktop.event import Event, EventType, to_json
from ilert_desktop.ledger.records import AlertState, EventState, Place
from ilert_desktop.ledger.schema import STEPS
from tests.rig.ledgers import NOON, Book, done


def test_a_ledger_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    body = to_json(Event(event_type=EventType.ALERT, summary="From long ago", alert_key="k"))
    with closing(sqlite3.connect(path)) as old:
        old.executescript(STEPS[0])
        old.execute(
            "INSERT INTO event (draft_id, alert_id, source_id, source_name, event_type, alert_key, key_fold, minted,"
            " body, fingerprint, created_at, state, tries, first_attempt_at)"
            " VALUES ('d', 1, 's1', 'Production', 'ALERT', 'k', 'k', 0, ?, x'00', ?, 'waiting', 1, ?)",
            (body, NOON, NOON),
        )
        old.execute(
            "INSERT INTO attempt (event_id, source_id, started_at, ended_at, outcome)"
            " VALUES (1, 's1', ?, ?, 'uncertain')",
            (NOON, NOON),
        )
        old.execute(
            "INSERT INTO alert VALUES (1, 's1', 'Production', 'k', 'k', 'queued', 'From long ago', '', ?, ?,"
            " 'ALERT', 'waiting', 1, '')",
            (NOON, NOON),
        )
        old.execute("PRAGMA user_version = 1")
        old.commit()
    with Book(path) as book:
        assert book.due() == [1]
        event = book.event(1)
        assert (event.state, event.job, event.is_bulk) == (EventState.WAITING, "", False)
        book.settle(event)
        assert [alert.state for alert in book.alerts()] == [AlertState.OPEN]
        assert [attempt.started_at for attempt in book.attempts(1)] == [NOON, NOON]
        assert done(book.ledger.salt())
        assert done(book.ledger.note_elsewhere("s1", "k", EventType.RESOLVE, Place.PRACTICE_PAGE))
        assert [alert.elsewhere for alert in book.alerts()] == [Place.PRACTICE_PAGE]
