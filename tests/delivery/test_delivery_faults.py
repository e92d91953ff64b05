"""What keeps the whole outbox from being drained is told to the operator, and so is that it goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from ilert_desktop.delivery.faults import DeliveryFault
from ilert_desktop.ledger.records import EventState, OutcomeKind
from ilert_desktop.sources.source import PRACTICE_SOURCE
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import ScriptedServer, answer
from tests.rig.waiting import wait_until


def _watched(outbox: Outbox) -> list[DeliveryFault | None]:
    faults: list[DeliveryFault | None] = []
    outbox.delivery.watch_faults(faults.append)
    return faults


@pytest.mark.expects_log
def test_a_lock_that_cannot_be_taken_is_told_and_sending_goes_on_when_it_can(tmp_path: Path) -> None:
    (tmp_path / "outbox.lock").mkdir()
    outbox = Outbox(tmp_path)
    outbox.sources["practice"] = PRACTICE_SOURCE
    faults = _watched(outbox)
    with outbox:
        event = outbox.send(source_id="practice")
        wait_until(lambda: faults)
        assert faults[0] is not None
        assert "outbox.lock" in faults[0].sentence
        assert _watched(outbox) == faults
        (tmp_path / "outbox.lock").rmdir()
        outbox.delivery.nudge()
        outbox.reaches(event, EventState.TAKEN)
        assert faults[1:] == [None]


@pytest.mark.expects_log
def test_a_folder_that_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ilert_desktop.delivery.delivery._LOCK_AGAIN_SECONDS", 0.02)
    outbox = Outbox(tmp_path)
    faults = _watched(outbox)
    held = FileLock(tmp_path / "outbox.lock", timeout=0)
    held.acquire()
    with outbox:
        wait_until(lambda: faults)
        assert faults[0] is not None
        assert "Another program" in faults[0].title
        held.release()
        wait_until(lambda: faults[1:] == [None])


@pytest.mark.expects_log
def test_a_database_that_takes_no_attempt_is_told(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.sources["practice"] = PRACTICE_SOURCE
    event = outbox.send(source_id="practice")
    faults = _watched(outbox)
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with outbox:
            wait_until(lambda: faults)
            assert faults[0] is not None
            assert "in use" in faults[0].title
            other.execute("ROLLBACK")
            outbox.reaches(event, EventState.TAKEN)
            wait_until(lambda: faults[-1] is None)


def test_an_unforeseen_error_after_the_attempt_began_is_an_uncertain_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_off(*_: object, **__: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr("ilert_desktop.delivery.sender.attempt", break_off)
    with Outbox(tmp_path) as outbox:
        outbox.source("https://127.0.0.1:1/api/events")
        event = outbox.reaches(outbox.send(), EventState.WAITING)
        attempt = outbox.last_attempt(event)
        assert attempt.outcome is OutcomeKind.UNCERTAIN
        assert "KeyError" in attempt.error


def test_an_absurd_date_to_retry_after_changes_nothing_of_a_taken_event(tmp_path: Path) -> None:
    with (
        ScriptedServer(answer(202, retry_after="Wed, 21 Oct 99999999999999999999 07:28:00 GMT")) as server,
        Outbox(tmp_path) as outbox,
    ):
        outbox.source(server.url)
        outbox.reaches(outbox.send(), EventState.TAKEN)
