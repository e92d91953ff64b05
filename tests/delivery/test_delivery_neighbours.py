"""Several programs on one data folder: who drains hears of what the others queue, and each sees what is new."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import EventState
from tests.rig.ledgers import done, new_event
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import ScriptedServer
from tests.rig.waiting import wait_until

if TYPE_CHECKING:
    from ilert_desktop.delivery.faults import DeliveryFault

TAKEN = EventState.TAKEN


def test_what_another_program_queues_is_sent_at_once_and_both_see_it(tmp_path: Path) -> None:
    with ScriptedServer() as server, Outbox(tmp_path) as first:
        first.source(server.url)
        first.reaches(first.send(key="first"), TAKEN)
        seen_by_first: list[str] = []
        seen_by_second: list[str] = []
        first.delivery.watch_elsewhere(lambda: seen_by_first.append("changed"))
        with Outbox(tmp_path) as second:
            second.source(server.url)
            second.delivery.watch_elsewhere(lambda: seen_by_second.append("changed"))
            event = second.send(key="second")
            second.reaches(event, TAKEN)
            assert seen_by_first
            wait_until(lambda: second.told == [] and seen_by_second, what="the second sees what the first has done")
        assert len(server.heard) == 2


def test_a_program_that_answers_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ilert_desktop.delivery.delivery._LOCK_AGAIN_SECONDS", 0.01)
    with Outbox(tmp_path) as first:
        first.source("practice:", key=None)
        first.reaches(first.send(), TAKEN)
        told: list[object] = []
        first.neighbours.subscribe(told.append)
        faults: list[DeliveryFault | None] = []
        with Outbox(tmp_path) as second:
            second.delivery.watch_faults(faults.append)
            wait_until(lambda: len(told) >= 6, what="six tries for the lock")
        assert faults == []


def test_what_a_program_queued_that_was_killed_before_it_could_tell_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ilert_desktop.delivery.delivery._LOOK_SECONDS", 0.05)
    with ScriptedServer() as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url)
        outbox.reaches(outbox.send(key="first"), TAKEN)
        mute = Ledger(tmp_path / "ledger.db", clock=outbox.clock)
        event = done(mute.enqueue(new_event(key="second")))
        mute.close()
        outbox.reaches(event, TAKEN)


def test_a_ledger_knows_its_own_commits_from_those_of_others(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path / "ledger.db"), Ledger(tmp_path / "ledger.db")
    done(one.opened)
    done(other.opened)
    assert done(one.changed_elsewhere())
    done(one.enqueue(new_event(key="own")))
    assert not done(one.changed_elsewhere())
    done(other.enqueue(new_event(key="other")))
    assert done(one.changed_elsewhere())
    assert not done(one.changed_elsewhere())
    one.close()
    other.close()
