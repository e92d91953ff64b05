"""What runs at every commit must not go through every event there ever was."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ilert_desktop.ledger import outbox_reads, reads
from ilert_desktop.ledger.ledger import Ledger

_QUERIES = (
    outbox_reads.DUE,
    outbox_reads.NEXT_DUE,
    outbox_reads.OUTBOX,
    outbox_reads.HELD,
    outbox_reads.UNDO_WAITS,
    reads._OUTBOX,
)


@pytest.mark.parametrize("query", _QUERIES)
def test_the_outbox_is_read_through_its_own_index(tmp_path: Path, query: str) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.opened.result(10)
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", (0,) * min(1, query.count("?")))]
    visits = [line for line in plan if line.startswith(("SCAN", "SEARCH"))]
    assert visits
    assert all("event_unsettled" in line for line in visits)
