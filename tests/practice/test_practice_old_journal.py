"""What older versions wrote down is taken over once, with its times; damage costs no more than what is damaged."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ilert_desktop.practice.embedded import Practice
from tests.rig.practice import UNLIMITED, PracticeClient

FIRST = b'{"time":"2026-03-01T12:00:00.123456Z","source":"Practice","event":{"eventType":"ALERT","alertKey":"key-0","summary":"Zero"}}\n'  # noqa: E501 - a line of the journal as it was written
JOURNAL = (
    FIRST
    + b'{"time":"2026-03-01T12:01:00Z","source":"Practice","event":{"eventType":"ACCEPT","alertKey":"KEY-0"}}\n'
    + b'{"time":"2026-03-01T12:02:00Z","source":"Office","event":{"eventType":"ALERT","summary":"n","customDetails":{"n":1e400}}}\n'  # noqa: E501
    + b'{"time":"2026-03-01T12:03:00Z","source":"Practice","event":{"eventType":"RESOLVE","alertKey":"none"}}\n'
)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "practice" / "practice.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(JOURNAL)
    return path


@contextmanager
def window_practice(journal: Path) -> Iterator[PracticeClient]:
    practice = Practice(journal.parents[1] / "practice.db", is_own_file=True, configuration=UNLIMITED)
    client = PracticeClient(practice.start(), practice.key)
    try:
        yield client
    finally:
        client.http.close()
        practice.stop()


def held(journal: Path) -> list[dict[str, Any]]:
    with window_practice(journal) as practice:
        return practice.alerts()


def test_its_events_happen_once_each_at_its_own_time(journal: Path) -> None:
    told: list[object] = []
    practice = Practice(journal.parents[1] / "practice.db", is_own_file=True)
    practice.at_start(lambda desk: desk.intake.watch(told.append))
    practice.start()
    practice.stop()
    for _ in range(2):
        office, first = held(journal)
        assert (first["alertKey"], first["status"]) == ("key-0", "ACCEPTED")
        assert first["reportTime"] == "2026-03-01T12:00:00.123456Z"
        assert (first["alertSource"]["id"], office["alertSource"]["name"]) == (1, "Office")
        assert office["reportTime"] == "2026-03-01T12:02:00Z"

    with window_practice(journal) as client:
        assert client.alerts_text().count("1e400") == 2
        assert client.send(alertKey="new", summary="New")["responseCode"] == "NEW_ALERT"
        assert [alert["id"] for alert in client.alerts()] == [3, 2, 1]
    assert told == []
    assert [path.name for path in journal.parent.iterdir()] == ["practice.jsonl.taken-over"]
    assert journal.with_name("practice.jsonl.taken-over").read_bytes() == JOURNAL


def test_where_something_has_happened_already_it_is_left_alone(journal: Path) -> None:
    journal.rename(journal.with_name("away"))
    with window_practice(journal) as client:
        client.send(alertKey="new", summary="New")
    journal.with_name("away").rename(journal)

    assert [alert["alertKey"] for alert in held(journal)] == ["new"]
    assert journal.exists()


def test_a_file_that_the_operator_named_takes_nothing_over(journal: Path) -> None:
    practice = Practice(journal.parents[1] / "practice.db")
    client = PracticeClient(practice.start(), practice.key)
    assert client.alerts() == []
    client.http.close()
    practice.stop()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\0" * 500,
        b"\xff\xfe",
        b"no json",
        b"[]",
        b"{}",
        b'{"time": "yesterday", "source": "Practice", "event": {"eventType": "ALERT"}}',
        b'{"time": "2026-03-01T12:00:00", "source": "Practice", "event": {"eventType": "ALERT"}}',
        b'{"time": "2026-03-01T12:00:00Z", "source": "Gone", "event": {"eventType": "ALERT"}}',
        b'{"time": "2026-03-01T12:00:00Z", "source": "Practice", "event": {"eventType": "NONE"}}',
        b'{"time": "2026-03-01T12:00:00Z", "source": "Practice", "event": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
    ids=lambda damage: repr(damage[:20]),
)
@pytest.mark.expects_log
def test_damaged_lines_are_left_out_and_counted(journal: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    journal.write_bytes(FIRST + damage + b"\n" + JOURNAL.removeprefix(FIRST))

    assert len(held(journal)) == 2
    assert caplog.messages == ["Practice left out 1 damaged events."]


@pytest.mark.parametrize("keep", [1, 10, -1])
def test_a_line_half_written_was_never_answered(journal: Path, keep: int) -> None:
    journal.write_bytes(JOURNAL + FIRST.replace(b"key-0", b"key-9")[:keep])

    assert len(held(journal)) == 2


@pytest.mark.expects_log
def test_what_cannot_be_renamed_is_said_and_taken_over_all_the_same(
    journal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocking = journal.with_name("practice.jsonl.taken-over")
    blocking.mkdir()

    assert [len(held(journal)) for _ in range(2)] == [2, 2]
    assert len(caplog.messages) == 1
    assert json.loads(journal.read_bytes().splitlines()[0])
