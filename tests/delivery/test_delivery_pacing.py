"""Pacing through the whole outbox: a queue that has grown does not go out at once, and holds nobody else up."""

import json
import threading
from collections import Counter
from pathlib import Path

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState, Hold
from tests.rig.ledgers import MINUTE, SECOND, done, new_event
from tests.rig.outbox import Outbox
from tests.rig.scripted_server import ScriptedServer, answer, answer_when, say_nothing
from tests.rig.waiting import wait_until

TAKEN, WAITING = EventState.TAKEN, EventState.WAITING


def queue(outbox: Outbox, count: int, source_id: str, *, job: str = "") -> None:
    news = [new_event(key=f"{source_id} {number}", source_id=source_id, job=job) for number in range(count)]
    done(outbox.book.ledger.enqueue_together(news))


def arrived(server: ScriptedServer) -> Counter[str]:
    """How many requests came, by the source that the alert key begins with."""
    return Counter(json.loads(heard.body)["alertKey"].split()[0] for heard in server.heard)


def unsettled(outbox: Outbox) -> int:
    return done(outbox.book.ledger.counts()).unsettled


def test_of_200_queued_events_48_go_in_the_first_minute_and_another_source_is_not_delayed(tmp_path: Path) -> None:
    with ScriptedServer(answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url, "slow")
        outbox.source(server.url, "other", key="il1api-another", per_minute=700)
        queue(outbox, 200, "slow")
        queue(outbox, 60, "other")
        wait_until(lambda: unsettled(outbox) <= 200 - 48)
        assert arrived(server) == {"slow": 48, "other": 60}
        outbox.pass_time(MINUTE)
        wait_until(lambda: unsettled(outbox) <= 200 - 96)
        assert arrived(server) == {"slow": 96, "other": 60}


def test_two_sources_with_one_key_share_its_limit(tmp_path: Path) -> None:
    with ScriptedServer(answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url, "one")
        outbox.source(server.url, "two")
        queue(outbox, 30, "one")
        queue(outbox, 30, "two")
        wait_until(lambda: unsettled(outbox) <= 60 - 48)
        assert sum(arrived(server).values()) == 48


def test_a_source_that_never_answers_holds_no_other_up(tmp_path: Path) -> None:
    with ScriptedServer(say_nothing) as mute, ScriptedServer(answer(202)) as server, Outbox(tmp_path) as outbox:
        for number in range(3):
            outbox.source(mute.url, f"mute{number}", key=f"il1api-{number}")
            queue(outbox, 60, f"mute{number}")
        wait_until(lambda: len(mute.heard) == 60)
        outbox.source(server.url, "good", key="il1api-good")
        queue(outbox, 40, "good")
        wait_until(lambda: len(server.heard) == 40)
        assert len(mute.heard) == 60


def test_an_interactive_alert_passes_500_bulk_events(tmp_path: Path) -> None:
    with ScriptedServer(answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url, "s1")
        queue(outbox, 500, "s1", job="resolve all")
        for sent in range(1, 7):
            wait_until(lambda sent=sent: len(server.heard) == sent)  # type: ignore[misc]
            assert unsettled(outbox) >= 500 - sent
            if sent < 6:
                outbox.pass_time(2 * SECOND)
        alert = outbox.send(key="now")
        outbox.reaches(alert, TAKEN)
        assert json.loads(server.heard[6].body)["alertKey"] == "now"
        assert len(server.heard) == 7


def test_bulk_events_leave_room_in_flight_for_an_interactive_one(tmp_path: Path) -> None:
    gate = threading.Event()
    with ScriptedServer(answer_when(gate)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url, "s1", per_minute=700)
        queue(outbox, 100, "s1", job="resolve all")
        for sent in range(1, 17):
            wait_until(lambda sent=sent: len(server.heard) == sent)  # type: ignore[misc]
            outbox.pass_time(SECOND)
        outbox.send(key="now")
        wait_until(lambda: "now" in {json.loads(heard.body)["alertKey"] for heard in server.heard})
        gate.set()


def test_what_an_interactive_event_waits_for_is_no_bulk_event_any_more(tmp_path: Path) -> None:
    with ScriptedServer(answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url, "s1")
        queue(outbox, 100, "s1", job="accept all")
        wait_until(lambda: server.heard)
        follower = outbox.send(EventType.RESOLVE, "s1 99")
        outbox.reaches(follower, TAKEN)
        keys = [json.loads(heard.body)["alertKey"] for heard in server.heard]
        assert keys == ["s1 0", "s1 99", "s1 99"]


def test_a_429_stops_the_key_and_not_the_other_sources(tmp_path: Path) -> None:
    with (
        ScriptedServer(answer(429, retry_after="120"), answer(202)) as server,
        ScriptedServer(answer(202)) as other,
        Outbox(tmp_path) as outbox,
    ):
        outbox.source(server.url, "one")
        outbox.source(server.url, "two")
        outbox.source(other.url, "three", key="il1api-another")
        first = outbox.send(source_id="one")
        assert outbox.reaches(first, WAITING).not_before == outbox.clock() + 120 * SECOND
        outbox.send(key="second", source_id="two")
        outbox.reaches(outbox.send(key="third", source_id="three"), TAKEN)
        outbox.pass_time(119 * SECOND)
        outbox.reaches(outbox.send(key="fourth", source_id="three"), TAKEN)
        assert len(server.heard) == 1
        outbox.pass_time(SECOND)
        wait_until(lambda: unsettled(outbox) == 0)
        assert len(server.heard) == 3


@pytest.mark.parametrize("jump", [-8 * 60 * MINUTE, 8 * 60 * MINUTE])
def test_waits_last_as_long_as_they_should_when_the_clock_is_set(tmp_path: Path, jump: int) -> None:
    with ScriptedServer(answer(429, retry_after="120"), answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url, "s1", stale_minutes=24 * 60)
        event = outbox.send()
        outbox.reaches(event, WAITING)
        outbox.clock.set_by(jump)
        outbox.pass_time(SECOND)
        wait_until(lambda: outbox.book.event(event.id).not_before == outbox.clock() + 119 * SECOND)
        outbox.pass_time(118 * SECOND)
        done(outbox.book.ledger.due())
        assert len(server.heard) == 1
        outbox.pass_time(SECOND)
        outbox.reaches(event, TAKEN)


@pytest.mark.parametrize(("jump", "waited", "is_held"), [(-180, 120, True), (180, 1, False)])
def test_how_long_an_alert_has_waited_is_known_when_the_clock_was_set(
    tmp_path: Path, jump: int, waited: int, is_held: bool
) -> None:
    with ScriptedServer(answer(503), answer(202)) as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), WAITING)
        outbox.clock.set_by(jump * MINUTE)
        done(outbox.book.ledger.due())
        outbox.clock.turn(waited * MINUTE)
        done(outbox.book.ledger.retry_waiting())
        stands = outbox.reaches(event, EventState.HELD if is_held else TAKEN)
        assert stands.created_at == event.created_at
        assert stands.hold is (Hold.STALE if is_held else None)


def test_another_key_ends_the_wait_that_a_429_asked_for(tmp_path: Path) -> None:
    with ScriptedServer(answer(429, retry_after="1200"), answer(202)) as server, Outbox(tmp_path) as outbox:
        source = outbox.source(server.url)
        first = outbox.reaches(outbox.send(key="first"), WAITING)
        # The operator does not want to wait, and is told again when the next try is.
        done(outbox.book.ledger.retry_waiting())
        wait_until(lambda: outbox.book.event(first.id).not_before == first.not_before)
        outbox.pass_time(SECOND)
        done(outbox.book.ledger.due())
        paused_at = outbox.clock()

        def is_taken_in_time() -> bool:
            outbox.pass_time(SECOND)
            assert outbox.clock() < paused_at + 1000 * SECOND
            return outbox.book.event(first.id).state is TAKEN

        assert len(server.heard) == 1
        done(outbox.keys.store(source, "il1api-another"))
        done(outbox.book.ledger.retry_waiting())
        wait_until(is_taken_in_time)
