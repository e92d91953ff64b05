"""What practice costs with many alerts: `python -m tests.benchmarks.practice_scale [COUNT]`, 100,000 by default.

Each line has the median and the 95th percentile in milliseconds of the processor, and how many times the median is that
of the bare SQLite query for 100 rows, measured beside it: that means the same on a slow computer, and on a busy one.
"""

import itertools
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from ilert_desktop.practice import answers
from ilert_desktop.practice.configuration import Configuration, Grouping, PracticeSource
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.keeping.store import AlertQuery, Store
from ilert_desktop.practice.request import read_event
from ilert_desktop.practice.state import OPEN_STATUSES, Status
from tests.rig.practice import PracticeClient

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 40
CONFIGURATION = Configuration(
    sources=(
        PracticeSource(id=1, name="One", key="one"),
        PracticeSource(id=2, name="Other", key="other"),
        PracticeSource(id=3, name="Until accepted", key="until-accepted", grouping=Grouping.UNTIL_ACCEPTED),
        PracticeSource(id=4, name="Window", key="window", grouping=Grouping.WINDOW),
    ),
    per_minute=0,
)
FILTERS: dict[str, AlertQuery] = {
    "all": AlertQuery(),
    "open": AlertQuery(statuses=OPEN_STATUSES),
    "resolved": AlertQuery(statuses=frozenset({Status.RESOLVED})),
    "one source": AlertQuery(sources=frozenset({2})),
    "source without alerts": AlertQuery(sources=frozenset({9})),
    "open, one source": AlertQuery(statuses=OPEN_STATUSES, sources=frozenset({2})),
    "a third of the time": AlertQuery(since=BEGIN + timedelta(seconds=30_000), until=BEGIN + timedelta(seconds=60_000)),
}
BARE = (
    "SELECT alert.id, alert.status, alert.kept, log.event FROM alert JOIN log ON log.number = alert.opened_by"
    " ORDER BY alert.reported_us DESC LIMIT 100"
)


class Spread(msgspec.Struct, frozen=True):
    """Median and 95th percentile, in milliseconds of the processor."""

    median: float
    high: float


def measured(work: Callable[[], object], rounds: int = ROUNDS) -> Spread:
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        taken.append((time.process_time() - begin) * 1000)
    taken.sort()
    return Spread(taken[len(taken) // 2], taken[len(taken) * 95 // 100])


def tell(name: str, spread: Spread, bare: Spread) -> None:
    ratio = spread.median / bare.median
    sys.stdout.write(f"{name:44} {spread.median:8.2f} {spread.high:8.2f} ms  {ratio:6.1f} x bare\n")


def send(intake: Intake, key: str, event_type: str, alert_key: str, at: datetime) -> None:
    body = {
        "apiKey": key,
        "eventType": event_type,
        "alertKey": alert_key,
        "summary": f"Alert {alert_key}",
        "details": "The disk is nearly full. " * 10,
        "customDetails": {"host": "db-1", "load": 1.5},
    }
    _, received = read_event(msgspec.json.encode(body))
    intake.take(key, received, at)


def fill(store: Store, count: int) -> None:
    """`count` alerts, a fifth of them open, through the rules."""
    intake = Intake(store, CONFIGURATION)
    with store.together():
        for number in range(count):
            key, at = ("one", "other")[number % 2], BEGIN + timedelta(seconds=number)
            send(intake, key, "ALERT", f"key-{number}", at)
            if number % 5:
                send(intake, key, "RESOLVE", f"key-{number}", at)


def page(store: Store, query: AlertQuery) -> bytes:
    return answers.alert_list(store.alerts(query))


def lists(store: Store, count: int, bare: Spread) -> None:
    for (name, query), start in itertools.product(FILTERS.items(), (0, count // 2, count - 100)):
        asked = msgspec.structs.replace(query, start=start)
        tell(f"list: {name}, from {start:,}", measured(partial(page, store, asked)), bare)


def events(store: Store, bare: Spread) -> None:
    intake, numbers = Intake(store, CONFIGURATION), itertools.count()
    now = datetime.now(UTC)

    def one_new(key: str) -> None:
        send(intake, key, "ALERT", f"{key}-{next(numbers)}", now)

    for key in ("one", "until-accepted", "window"):
        tell(f"event: new alert key, source {key}", measured(partial(one_new, key), 400), bare)
    tell("event: appended", measured(lambda: send(intake, "one", "ALERT", "one-0", now), 400), bare)


def over_http(path: Path, bare: Spread) -> None:
    practice = Practice(path, configuration=CONFIGURATION)
    begin = time.perf_counter()
    client = PracticeClient(practice.start(), practice.key)
    sys.stdout.write(f"start of the server: {(time.perf_counter() - begin) * 1000:.0f} ms\n")
    tell("HTTP: the newest 100", measured(lambda: client.http.get("/api/alerts").raise_for_status()), bare)
    tell("HTTP: one event", measured(lambda: client.send(summary="x"), 400), bare)
    client.http.close()
    practice.stop()


def memory() -> float:
    """Megabytes of this process that are in memory; NaN where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return float("nan")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practice.db"
        with closing(Store(path)) as store:
            begin = time.perf_counter()
            fill(store, count)
            sys.stdout.write(f"{count:,} alerts written in {time.perf_counter() - begin:.0f} s\n")
            with closing(sqlite3.connect(path)) as connection:
                bare = measured(lambda: connection.execute(BARE).fetchall())
            sys.stdout.write(f"bare query for 100 rows: {bare.median:.2f} {bare.high:.2f} ms\n")
            lists(store, count, bare)
            events(store, bare)
        over_http(path, bare)
        sys.stdout.write(f"file: {path.stat().st_size / 1e6:.0f} MB, process: {memory():.0f} MB\n")
    before = memory()
    with closing(Store()) as store:
        fill(store, count)
        sys.stdout.write(f"all of it in memory: {memory() - before:.0f} MB more\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
