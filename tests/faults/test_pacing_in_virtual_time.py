"""500 events at 50 a minute, on a clock that nobody waits for, at a server that counts in fixed windows."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ilert_desktop.sources.source import Source
from tests.faults.tally import Tally
from tests.faults.virtual_time import Answer, Request, VirtualEnd, VirtualRun, in_virtual_time
from tests.rig.ledgers import MINUTE, SECOND, Clock, done, new_event

PER_MINUTE = 50


def fixed_windows(phase: int, longest_latency: int) -> Callable[[Request], Answer]:
    """Takes 50 requests in each minute of its own clock, and refuses the rest."""
    counts: dict[int, int] = {}
    chance = random.Random(phase)

    def answer(request: Request) -> Answer:
        window = (request.at + phase) // MINUTE
        counts[window] = counts.get(window, 0) + 1
        latency = chance.randint(0, longest_latency)
        return Answer(latency=latency) if counts[window] <= PER_MINUTE else Answer(429, taken=False, latency=latency)

    return answer


def minutes_taken(
    folder: Path,
    phase: int,
    job: str,
    longest_latency: int = 0,
    *,
    count: int = 500,
    interrupt: Callable[[Clock, int], bool] = lambda *_: False,
) -> float:
    """How long `count` events take; `interrupt(clock, number taken)` may set the clock, and says when to start anew."""

    async def main() -> float:
        clock = Clock()
        end = VirtualEnd(clock, fixed_windows(phase, longest_latency))
        source = Source(
            id="s1", name="Production", endpoint=await end.open(), per_minute=PER_MINUTE, stale_minutes=9999
        )
        run = VirtualRun(folder, clock, end, [source])
        done(run.book.ledger.enqueue_together([new_event(key=f"k{number}", job=job) for number in range(count)]))
        while not await run.until(lambda: interrupt(clock, len(end.taken))):
            await run.stop()
            run = VirtualRun(folder, clock, end, [source])
        await run.stop()
        await end.close()
        # No event twice, and no 429.
        assert end.statuses == {202: count}
        return clock.steady().ms / MINUTE

    return in_virtual_time(main)


@pytest.mark.parametrize("job", ["", "resolve all"], ids=["interactive", "bulk"])
def test_a_server_with_fixed_windows_refuses_nothing(tmp_path: Path, tally: Tally, job: str) -> None:
    minutes = minutes_taken(tmp_path, 17 * SECOND, job, 4 * SECOND, count=100)
    tally.add(f"100 events at 50 a minute ({job or 'interactive'}): {minutes:.2f} minutes, no 429", minutes=minutes)
    assert minutes > 2


@pytest.mark.slow_fault
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("phase", "longest_latency", "job"),
    [
        (0, 0, ""),
        (1, 0, ""),
        (MINUTE - 1, 0, ""),
        (17 * SECOND, 300, ""),
        (30 * SECOND, 4 * SECOND, ""),
        (0, 0, "resolve all"),
        (1, 0, "resolve all"),
        (MINUTE - 1, 0, "resolve all"),
    ],
)
def test_500_events_take_10_4_minutes_and_are_never_refused(
    tmp_path: Path, tally: Tally, phase: int, longest_latency: int, job: str
) -> None:
    minutes = minutes_taken(tmp_path, phase, job, longest_latency)
    check(minutes, tally, f"{job or 'interactive'}, phase {phase} ms, latency up to {longest_latency} ms")


def check(minutes: float, tally: Tally, what: str) -> None:
    tally.add(f"500 events at 50 a minute ({what}): {minutes:.2f} minutes, no 429", minutes=minutes)
    assert minutes == pytest.approx(500 / (PER_MINUTE - 2), rel=0.05)
