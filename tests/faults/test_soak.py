"""Ten thousand events through a server that fails three times in ten: every one is settled, and memory stays flat."""

import random
import resource
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ilert_desktop.event import EventType, from_json
from ilert_desktop.ledger.records import Decision, EventState, NewEvent
from ilert_desktop.sources.source import Source
from tests.faults.tally import Extent, Tally
from tests.faults.virtual_time import Answer, Request, VirtualEnd, VirtualRun, in_virtual_time
from tests.rig.ledgers import MINUTE, Clock, done, new_event

SOURCES = 12
BATCH = 300
SEED = 20_261_126
_MIB = 1 << 20


def failing(chance: random.Random) -> Callable[[Request], Answer]:
    """Fails three times in ten: refuses, asks to wait, breaks off before or after it has taken the event."""
    failures = [
        Answer(500, taken=False),
        Answer(503, taken=False),
        Answer(502, taken=False),
        Answer(502),
        Answer(429, taken=False),
        Answer(429, taken=False, headers="retry-after: 20\r\n"),
        Answer(0, taken=False),
        Answer(0),
    ]

    def answer(_: Request) -> Answer:
        chosen = chance.choice(failures) if chance.random() < 0.3 else Answer()
        return Answer(chosen.status, chosen.taken, chance.choice([5, 50, 400, 3000]), chosen.headers)

    return answer


def events(count: int, chance: random.Random) -> list[NewEvent]:
    """Alerts that are raised, accepted and resolved, comments, and alerts without a key."""
    made: list[NewEvent] = []
    while len(made) < count:
        key, source_id = f"k{len(made)}", f"s{chance.randrange(SOURCES)}"
        types = chance.choice([[EventType.ALERT], [EventType.ALERT, EventType.ACCEPT, EventType.RESOLVE],
                               [EventType.ALERT, EventType.COMMENT, EventType.RESOLVE]])  # fmt: skip
        key = key if len(types) > 1 else chance.choice([key, ""])
        made.extend(new_event(event_type, key, source_id=source_id) for event_type in types)
    return made


def resident() -> int:
    """The memory that this process takes now, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


@pytest.mark.timeout(6 * 3600)
def test_every_event_is_settled_and_memory_stays_flat(tmp_path: Path, extent: Extent, tally: Tally) -> None:
    chance = random.Random(SEED)
    news = events(extent.soak, chance)
    soak = Soak(news, failing(chance))
    in_virtual_time(lambda: soak.run(tmp_path))
    end, count = soak.end, len(news)
    assert set(end.taken) == {new.event.summary for new in news}
    check_what_came(news, end)
    twice = sum(1 for times in end.taken.values() if times > 1)
    tally.add(
        f"soak: {count} events in {soak.minutes} virtual minutes, {len(end.requests)} requests answered"
        f" {dict(sorted(end.statuses.items()))}: {len(end.taken)} arrived, 0 lost, {twice} twice as allowed,"
        f" {soak.asked} asked about",
        events=count,
        requests=len(end.requests),
        twice=twice,
        asked=soak.asked,
    )
    if extent.name != "quick":
        growth = (soak.memory[-1] - soak.memory[len(soak.memory) // 3]) / (count * 2 / 3)
        tally.add(
            f"memory of the soak: {soak.memory[len(soak.memory) // 3] / _MIB:.1f} MiB after a third,"
            f" {soak.memory[-1] / _MIB:.1f} MiB at its end ({growth:.0f} bytes an event)",
            bytes_an_event=growth,
        )
        # What the test itself remembers of each event takes some hundred bytes.
        assert growth < 2000


def check_what_came(news: Sequence[NewEvent], end: VirtualEnd) -> None:
    """What can't be told from a second event came once; nothing of an event came after one behind it."""
    numbers = {new.event.summary: number for number, new in enumerate(news)}
    for new in news:
        if not new.event.alert_key or new.event.event_type is EventType.COMMENT:
            assert end.taken[new.event.summary] == 1
    newest: dict[str, int] = {}
    for request in end.requests:
        number = numbers[request.name]
        if request.alert_key:
            assert number >= newest.get(request.alert_key, 0)
            newest[request.alert_key] = number


class Soak:
    """Feeds events batch by batch, and answers what is asked."""

    def __init__(self, news: Sequence[NewEvent], answer: Callable[[Request], Answer]) -> None:
        self._news = news
        self._clock = Clock()
        self.end = VirtualEnd(self._clock, answer)
        self.memory: list[int] = []
        self.asked = 0

    @property
    def minutes(self) -> int:
        """How long it took on the virtual clock."""
        return self._clock.steady().ms // MINUTE

    async def run(self, folder: Path) -> None:
        """Deliver everything."""
        url = await self.end.open()
        sources = [
            Source(id=f"s{number}", name=f"Source {number}", endpoint=url, per_minute=100, stale_minutes=9999)
            for number in range(SOURCES)
        ]
        program = VirtualRun(folder, self._clock, self.end, sources)
        for begin in range(0, len(self._news), BATCH):
            done(program.book.ledger.enqueue_together(self._news[begin : begin + BATCH]))
            assert await program.until(lambda: False)
            while self._answer(program):
                assert await program.until(lambda: False)
            assert done(program.book.ledger.outbox()) == []
            self.memory.append(resident())
        await program.stop()
        await self.end.close()

    def _answer(self, program: VirtualRun) -> bool:
        """The operator looks at the other end, as the question asks, and sends again only what is not there."""
        held = [event for event in done(program.book.ledger.outbox()) if event.state is EventState.HELD]
        for event in held:
            has_it = self.end.taken[from_json(event.body).summary]
            answer = Decision(state=EventState.CANCELLED if has_it else EventState.QUEUED)
            assert done(program.book.ledger.decide(event.id, answer))
        self.asked += len(held)
        return bool(held)
