"""Which event goes when: in order within an alert, others beside it, never faster than the source's limit."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import KEY_HOLDS, Decision, EventState, Hold
from tests.rig.ledgers import MINUTE, SECOND, done
from tests.rig.outbox import KEY, Outbox
from tests.rig.scripted_server import Heard, ScriptedServer, answer, answer_when
from tests.rig.vaults import MemoryVault
from tests.rig.waiting import wait_until

ALERT, ACCEPT, RESOLVE = EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE
TAKEN, HELD, WAITING = EventState.TAKEN, EventState.HELD, EventState.WAITING


def types(server: ScriptedServer, key: str) -> list[str]:
    bodies = [json.loads(heard.body) for heard in server.heard]
    return [body["eventType"] for body in bodies if body["alertKey"] == key]


def test_one_alert_in_order_while_another_overtakes(outbox: Outbox) -> None:
    gate = threading.Event()

    with ScriptedServer(answer_when(gate), answer(202)) as server:
        outbox.source(server.url)
        first = outbox.send(ALERT, "slow")
        wait_until(lambda: server.heard)
        behind = [outbox.send(ACCEPT, "SLOW"), outbox.send(RESOLVE, " slow ")]
        other = [outbox.send(ALERT, "other"), outbox.send(RESOLVE, "other")]
        outbox.reaches(other[1], TAKEN)
        assert types(server, "slow") == ["ALERT"]
        assert [outbox.book.event(event.id).state for event in behind] == [EventState.QUEUED] * 2
        gate.set()
        for event in (first, *behind):
            outbox.reaches(event, TAKEN)
        sent = [json.loads(heard.body) for heard in server.heard]
        order = [body["eventType"] for body in sent if body["alertKey"].strip().lower() == "slow"]
        assert order == ["ALERT", "ACCEPT", "RESOLVE"]


def test_a_rejected_alert_lets_the_ones_behind_it_go(outbox: Outbox) -> None:
    with ScriptedServer(answer(400), answer(202)) as server:
        outbox.source(server.url)
        first, second = outbox.send(ALERT), outbox.send(RESOLVE)
        outbox.reaches(first, EventState.REJECTED)
        outbox.reaches(second, TAKEN)


def test_a_waiting_alert_keeps_the_ones_behind_it(outbox: Outbox) -> None:
    with ScriptedServer(answer(503), answer(202)) as server:
        outbox.source(server.url)
        first = outbox.reaches(outbox.send(ALERT), WAITING)
        second = outbox.send(RESOLVE)
        third = outbox.reaches(outbox.send(ALERT, "other"), TAKEN)
        assert outbox.book.event(second.id).state is EventState.QUEUED
        outbox.pass_time(2 * SECOND)
        outbox.reaches(second, TAKEN)
        assert outbox.book.event(first.id).tries == 2
        assert outbox.book.event(third.id).tries == 1


def test_many_alerts_go_at_the_same_time(outbox: Outbox) -> None:
    gate = threading.Event()
    with ScriptedServer(answer_when(gate)) as server:
        outbox.source(server.url, per_minute=1000)
        events = [outbox.send(key=str(number)) for number in range(30)]
        wait_until(lambda: len(server.heard) == 20, what="20 requests at the same time")
        gate.set()
        for event in events:
            outbox.reaches(event, TAKEN)
        assert len(server.heard) == 30


def test_a_source_is_paced(outbox: Outbox) -> None:
    with ScriptedServer() as server:
        outbox.source(server.url, per_minute=5)
        outbox.source(server.url, "s2", key="il1api-another")
        events = [outbox.send(key=str(number)) for number in range(7)]
        for event in events[:3]:
            outbox.reaches(event, TAKEN)
        outbox.reaches(outbox.send(source_id="s2"), TAKEN)
        assert len(server.heard) == 4
        outbox.pass_time(MINUTE - 1)
        outbox.reaches(outbox.send(key="again", source_id="s2"), TAKEN)
        assert len(server.heard) == 5
        outbox.pass_time(1)
        for event in events[3:6]:
            outbox.reaches(event, TAKEN)
        assert outbox.book.event(events[6].id).state is EventState.QUEUED
        outbox.pass_time(MINUTE)
        outbox.reaches(events[6], TAKEN)


class SlowVault(MemoryVault):
    """Gives a key out when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.asked = 0

    def get(self, name: str) -> Any:
        self.asked += 1
        if self.asked > 1:  # the first time is `store`, which reads back what it wrote
            self.gate.wait(30)
        return super().get(name)


def test_sends_that_still_wait_for_their_key_are_paced_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    vault = SlowVault()
    with Outbox(tmp_path_factory.mktemp("slow"), vault=vault) as outbox, ScriptedServer() as server:
        outbox.source(server.url, per_minute=4)
        events = [outbox.send(key="0")]
        for number in range(1, 6):
            events.append(outbox.send(key=str(number)))
            wait_until(lambda number=number: vault.asked > min(number, 2))  # type: ignore[misc]
        vault.gate.set()
        taken = wait_until(lambda: [e for e in events if outbox.book.event(e.id).state is TAKEN][1:])
        outbox.pass_time(MINUTE - 1)
        outbox.source(server.url, "s2", key="il1api-another")
        outbox.reaches(outbox.send(source_id="s2"), TAKEN)
        assert taken
        assert len(server.heard) == 3
        outbox.pass_time(10 * SECOND)
        wait_until(lambda: len(server.heard) == 5)


def test_a_missing_key_holds_and_a_stored_one_releases(outbox: Outbox) -> None:
    with ScriptedServer() as server:
        source = outbox.source(server.url, key=None)
        first, second = outbox.send(ALERT), outbox.send(RESOLVE)
        held = outbox.reaches(first, HELD)
        assert held.hold is Hold.KEY_MISSING
        assert "Type the key" in held.message
        assert outbox.book.attempts(first.id) == []
        outbox.pass_time(MINUTE)
        done(outbox.keys.store(source, KEY))
        assert done(outbox.book.ledger.release_source("s1", KEY_HOLDS)) == 1
        outbox.reaches(second, TAKEN)
        assert types(server, "k") == ["ALERT", "RESOLVE"]


def test_a_locked_keyring_holds_without_a_prompt(tmp_path_factory: pytest.TempPathFactory) -> None:
    vault = MemoryVault()
    with Outbox(tmp_path_factory.mktemp("locked"), vault=vault) as outbox, ScriptedServer() as server:
        outbox.source(server.url)
        vault.locked = True
        event = outbox.reaches(outbox.send(), HELD)
        assert event.hold is Hold.KEY_LOCKED
        vault.locked = False
        done(outbox.book.ledger.release_source("s1", KEY_HOLDS))
        outbox.reaches(event, TAKEN)


class BrokenVault(MemoryVault):
    """Takes a key and then fails."""

    broken = False

    def get(self, name: str) -> Any:
        if self.broken:
            raise OSError(f"the bus is gone: {self.secrets}")
        return super().get(name)


def test_a_broken_keyring_is_asked_again_later(tmp_path_factory: pytest.TempPathFactory) -> None:
    vault = BrokenVault()
    with Outbox(tmp_path_factory.mktemp("broken"), vault=vault) as outbox, ScriptedServer() as server:
        outbox.source(server.url)
        vault.broken = True
        event = outbox.reaches(outbox.send(), WAITING)
        assert event.not_before == outbox.clock() + 30 * SECOND
        assert KEY not in event.message
        vault.broken = False
        outbox.pass_time(30 * SECOND)
        assert outbox.reaches(event, TAKEN).tries == 1


def test_a_key_is_not_sent_to_an_address_it_was_not_typed_for(outbox: Outbox) -> None:
    with ScriptedServer() as server, ScriptedServer() as other:
        outbox.source(server.url)
        outbox.source(other.url, key=None)
        event = outbox.reaches(outbox.send(), HELD)
        assert event.hold is Hold.KEY_MISSING
        assert "address" in event.message
        assert (server.connections, other.connections) == (0, 0)


def test_a_source_that_was_removed_holds(outbox: Outbox) -> None:
    event = outbox.reaches(outbox.send(source_id="gone"), HELD)
    assert event.hold is Hold.SOURCE_MISSING
    assert "no longer in the list" in event.message


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://127.0.0.1/", "nonsense"])
def test_a_key_is_never_sent_without_tls(outbox: Outbox, url: str) -> None:
    outbox.source(url)
    assert outbox.reaches(outbox.send(), HELD).hold is Hold.SOURCE_MISSING


def test_an_alert_that_waited_too_long_asks_and_goes_when_told_to(outbox: Outbox) -> None:
    with ScriptedServer(answer(503), answer(202)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), WAITING)
        outbox.pass_time(30 * MINUTE)
        assert outbox.reaches(event, HELD).hold is Hold.STALE
        assert server.connections == 1
        assert done(outbox.book.ledger.decide(event.id, Decision(state=EventState.QUEUED)))
        outbox.reaches(event, TAKEN)


def test_a_doubtful_alert_asks_after_five_minutes(outbox: Outbox) -> None:
    with ScriptedServer(answer(502), answer(503), answer(202)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), WAITING)
        outbox.pass_time(5 * MINUTE)
        assert outbox.reaches(event, HELD).hold is Hold.UNCERTAIN
        assert server.connections == 1
        assert done(outbox.book.ledger.decide(event.id, Decision(state=EventState.QUEUED)))
        again = outbox.reaches(event, WAITING)
        assert again.tries == 2
        outbox.pass_time(MINUTE)
        outbox.reaches(event, TAKEN)


def test_who_watches_hears_what_became_of_each_attempt(outbox: Outbox) -> None:
    with ScriptedServer(answer(503), answer(202)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), WAITING)
        outbox.pass_time(2 * SECOND)
        outbox.reaches(event, TAKEN)
        wait_until(lambda: len(outbox.told) == 2)
        assert [(number, decision.state) for number, decision in outbox.told] == [
            (event.id, WAITING),
            (event.id, TAKEN),
        ]


def test_the_name_of_the_key_field_is_the_sources(outbox: Outbox) -> None:
    with ScriptedServer() as server:
        outbox.source(server.url, key_field="integrationKey")
        outbox.reaches(outbox.send(), TAKEN)
        heard: Heard = server.heard[0]
        assert json.loads(heard.body)["integrationKey"] == KEY
        assert b"apiKey" not in heard.body


class LateVault(MemoryVault):
    """Has looked for the key before it is there, and tells so when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def get(self, name: str) -> Any:
        found = super().get(name)
        if found is None:
            self.gate.wait(30)
        return found


def test_a_key_that_is_stored_while_it_is_looked_for_is_used(tmp_path: Path) -> None:
    vault = LateVault()
    with ScriptedServer() as server, Outbox(tmp_path, vault=vault) as outbox:
        source = outbox.source(server.url, key=None)
        event = outbox.send()
        wait_until(lambda: vault.reads)
        done(outbox.keys.store(source, KEY))
        assert done(outbox.book.ledger.release_source(source.id, KEY_HOLDS)) == 0
        vault.gate.set()
        outbox.reaches(event, TAKEN)
