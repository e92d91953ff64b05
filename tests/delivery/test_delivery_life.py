"""Start, stop, crash and take-over: nothing is lost, nothing is sent twice without the rules saying so."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, Hold, OutcomeKind
from tests.rig.ledgers import MINUTE, SECOND, begun, done, new_event
from tests.rig.outbox import Outbox
from tests.rig.processes import kill, start, with_path
from tests.rig.scripted_server import ScriptedServer, Step, answer, answer_when, drip, drip_head, say_nothing
from tests.rig.waiting import wait_until

ROOT = Path(__file__).parents[2]
ALERT, ACCEPT, RESOLVE, COMMENT = EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT
TAKEN, HELD, WAITING = EventState.TAKEN, EventState.HELD, EventState.WAITING


def delivery_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "delivery"]


@pytest.fixture
def quick_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for the lock every 20 ms."""
    monkeypatch.setattr("ilert_desktop.delivery.delivery._LOCK_AGAIN_SECONDS", 0.02)


@pytest.mark.parametrize(
    ("event_type", "key", "after"),
    [(ALERT, "k", WAITING), (RESOLVE, "k", WAITING), (ALERT, "", HELD), (COMMENT, "k", HELD)],
)
def test_stopping_while_a_request_hangs(tmp_path: Path, event_type: EventType, key: str, after: EventState) -> None:
    with ScriptedServer(say_nothing, answer(202)) as server:
        with Outbox(tmp_path) as outbox:
            outbox.source(server.url)
            event = outbox.send(event_type, key)
            wait_until(lambda: server.heard)
            # Waits for the thread for 2 seconds and no longer.
            outbox.delivery.stop()
            assert delivery_threads() == []
            assert outbox.book.event(event.id).state is EventState.SENDING
        with Outbox(tmp_path) as outbox:
            outbox.source(server.url)
            stands = outbox.reaches(event, WAITING, HELD)
            assert (stands.state, stands.doubtful, stands.tries) == (after, True, 1)
            assert stands.hold is (Hold.UNCERTAIN if after is HELD else None)
            (attempt,) = outbox.book.attempts(event.id)
            assert attempt.outcome is OutcomeKind.UNCERTAIN
            assert "stopped" in attempt.error
            outbox.pass_time(2 * SECOND)
            if after is WAITING:
                assert outbox.reaches(event, TAKEN).tries == 2


def test_an_attempt_that_another_program_commits_while_it_ends_does_not_stop_its_event(tmp_path: Path) -> None:
    with ScriptedServer(answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url)
        outbox.reaches(outbox.send(key="other"), TAKEN)
        event = done(outbox.book.ledger.enqueue(new_event(RESOLVE, undo_ms=MINUTE)))
        begun(outbox.book.ledger, event.id)
        outbox.reaches(event, WAITING)
        outbox.pass_time(2 * SECOND)
        assert outbox.reaches(event, TAKEN).tries == 2


def test_stopping_gives_requests_on_their_way_time_to_end(tmp_path: Path) -> None:
    gate = threading.Event()
    with ScriptedServer(answer_when(gate)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url)
        event = outbox.send()
        wait_until(lambda: server.heard)
        stopping = threading.Thread(target=outbox.delivery.stop)
        stopping.start()
        gate.set()
        stopping.join(30)
        assert outbox.book.event(event.id).state is TAKEN


@pytest.mark.parametrize("step", [drip(202), drip_head(b"HTTP/1.1 202 Accepted\r\n")])
def test_stopping_while_a_status_has_come_and_its_answer_does_not_end(tmp_path: Path, step: Step) -> None:
    with ScriptedServer(step) as server:
        with Outbox(tmp_path) as outbox:
            outbox.source(server.url)
            # One that would be asked about, were it uncertain.
            event = outbox.send(key="")
            wait_until(lambda: server.heard)
            outbox.delivery.stop()
            assert delivery_threads() == []
            assert outbox.book.event(event.id).state is TAKEN
            assert outbox.last_attempt(event).status == 202
        with Outbox(tmp_path) as outbox:
            assert outbox.book.event(event.id).state is TAKEN
        assert len(server.heard) == 1


def test_stopping_twice_and_before_the_start_is_fine(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.delivery.stop()
    outbox.delivery.nudge()
    outbox.close()
    with Outbox(tmp_path) as again:
        again.delivery.stop()
        again.delivery.nudge()
        again.delivery.stop()
    assert delivery_threads() == []


def test_what_was_queued_without_delivery_goes_at_the_next_start(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    event = outbox.send()
    outbox.close()
    with ScriptedServer() as server:
        again = Outbox(tmp_path)
        again.source(server.url)
        with again:
            again.reaches(event, TAKEN)


CRASH = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.rig.outbox import Outbox
outbox = Outbox(Path(sys.argv[1]))
outbox.source(sys.argv[2])
outbox.delivery.start()
event = outbox.send()
print(event.id, flush=True)
sys.stdin.read()
"""


def test_an_event_arrives_although_the_program_was_killed_while_sending(tmp_path: Path) -> None:
    with ScriptedServer(say_nothing, answer(202)) as server:
        command = [sys.executable, "-c", CRASH, str(tmp_path), server.url, str(ROOT)]
        program = start(command, with_path({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert program.stdout is not None
        number = int(program.stdout.readline())
        wait_until(lambda: server.heard, timeout=30)
        kill(program)
        program.stdout.close()
        assert program.stdin is not None
        program.stdin.close()
        with Outbox(tmp_path) as outbox:
            outbox.source(server.url)
            event = outbox.reaches(outbox.book.event(number), WAITING)
            assert event.doubtful
            outbox.pass_time(2 * SECOND)
            assert outbox.reaches(event, TAKEN).tries == 2
            first, second = [heard.body for heard in server.heard]
            assert first == second


@pytest.mark.usefixtures("quick_lock")
def test_only_one_of_two_programs_sends_and_the_other_takes_over(tmp_path: Path) -> None:
    with ScriptedServer() as server, Outbox(tmp_path) as first:
        first.source(server.url)
        first.reaches(first.send(key="first"), TAKEN)
        with Outbox(tmp_path) as second:
            second.source(server.url)
            events = [second.send(key=str(number)) for number in range(10)]
            for event in events:
                second.reaches(event, TAKEN)
            wait_until(lambda: len(first.told) == 11)
            assert second.told == []
            first.delivery.stop()
            second.reaches(second.send(key="last"), TAKEN)
            wait_until(lambda: len(second.told) == 1)
            keys = [json.loads(heard.body)["alertKey"] for heard in server.heard]
            assert sorted(keys) == sorted(["first", *map(str, range(10)), "last"])


@pytest.mark.usefixtures("quick_lock")
def test_who_takes_over_ends_what_the_other_left_open(tmp_path: Path) -> None:
    with ScriptedServer(say_nothing, answer(202)) as server:
        command = [sys.executable, "-c", CRASH, str(tmp_path), server.url, str(ROOT)]
        program = start(command, with_path({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert program.stdout is not None
        number = int(program.stdout.readline())
        wait_until(lambda: server.heard, timeout=30)
        with Outbox(tmp_path) as outbox:
            outbox.source(server.url)
            outbox.reaches(outbox.book.event(number), EventState.SENDING)
            kill(program)
            event = outbox.reaches(outbox.book.event(number), WAITING)
            assert event.doubtful
        program.stdout.close()
        assert program.stdin is not None
        program.stdin.close()


@pytest.mark.usefixtures("quick_lock")
def test_the_lock_is_free_after_the_end(tmp_path: Path) -> None:
    with Outbox(tmp_path) as outbox:
        outbox.source("practice:", key=None)
        outbox.reaches(outbox.send(), TAKEN)
    with FileLock(tmp_path / "outbox.lock", timeout=0):
        pass


@pytest.mark.usefixtures("quick_lock")
def test_stopping_while_waiting_for_the_lock(tmp_path: Path) -> None:
    with FileLock(tmp_path / "outbox.lock", timeout=0), Outbox(tmp_path) as outbox:
        event = outbox.send()
        outbox.delivery.stop()
        assert delivery_threads() == []
        assert outbox.book.event(event.id).state is EventState.QUEUED


@pytest.mark.expects_log
def test_an_answer_is_not_lost_to_a_ledger_that_is_locked_just_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3  # noqa: PLC0415 - the other program that holds the database

    monkeypatch.setattr("ilert_desktop.ledger.schema.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("ilert_desktop.delivery.sender._WRITE_AGAIN_SECONDS", 0.05)
    monkeypatch.setattr("ilert_desktop.delivery.delivery.AFTER_FAULT_SECONDS", 0.05)
    gate = threading.Event()
    with ScriptedServer(answer_when(gate), answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url)
        event = outbox.send()
        wait_until(lambda: server.heard)
        other = sqlite3.connect(outbox.book.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refused = outbox.book.ledger.retry_waiting()
        gate.set()
        assert refused.exception(30) is not None
        other.execute("ROLLBACK")
        other.close()
        assert outbox.reaches(event, TAKEN).tries == 1
        assert len(server.heard) == 1


@pytest.mark.expects_log
def test_delivery_waits_for_a_ledger_that_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ilert_desktop.delivery.delivery.AFTER_FAULT_SECONDS", 0.05)
    path = tmp_path / "ledger.db"
    path.mkdir()
    with Outbox(tmp_path) as outbox, ScriptedServer() as server:
        assert outbox.book.ledger.opened.exception(30) is not None
        outbox.source(server.url)
        path.rmdir()
        outbox.reaches(outbox.send(), TAKEN)


def test_a_source_can_change_while_events_wait(tmp_path: Path) -> None:
    with ScriptedServer(answer(503)) as old, ScriptedServer() as new, Outbox(tmp_path) as outbox:
        outbox.source(old.url)
        event = outbox.reaches(outbox.send(), WAITING)
        outbox.source(new.url, key="il1new-key-of-another-place")
        outbox.pass_time(MINUTE)
        outbox.reaches(event, TAKEN)
        assert b"il1new-key" in new.heard[0].body
        assert len(old.heard) == 1


def test_finishing_starts_nothing_more_and_gives_sends_their_time(tmp_path: Path) -> None:
    gate = threading.Event()
    with ScriptedServer(answer_when(gate)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url)
        first = outbox.send(key="first")
        wait_until(lambda: server.heard)
        outbox.delivery.finish()
        second = outbox.send(key="second")
        assert not outbox.delivery.has_ended
        gate.set()
        wait_until(lambda: outbox.delivery.has_ended)
        assert outbox.book.event(first.id).state is TAKEN
        assert outbox.book.event(second.id).state is EventState.QUEUED
        with FileLock(tmp_path / "outbox.lock", timeout=0):
            pass
