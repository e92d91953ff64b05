"""The disk fills up, turns read-only or loses pages while events are on their way: none is lost, none doubled."""

import json
import os
import random
import sqlite3
import subprocess
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.ledger.records import SETTLED, EventState, Hold, LedgerEvent
from tests.rig.damage import PAGE, events_in, fill_disk, fill_ledger, pages_of, small_disk, spoil_pages
from tests.rig.ledgers import done, new_event
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import ScriptedServer, answer_when
from tests.rig.waiting import wait_until

pytestmark = pytest.mark.expects_log
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk or make one read-only")


def summaries_of(server: ScriptedServer) -> Counter[str]:
    """How often each event arrived, by its summary: the other end counts."""
    return Counter(json.loads(request.body)["summary"] for request in server.heard)


@needs_root
def test_a_disk_that_fills_up_during_an_attempt_loses_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gate = threading.Event()
    with (
        small_disk(tmp_path / "disk", "1m") as disk,
        ScriptedServer(answer_when(gate)) as server,
        Outbox(disk) as outbox,
    ):
        outbox.source(server.url)
        event = outbox.send()
        wait_until(lambda: server.heard)
        filler = disk / "filler"
        fill_disk(filler)
        fill_log(outbox)
        gate.set()
        wait_until(lambda: any("can't be written down yet" in text for text in caplog.messages))
        assert outbox.book.event(event.id).state is EventState.SENDING
        filler.unlink()
        outbox.reaches(event, EventState.TAKEN)
        assert len(server.heard) == 1


def fill_log(outbox: Outbox) -> None:
    """Queue for a source that is not in the list until the write-ahead log can't grow any more."""
    while not outbox.book.ledger.enqueue(new_event(key="", source_id="gone", summary="x" * 3000)).exception(30):
        pass


@needs_root
def test_a_full_disk_queues_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk, ScriptedServer() as server, Outbox(disk) as outbox:
        outbox.source(server.url)
        outbox.reaches(outbox.send(key="before"), EventState.TAKEN)
        filler = disk / "filler"
        fill_disk(filler)
        problem: BaseException | None = None
        queued: list[LedgerEvent] = []
        while problem is None:
            future = outbox.book.ledger.enqueue(new_event(key=f"k{len(queued)}", summary="x" * 5000))
            problem = future.exception(30)
            if problem is None:
                queued.append(future.result())
        assert isinstance(problem, LedgerProblem)
        assert problem.title == "The disk is full"
        filler.unlink()
        last = outbox.send(key="after")
        for event in (*queued, last):
            outbox.reaches(event, EventState.TAKEN)
        assert len(server.heard) == len(queued) + 2


@needs_root
def test_a_disk_that_turns_read_only_is_said_and_goes_on_when_it_can_be_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        fill_ledger(disk / "ledger.db", 3)
        remount(disk, "ro")
        with ScriptedServer() as server, Outbox(disk) as outbox:
            outbox.source(server.url)
            problem = outbox.book.ledger.enqueue(new_event()).exception(30)
            assert isinstance(problem, LedgerProblem)
            assert problem.title == "The data folder can't be written"
            assert "read-only" in problem.sentence
            remount(disk, "rw")
            outbox.reaches(outbox.send(key="after"), EventState.TAKEN)


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


@needs_root
@pytest.mark.slow_fault
def test_a_full_disk_leaves_a_damaged_ledger_where_it_is_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "8m") as disk:
        path = disk / "ledger.db"
        before = fill_ledger(path, 100, all_settled=True)
        with path.open("r+b") as file:
            file.write(b"\xa5" * 100)
        content = path.read_bytes()
        fill_disk(disk / "filler")
        with Outbox(disk) as outbox:
            problem = outbox.book.ledger.opened.exception(30)
            assert isinstance(problem, LedgerProblem)
            assert problem.title == "The history is damaged"
            assert "could not be saved: the disk is full" in problem.sentence
            assert path.read_bytes() == content
            assert not list(disk.glob("ledger-*"))
            (disk / "filler").unlink()
            wait_until(lambda: list(disk.glob("ledger-damaged-*.db")), timeout=20)
            assert events_in(outbox.book.ledger).keys() == before.keys()


@pytest.mark.parametrize("seed", range(4))
def test_pages_lost_while_events_are_delivered(tmp_path: Path, seed: int) -> None:
    deliver_through_damage(tmp_path, seed)


@pytest.mark.slow_fault
@pytest.mark.parametrize("seed", range(4, 60))
def test_pages_lost_at_many_more_places(tmp_path: Path, seed: int) -> None:
    deliver_through_damage(tmp_path, seed)


def deliver_through_damage(folder: Path, seed: int) -> None:
    """Spoil pages anywhere in a ledger with a full outbox, then deliver: each event at most once, or asked about."""
    how = random.Random(seed)
    path = folder / "ledger.db"
    before = fill_ledger(path, 200)
    pages = how.sample(range(1, path.stat().st_size // PAGE + 1), how.choice([1, 3, 8]))
    leaf = pages_of(path, "event")[how.randrange(5)]
    spoil_pages(path, [leaf], random.Random(how.choice([0, 1])))
    spoil_pages(path, pages, how)
    with ScriptedServer() as server, Outbox(folder) as outbox:
        outbox.source(server.url)
        new = outbox.send(key="after the damage")
        outbox.reaches(new, EventState.TAKEN)
        after = events_in(outbox.book.ledger)
        (note,) = done(outbox.book.ledger.damage_notes())
        due = [event for event in after.values() if event.state is EventState.QUEUED]
        for event in due:
            outbox.reaches(event, EventState.TAKEN)
        after = events_in(outbox.book.ledger)
        heard = summaries_of(server)
    assert set(heard.values()) == {1}
    taken_before = {str(number) for number, event in before.items() if event.state is EventState.TAKEN}
    assert not taken_before & {str(event.id) for event in after.values() if event.state not in SETTLED}
    for number, event in before.items():
        if event.state in SETTLED or number not in after:
            continue
        # Delivered as it was composed, still on its way, or the operator is asked.
        assert after[number].state in {event.state, EventState.TAKEN, EventState.WAITING} or after[number].hold in {
            Hold.UNCERTAIN,
            Hold.KEY_MISSING,
        }
    lost = len(before) - (len(after) - 1)
    assert note.rescued.lost == lost or (note.rescued.lost < lost and not note.rescued.is_counted)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
