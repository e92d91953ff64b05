"""What one source or one job does to the others, counted at the other end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState
from ilert_desktop.sources.source import PRACTICE_SOURCE
from tests.faults.other_end import OtherEnd, refusal
from tests.rig.ledgers import SECOND, done, new_event
from tests.rig.outbox import Outbox
from tests.rig.practice import PracticeClient
from tests.rig.waiting import wait_until

TAKEN = EventState.TAKEN


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """An outbox with practice as a source."""
    with Outbox(tmp_path) as running:
        running.sources[PRACTICE_SOURCE.id] = PRACTICE_SOURCE
        yield running


@pytest.fixture
def practice(outbox: Outbox) -> Iterator[PracticeClient]:
    client = PracticeClient(outbox.practice.start(), outbox.practice.key)
    yield client
    client.http.close()


@pytest.mark.parametrize("refuses", [False, True], ids=["paced here", "429 there"])
def test_60_events_of_a_throttled_source_delay_another_by_one_request_at_most(
    outbox: Outbox, practice: PracticeClient, refuses: bool
) -> None:
    with OtherEnd() as throttled:
        if refuses:
            throttled.reply = lambda _: refusal(429, headers="retry-after: 600\r\n")
        outbox.source(throttled.url)
        done(outbox.book.ledger.enqueue_together([new_event(key=f"k{number}") for number in range(60)]))
        wait_until(lambda: len(throttled.arrivals) >= (1 if refuses else 48))
        if refuses:
            wait_until(lambda: not sending(outbox))
        before = len(throttled.arrivals)
        event = outbox.send(key="elsewhere", source_id=PRACTICE_SOURCE.id)
        outbox.reaches(event, TAKEN)
        assert practice.only_alert()["alertKey"] == "elsewhere"
        assert len(throttled.arrivals) - before <= 1
        outbox.delivery.stop()


def test_a_new_alert_passes_500_bulk_resolves_on_their_way_to_practice(
    outbox: Outbox, practice: PracticeClient
) -> None:
    source_id = PRACTICE_SOURCE.id
    resolves = [
        new_event(EventType.RESOLVE, f"k{number}", source_id=source_id, job="resolve all") for number in range(500)
    ]
    done(outbox.book.ledger.enqueue_together(resolves))
    wait_until(lambda: done(outbox.book.ledger.job("resolve all")).taken == 1)
    alert = outbox.send(key="now", source_id=source_id)
    outbox.reaches(alert, TAKEN)
    assert practice.only_alert()["alertKey"] == "now"
    assert done(outbox.book.ledger.job("resolve all")).taken <= 2
    outbox.pass_time(2 * SECOND)
    wait_until(lambda: done(outbox.book.ledger.job("resolve all")).taken >= 2)


def sending(outbox: Outbox) -> bool:
    return any(event.state is EventState.SENDING for event in done(outbox.book.ledger.outbox()))
