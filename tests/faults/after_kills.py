"""What must hold after a program was killed: the other end is compared with what the program said and wrote down."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from ilert_desktop.event import from_json
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Attempt, Decision, EventState, LedgerEvent, OutcomeKind
from tests.faults.nursery import Nursery
from tests.faults.other_end import TAKE, OtherEnd
from tests.faults.victim import SAID, Order, RunningClock, Task
from tests.rig.ledgers import NOON, Book, done

_SETTLED_BY_OPERATOR: Final = "ilert has it, says the operator."
Stories = dict[str, tuple[LedgerEvent, list[Attempt]]]


class Count(msgspec.Struct):
    """What arrived: events, those that were taken twice or more, and the questions that were asked."""

    events: int = 0
    twice: int = 0
    asked: int = 0


def said(folder: Path) -> set[str]:
    """What the programs of a folder said they had done."""
    path = folder / SAID
    return set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()


def drain(nursery: Nursery, other_end: OtherEnd, task: Task) -> int:
    """Start programs until everything is settled, while the operator answers; how many questions that were.

    The operator does what the question says: looks at the other end, and sends again only what is not there.
    """
    other_end.wait_until_left()
    other_end.reply = lambda _: TAKE
    other_end.at_first_byte = lambda: True
    answered = 0
    while True:
        life = replace(task, orders=(Order("start"), Order("drain")), die_at=None, largest_file=None)
        assert nursery.start(life).wait() == 0
        other_end.wait_until_left()
        asked = _answer(Path(task.folder), task, other_end)
        if not asked:
            return answered
        answered += asked


def _answer(folder: Path, task: Task, other_end: OtherEnd) -> int:
    taken = other_end.taken()
    with Book(folder / "ledger.db", RunningClock(task.zero, task.offset, task.speed)) as book:
        held = [event for event in done(book.ledger.outbox()) if event.state is EventState.HELD]
        for event in held:
            if event.draft_id in taken:
                answer = Decision(state=EventState.CANCELLED, message=_SETTLED_BY_OPERATOR)
            else:
                answer = Decision(state=EventState.QUEUED)
            assert done(book.ledger.decide(event.id, answer))
        return len(held)


def check(task: Task, other_end: OtherEnd, planned: Sequence[Order]) -> Count:
    """Compare what arrived with what was said to be queued and with what the ledger says."""
    folder = Path(task.folder)
    stories = _stories(folder)
    words = said(folder)
    taken = other_end.taken()
    for order in planned:
        if f"queued {order.name}" in words:
            assert order.name in stories, f"{order.name} was said to be queued, and is lost"
        if f"cancelled {order.name}" in words:
            assert not taken[order.name], f"{order.name} was cancelled, and was sent"
    assert set(taken) <= set(stories), "something was sent that is not in the ledger"
    for name, (event, attempts) in stories.items():
        _check_one(name, event, attempts, taken[name])
    _check_order(stories, other_end)
    if task.speed:
        _check_undo_waits(stories, other_end, task, planned)
    return Count(len(taken), sum(1 for times in taken.values() if times > 1))


def _stories(folder: Path) -> Stories:
    """Every event with its attempts. Half an event, one without its alert or with a broken body, is not found here."""
    with Book(folder / "ledger.db") as book:
        alerts = done(book.ledger.alerts(Shown.ALL, limit=10**6))
        assert all(alert.pending == 0 for alert in alerts)
        assert not done(book.ledger.outbox())
        found = [done(book.ledger.events_of_alert(alert.id)) for alert in alerts]
    stories = {event.draft_id: (event, attempts) for events in found for event, attempts in events}
    for name, (event, _) in stories.items():
        assert from_json(event.body).summary == name
    return stories


def _check_one(name: str, event: LedgerEvent, attempts: list[Attempt], times: int) -> None:
    uncertain = sum(1 for attempt in attempts if attempt.outcome is OutcomeKind.UNCERTAIN)
    certain = sum(1 for attempt in attempts if attempt.outcome is OutcomeKind.TAKEN)
    assert all(attempt.ended_at is not None for attempt in attempts), f"{name} has an attempt without an end"
    if event.state is EventState.TAKEN:
        assert certain == 1
        assert attempts[-1].outcome is OutcomeKind.TAKEN
        # Each attempt that may have been taken can have been; nothing else may double an event.
        assert 1 <= times <= certain + uncertain, f"{name} arrived {times} times"
    elif event.message == _SETTLED_BY_OPERATOR:
        assert times == 1, f"{name} is one to ask about, and arrived {times} times"
    else:
        assert event.state is EventState.CANCELLED
        assert times == 0, f"{name} was cancelled, and arrived {times} times"


def _check_order(stories: Stories, other_end: OtherEnd) -> None:
    """Within an alert, nothing of an event arrives once something of a later one has."""
    newest: defaultdict[str, int] = defaultdict(int)
    for arrival in other_end.arrivals:
        if arrival.alert_key:
            number = stories[arrival.name][0].id
            assert number >= newest[arrival.alert_key], f"{arrival.name} came after a later event of its alert"
            newest[arrival.alert_key] = number


def _check_undo_waits(stories: Stories, other_end: OtherEnd, task: Task, planned: Sequence[Order]) -> None:
    """Nothing came before its undo wait was over, or was ended by a later event of its alert."""
    undo = {order.name: order.undo_ms for order in planned}
    later: dict[int, int] = {}
    newest: dict[str, LedgerEvent] = {}
    for event in sorted((event for event, _ in stories.values()), key=lambda event: event.id):
        if event.alert_key in newest:
            later[newest[event.alert_key].id] = event.created_at
        newest[event.alert_key] = event
    for arrival in other_end.arrivals:
        event = stories[arrival.name][0]
        earliest = event.created_at + undo[arrival.name]
        if event.alert_key:
            earliest = min(earliest, later.get(event.id, earliest))
        at = NOON + task.offset + (arrival.at - task.zero) * 1000 * task.speed
        assert at >= earliest, f"{arrival.name} came {earliest - at} ms early"
