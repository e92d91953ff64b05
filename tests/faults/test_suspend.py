"""The computer sleeps for eight hours with events in the outbox: all its clocks have gone on when it wakes up."""

import json
from pathlib import Path

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Decision, EventState, Hold
from tests.rig.ledgers import MINUTE, done
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import ScriptedServer, answer, say_nothing
from tests.rig.waiting import wait_until

EIGHT_HOURS = 8 * 60 * MINUTE
TAKEN, WAITING, HELD, QUEUED = EventState.TAKEN, EventState.WAITING, EventState.HELD, EventState.QUEUED


def test_a_stale_alert_asks_and_then_carries_its_original_time(tmp_path: Path) -> None:
    with ScriptedServer(answer(503), answer(503), answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url)
        alert = outbox.send()
        behind = outbox.send(EventType.RESOLVE)
        outbox.reaches(alert, WAITING)
        accept = outbox.send(EventType.ACCEPT, "another")
        outbox.reaches(accept, WAITING)

        outbox.pass_time(EIGHT_HOURS)

        stands = outbox.reaches(alert, HELD)
        assert stands.hold is Hold.STALE
        assert "30 minutes" in stands.message
        # An ACCEPT is never too late, and what is behind the question waits for its answer.
        outbox.reaches(accept, TAKEN)
        assert outbox.book.event(behind.id).state is QUEUED
        assert [json.loads(heard.body)["eventType"] for heard in server.heard] == ["ALERT", "ACCEPT", "ACCEPT"]
        done(outbox.book.ledger.decide(alert.id, Decision(state=QUEUED)))
        outbox.reaches(behind, TAKEN)
        sent = [json.loads(heard.body) for heard in server.heard[3:]]
        assert [event["eventType"] for event in sent] == ["ALERT", "RESOLVE"]
        assert sent[0]["details"] == "Raised at 2023-11-14 22:13:20 UTC; it could not be sent before."


def test_an_alert_that_was_on_its_way_asks_because_it_may_have_been_taken(tmp_path: Path) -> None:
    with ScriptedServer(say_nothing) as server, Outbox(tmp_path, attempt_seconds=1) as outbox:
        outbox.source(server.url)
        alert = outbox.send()
        wait_until(lambda: server.heard)
        outbox.pass_time(EIGHT_HOURS)
        assert outbox.reaches(alert, HELD).hold is Hold.UNCERTAIN
        assert len(server.heard) == 1
