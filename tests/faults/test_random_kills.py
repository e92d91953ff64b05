"""kill -9 at random times, while sequences of events go to an other end that delays, refuses and breaks off."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilert_desktop.event import EventType
from tests.faults.after_kills import check, drain, said
from tests.faults.nursery import Nursery
from tests.faults.other_end import RESET, TAKE, TAKE_AND_RESET, Arrival, OtherEnd, Reply, refusal
from tests.faults.tally import Extent, Tally
from tests.faults.victim import Order, Task
from tests.rig.ledgers import SECOND

KILLS_IN_A_ROW = 10
LONGEST_LIFE = 0.3  # seconds
KILLED = -9
SEED = 20_261_125
SEQUENCE = (EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE)


def moody(chance: random.Random) -> Callable[[Arrival], Reply]:
    """Takes three of four requests, some of them without saying so."""
    replies = [TAKE] * 12 + [
        TAKE_AND_RESET,
        TAKE_AND_RESET,
        RESET,
        refusal(503),
        refusal(502),
        refusal(502, taken=True),
        refusal(429, headers="retry-after: 2\r\n"),
    ]

    def reply(_: Arrival) -> Reply:
        return replace(chance.choice(replies), pause=chance.choice([0.0, 0.0, 0.005, 0.03]))

    return reply


def plan(chance: random.Random) -> list[Order]:
    """Alerts that are raised, accepted and resolved, all at once; some events have no key, some an undo wait."""
    alerts = [f"alert {number}" for number in range(30)]
    left = {key: list(SEQUENCE) for key in alerts}
    orders = []
    while left:
        key = chance.choice(sorted(left))
        event_type = left[key].pop(0)
        if not left[key]:
            del left[key]
        undo_ms = chance.choice([0, 5, 60]) * SECOND if event_type is EventType.RESOLVE else 0
        orders.append(Order("enqueue", f"{key} {event_type}", event_type, key, undo_ms))
        if chance.random() < 0.1:
            orders.append(Order("enqueue", f"{key} keyless {len(orders)}"))
    return orders


def unsaid(folder: Path, orders: list[Order]) -> list[Order]:
    """What the program never said is queued: the operator does it again."""
    words = said(folder)
    return [order for order in orders if f"queued {order.name}" not in words]


@pytest.mark.timeout(3 * 3600)
def test_nothing_is_lost_doubled_or_overtaken_by_kills_at_random_times(
    tmp_path: Path, nursery: Nursery, extent: Extent, tally: Tally
) -> None:
    kills = events = twice = asked = 0
    while kills < extent.kills:
        chance = random.Random(SEED + kills)
        folder = tmp_path / str(kills)
        folder.mkdir()
        orders = plan(chance)
        with OtherEnd(moody(chance)) as other_end:
            task = Task(str(folder), other_end.url, (), zero=time.monotonic(), speed=100.0)
            for _ in range(min(KILLS_IN_A_ROW, extent.kills - kills)):
                life = replace(task, orders=(Order("start"), *unsaid(folder, orders), Order("rest")))
                assert nursery.start(life, kill_after=chance.uniform(0, LONGEST_LIFE)).wait() == KILLED
                other_end.wait_until_left()
                kills += 1
            assert nursery.start(replace(task, orders=tuple(unsaid(folder, orders)))).wait() == 0
            asked += drain(nursery, other_end, task)
            count = check(task, other_end, orders)
        assert count.events == len(orders)
        events += count.events
        twice += count.twice
    tally.add(
        f"{kills} kills at random times: {events} events arrived, 0 lost, {twice} twice as allowed,"
        f" {asked} asked about",
        kills=kills,
        events=events,
        lost=0,
        twice=twice,
        asked=asked,
    )
