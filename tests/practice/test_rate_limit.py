"""How many requests a key may send in a minute; sentences are the facts page's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.ledger.pacing import allowed_in_window
from ilert_desktop.practice.configuration import Configuration
from ilert_desktop.practice.rate_limit import RateLimit
from tests.rig.practice import UNLIMITED, PracticeClient, practice_running

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY, OTHER = "key", "other"


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_fifty_requests_a_minute_for_one_key() -> None:
    """ "Rate limit: 50 requests a minute for one alert-source key"."""
    limit = RateLimit(50, [KEY, OTHER])

    assert [limit.count(KEY, after(number)) for number in range(50)] == [0] * 50
    assert [limit.count(KEY, after(seconds)) for seconds in (50, 50.5, 59, 59.9)] == [10, 10, 1, 1]
    assert limit.count(OTHER, after(59)) == 0
    assert limit.count(KEY, after(60)) == 0


def test_the_minutes_are_those_of_the_clock() -> None:
    limit = RateLimit(1, [KEY])

    assert [limit.count(KEY, after(seconds)) for seconds in (59, 60, 61, 119.9, 120)] == [0, 0, 59, 1, 0]


def test_the_limit_can_be_another_or_off() -> None:
    assert [RateLimit(per_minute, [KEY]).count(KEY, START) for per_minute in (0, 1)] == [0, 0]
    three, off = RateLimit(3, [KEY]), RateLimit(0, [KEY])

    assert [three.count(KEY, START) for _ in range(4)] == [0, 0, 0, 60]
    assert not any(off.count(KEY, START) for _ in range(1000))


def test_a_clock_that_is_set_back_starts_a_minute() -> None:
    limit = RateLimit(1, [KEY])

    assert [limit.count(KEY, after(seconds)) for seconds in (0, 1, -3600, -3599)] == [0, 59, 0, 59]


def test_keys_that_nobody_has_are_not_counted() -> None:
    limit = RateLimit(1, [KEY])

    assert not any(limit.count(f"made up {number % 7}", START) for number in range(1000))
    assert [limit.count(KEY, START) for _ in range(2)] == [0, 60]


@given(st.lists(st.floats(0, 90, allow_subnormal=False), max_size=400), st.floats(0, 60), st.integers(1, 50))
def test_who_keeps_the_limit_in_any_60_seconds_is_never_refused(
    pauses: list[float], start: float, per_minute: int
) -> None:
    """However its requests fall into the minutes of the server's clock; the window keeps two fewer than the limit."""
    limit = RateLimit(per_minute, [KEY])
    sent: list[datetime] = []
    time = after(start)
    for pause in pauses:
        time += timedelta(seconds=pause / 20)
        if len(sent) >= per_minute:
            time = max(time, sent[-per_minute] + timedelta(seconds=60))
        sent.append(time)
        assert limit.count(KEY, time) == 0


def test_the_window_keeps_it() -> None:
    assert allowed_in_window(Configuration().per_minute) <= Configuration().per_minute


@pytest.fixture
def limited() -> Iterator[PracticeClient]:
    with practice_running(configuration=Configuration(per_minute=2)) as client:
        yield client


def posted(
    client: PracticeClient, *, key: str = "", summary: str = "Disk full", path: str = "/api/events"
) -> httpx.Response:
    return client.http.post(path, json={"apiKey": key or client.key, "eventType": "ALERT", "summary": summary})


def test_over_the_limit_is_answered_429_with_the_time_to_wait(limited: PracticeClient) -> None:
    """ "429: rate limit; wait 10-30 s (or `Retry-After`, seconds or HTTP date)"; both paths count together."""
    # Six in a row lie in two minutes at most: with two for each, two or more of them are too many.
    answers = [posted(limited, path=path) for path in ("/api/events", "/api/v1/events") * 3]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 2
    for answer in refused:
        assert set(answer.json()) == {"status", "message", "code"}
        assert (answer.json()["status"], answer.json()["code"]) == (429, "TOO_MANY_REQUESTS")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.headers["correlation-id"]
    assert len(limited.alerts()) == len(answers) - len(refused)
    assert posted(limited, key=UNLIMITED.sources[1].key).status_code == 202


def test_a_request_whose_event_is_refused_counts_too(limited: PracticeClient) -> None:
    statuses = [posted(limited, summary="").status_code for _ in range(6)]

    assert set(statuses) == {400, 429}
    assert statuses.count(429) >= 2


def test_what_names_no_known_key_and_what_reads_alerts_is_not_limited(limited: PracticeClient) -> None:
    assert {posted(limited, key=f"made-up-{number}").status_code for number in range(20)} == {404}
    assert {limited.post(b"{").status_code for _ in range(20)} == {400}
    assert {limited.http.get("/api/alerts").status_code for _ in range(20)} == {200}
