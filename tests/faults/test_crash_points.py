"""kill -9 at every step between click and settled, one after another; afterwards the other end is asked what came."""

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import EventState
from tests.faults.after_kills import check, drain, said
from tests.faults.nursery import Nursery, Program
from tests.faults.other_end import RESET, TAKE, OtherEnd, Reply, refusal
from tests.faults.tally import Tally
from tests.faults.victim import Order, Task
from tests.rig.ledgers import SECOND

KILLED = -9
START, LOOK, DRAIN, DIE = Order("start"), Order("look"), Order("drain"), Order("die")
ALERT = Order("enqueue", "the alert", EventType.ALERT, "k")
RESOLVE = Order("enqueue", "the resolve", EventType.RESOLVE, "k")
KEYLESS = Order("enqueue", "without a key", EventType.ALERT)
COMMENT = Order("enqueue", "a comment", EventType.COMMENT, "k")
CANCEL = Order("cancel", ALERT.name)


class Kill:
    """Kills a program when the other end says so."""

    def __init__(self) -> None:
        self._aimed = threading.Event()
        self._has_killed = False

    def aimed_at(self, program: Program) -> Program:
        """Name the program, which may have come far by now."""
        self._program = program
        self._aimed.set()
        return program

    def __call__(self) -> None:
        """Kill it."""
        assert self._aimed.wait(30)
        if not self._has_killed:
            self._has_killed = True
            self._program.kill()

    def and_leave(self) -> bool:
        """Kill it, and read no more of what it wrote."""
        self()
        return False


def reached(order: Order, state: EventState) -> Order:
    """Wait until an event is in a state."""
    return Order("reach", order.name, states=(state,))


@pytest.fixture
def other_end() -> Iterator[OtherEnd]:
    with OtherEnd() as end:
        yield end


def task_in(folder: Path, other_end: OtherEnd, *orders: Order, speed: float = 100.0) -> Task:
    folder.mkdir(exist_ok=True)
    return Task(str(folder), other_end.url, orders, zero=time.monotonic(), speed=speed)


def restarted(nursery: Nursery, other_end: OtherEnd, task: Task) -> int:
    """Start the program anew after its death, go on to the end, and compare; how many events arrived twice."""
    other_end.wait_until_left()
    planned = [order for order in task.orders if order.do == "enqueue"]
    drain(nursery, other_end, task)
    return check(task, other_end, planned).twice


def died_of(program: Program, task: Task, nursery: Nursery, other_end: OtherEnd) -> int:
    """Wait for its death by -9, start anew to the end, and compare; how many events arrived twice."""
    assert program.wait() == KILLED
    return restarted(nursery, other_end, task)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("orders", "opening"),
    [
        pytest.param((ALERT, START, DRAIN), False, id="alert"),
        pytest.param((ALERT, CANCEL, START, LOOK, DRAIN), False, id="alert, cancelled"),
        pytest.param((ALERT, START, DRAIN), True, id="alert, in a new folder", marks=pytest.mark.slow_fault),
        pytest.param((ALERT, RESOLVE, START, DRAIN), False, id="alert, resolve", marks=pytest.mark.slow_fault),
        pytest.param((KEYLESS, COMMENT, START, DRAIN), False, id="asked about", marks=pytest.mark.slow_fault),
    ],
)
def test_at_every_step_on_disk_and_wire(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    nursery: Nursery,
    tally: Tally,
    orders: tuple[Order, ...],
    opening: bool,
) -> None:
    with OtherEnd() as whole:
        task = replace(task_in(tmp_path / "whole", whole, *orders), counts_opening=opening)
        life = nursery.start(task)
        assert life.wait() == 0
        steps = life.steps
    twice = arrived = 0
    for number, label in enumerate(steps):
        with OtherEnd() as other_end:
            task = replace(task_in(tmp_path / str(number), other_end, *orders), die_at=number, counts_opening=opening)
            assert nursery.start(task).wait() == KILLED, f"step {number} ({label}) was not reached"
            twice += restarted(nursery, other_end, task)
            arrived += len(other_end.taken())
    tally.add(
        f"kill -9 at each of {len(steps)} steps ({request.node.callspec.id}): {arrived} events arrived, 0 lost,"
        f" {twice} twice as allowed",
        kills=len(steps),
        arrived=arrived,
        lost=0,
        twice=twice,
    )


def test_when_the_request_has_begun_to_come(tmp_path: Path, nursery: Nursery, other_end: OtherEnd) -> None:
    kill = Kill()
    other_end.at_first_byte = kill.and_leave
    task = task_in(tmp_path, other_end, ALERT, RESOLVE, START, DRAIN)
    assert died_of(kill.aimed_at(nursery.start(task)), task, nursery, other_end) == 0
    assert [arrival.name for arrival in other_end.arrivals] == [ALERT.name, RESOLVE.name]


@pytest.mark.parametrize("order", [ALERT, RESOLVE, KEYLESS, COMMENT], ids=lambda order: order.name)
@pytest.mark.parametrize("taken", [True, False], ids=["taken", "not taken"])
def test_when_the_request_has_come_and_before_its_answer(
    tmp_path: Path, nursery: Nursery, other_end: OtherEnd, order: Order, taken: bool
) -> None:
    kill = Kill()
    other_end.reply = lambda arrival: Reply(taken, None, meanwhile=kill) if arrival.name == order.name else TAKE
    before = [ALERT] if order in {RESOLVE, COMMENT} else []
    task = task_in(tmp_path, other_end, *before, order, START, DRAIN)
    twice = died_of(kill.aimed_at(nursery.start(task)), task, nursery, other_end)
    # What can't be told from a second event is asked about, and the operator has looked.
    assert twice == (1 if taken and order in {ALERT, RESOLVE} else 0)


@pytest.mark.parametrize("sent", [b"HTTP/1.1 2", b"HTTP/1.1 202 Accepted\r\n"], ids=["half", "whole"])
def test_when_the_status_line_has_come(tmp_path: Path, nursery: Nursery, other_end: OtherEnd, sent: bytes) -> None:
    kill = Kill()
    other_end.reply = lambda _: Reply(answer=sent, afterwards=kill)
    task = task_in(tmp_path, other_end, ALERT, RESOLVE, START, DRAIN)
    assert died_of(kill.aimed_at(nursery.start(task)), task, nursery, other_end) == 1


@pytest.mark.parametrize("answer", [refusal(503), refusal(429, headers="retry-after: 60\r\n")], ids=["503", "429"])
def test_while_it_waits_for_the_next_try(tmp_path: Path, nursery: Nursery, other_end: OtherEnd, answer: Reply) -> None:
    other_end.reply = lambda _: answer
    task = task_in(tmp_path, other_end, ALERT, RESOLVE, START, reached(ALERT, EventState.WAITING), DIE)
    assert died_of(nursery.start(task), task, nursery, other_end) == 0
    # The resolve never came before the alert was taken.
    assert [arrival.name for arrival in other_end.arrivals if arrival.taken] == [ALERT.name, RESOLVE.name]


def test_while_it_asks(tmp_path: Path, nursery: Nursery, other_end: OtherEnd) -> None:
    other_end.reply = lambda _: RESET
    task = task_in(tmp_path, other_end, KEYLESS, START, reached(KEYLESS, EventState.HELD), DIE)
    assert died_of(nursery.start(task), task, nursery, other_end) == 0
    assert len(other_end.arrivals) == 2


def test_in_an_undo_wait_between_two_events_of_one_alert(tmp_path: Path, nursery: Nursery, other_end: OtherEnd) -> None:
    later = replace(RESOLVE, undo_ms=5 * SECOND)
    task = task_in(tmp_path, other_end, ALERT, later, START, Order("gone", ALERT.name), DIE, speed=0)
    program = nursery.start(task)
    assert program.wait() == KILLED
    other_end.wait_until_left()
    early = replace(task, offset=5 * SECOND - 1, orders=(START, LOOK, reached(later, EventState.QUEUED)))
    assert nursery.start(early).wait() == 0
    assert list(other_end.taken()) == [ALERT.name]
    in_time = replace(task, offset=5 * SECOND, orders=(START, DRAIN))
    assert nursery.start(in_time).wait() == 0
    assert [arrival.name for arrival in other_end.arrivals] == [ALERT.name, later.name]
    check(task, other_end, [ALERT, later])


def test_in_the_middle_of_moving_pages_into_the_database(
    tmp_path: Path, nursery: Nursery, other_end: OtherEnd, tally: Tally
) -> None:
    # The kernel ends the program when it writes beyond this size, and only the database grows so far.
    limit = 400_000
    events = tuple(Order("enqueue", f"event {number}", key=f"k{number}", size=20_000) for number in range(40))
    task = replace(task_in(tmp_path, other_end, *events), largest_file=limit, pages_in_log=10)
    assert nursery.start(task).wait() == -signal.SIGXFSZ
    assert (tmp_path / "ledger.db").stat().st_size > limit - 4096
    assert (tmp_path / "ledger.db-wal").stat().st_size < limit - 4096
    queued = len(said(tmp_path))
    assert 0 < queued < len(events)
    assert restarted(nursery, other_end, task) == 0
    tally.add(f"killed in a checkpoint: {queued} events queued, {len(other_end.taken())} arrived", queued=queued)
