"""With many alerts practice reads what it answers with, and no more: counted in steps of SQLite, not in seconds."""

import itertools
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec
import pytest

from ilert_desktop.practice.configuration import Configuration, Grouping, PracticeSource
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.keeping.store import AlertQuery, Store, page_query
from ilert_desktop.practice.keeping.tables import open_tables
from ilert_desktop.practice.request import read_event
from ilert_desktop.practice.state import OPEN_STATUSES, Status

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE, OTHER, GROUPED = 1, 2, 3
CONFIGURATION = Configuration(
    sources=(
        PracticeSource(id=ONE, name="One", key="one"),
        PracticeSource(id=OTHER, name="Other", key="other"),
        PracticeSource(id=GROUPED, name="Grouped", key="grouped", grouping=Grouping.UNTIL_ACCEPTED),
    )
)
STATUSES = [frozenset(chosen) for size in range(4) for chosen in itertools.combinations(Status, size)]
SOURCES = [frozenset[int](), frozenset({ONE}), frozenset({ONE, OTHER, GROUPED})]
TIMES = [(None, None), (BEGIN, None), (None, BEGIN), (BEGIN, BEGIN + timedelta(hours=1))]
FEW, MANY = 150, 3000


class Held:
    """A store with `count` alerts of the first source, all with `status`."""

    def __init__(self, count: int, status: Status) -> None:
        connections: list[sqlite3.Connection] = []
        connect: Callable[..., sqlite3.Connection] = sqlite3.connect

        def watched(*arguments: object, **options: object) -> sqlite3.Connection:
            connections.append(connect(*arguments, **options))
            return connections[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sqlite3, "connect", watched)
            self.store = Store()
        self.intake = Intake(self.store, CONFIGURATION)
        (self._connection,) = connections
        event_types = {Status.ACCEPTED: ["ACCEPT"], Status.RESOLVED: ["RESOLVE"]}.get(status, [])
        with self.store.together():
            for number in range(count):
                for event_type in ("ALERT", *event_types):
                    self.take("one", event_type, f"key-{number}", number)

    def take(self, key: str, event_type: str, alert_key: str, seconds: int) -> None:
        body = {"apiKey": key, "eventType": event_type, "alertKey": alert_key, "summary": "x"}
        _, received = read_event(msgspec.json.encode(body))
        self.intake.take(key, received, BEGIN + timedelta(seconds=seconds))

    def steps(self, work: Callable[[], object]) -> int:
        """How many instructions SQLite runs for `work`."""
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return 0

        self._connection.set_progress_handler(step, 1)
        work()
        self._connection.set_progress_handler(None, 1)
        return count


@cache
def held(count: int, status: Status) -> Held:
    return Held(count, status)


def costs_the_same(status: Status, work: Callable[[Held], object]) -> bool:
    few, many = (held(count, status) for count in (FEW, MANY))
    return many.steps(lambda: work(many)) < 1.2 * few.steps(lambda: work(few))


@pytest.mark.parametrize("statuses", STATUSES, ids=lambda statuses: "-".join(sorted(statuses)) or "all")
def test_no_list_sorts_or_reads_alerts_that_are_not_on_the_page(statuses: frozenset[Status]) -> None:
    connection = open_tables(None)
    for sources, (since, until), text in itertools.product(SOURCES, TIMES, ("", "disk")):
        sql, values = page_query(AlertQuery(statuses=statuses, sources=sources, since=since, until=until, text=text))
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        visits = [line for line in plan if line.startswith(("SCAN", "SEARCH"))]
        assert len(visits) == 3
        assert all("COVERING INDEX" in line or "INTEGER PRIMARY KEY" in line for line in visits), plan
        assert not any("B-TREE" in line for line in plan), plan
    connection.close()


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(
    "query",
    [
        AlertQuery(),
        AlertQuery(statuses=OPEN_STATUSES),
        AlertQuery(sources=frozenset({ONE})),
        AlertQuery(start=50, limit=20),
        AlertQuery(since=BEGIN, until=BEGIN + timedelta(seconds=100)),
    ],
    ids=["all", "open", "of-one-source", "further-down", "of-a-time"],
)
def test_a_page_costs_the_same_whatever_else_is_held(status: Status, query: AlertQuery) -> None:
    assert costs_the_same(status, lambda each: each.store.alerts(query))


def test_a_page_far_back_costs_a_walk_of_the_index_only() -> None:
    many = held(MANY, Status.PENDING)
    first, last = (many.steps(lambda start=start: many.store.alerts(AlertQuery(start=start))) for start in (0, 2900))  # type: ignore[misc]

    assert len(many.store.alerts(AlertQuery(start=2900))) == 100
    assert last - first < 3 * 2900


@pytest.mark.parametrize("status", Status)
def test_an_event_costs_the_same_however_many_alerts_are_open(status: Status) -> None:
    numbers = itertools.count(10_000)
    for key, event_type, alert_key in (
        ("one", "ALERT", "key-7"),
        ("one", "COMMENT", "key-none"),
        ("one", "RESOLVE", "key-none"),
        ("grouped", "ALERT", ""),
        ("grouped", "ALERT", ""),
    ):

        def one_event(each: Held, key: str = key, event_type: str = event_type, alert_key: str = alert_key) -> None:
            each.take(key, event_type, alert_key or f"new-{next(numbers)}", 5000)

        assert costs_the_same(status, one_event), (key, event_type)


def test_an_alert_is_found_at_once() -> None:
    assert costs_the_same(Status.RESOLVED, lambda each: (each.store.alert(77), each.store.log(77), each.store.next_id))
