"""How long a bulk job takes, in seconds and in words."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.job_time import TimeWords, seconds_needed


@pytest.fixture
def sources(tmp_path: Path) -> SourceList:
    made = SourceList(tmp_path / "sources.json")
    made.load()
    made.add(Source(id="fast", name="Fast", per_minute=602))
    made.add(Source(id="slow", name="Slow", per_minute=12))
    return made


@pytest.mark.parametrize(
    ("counts", "seconds"),
    [
        ({}, 0),
        ({"fast": 1}, 0),
        ({"fast": 101}, 10),
        ({"slow": 11}, 60),
        ({"fast": 101, "slow": 11}, 60),
        ({"fast": 101, "removed": 1000}, 10),
        ({"practice": 500}, 499 * 60 / 48),
    ],
)
def test_the_slowest_source_counts(sources: SourceList, counts: Mapping[str, int], seconds: float) -> None:
    assert seconds_needed(counts, sources) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (0, "a few seconds", "under 10 s"),
        (9.9, "a few seconds", "under 10 s"),
        (10, "about 10 seconds", "about 10 s"),
        (54, "about 50 seconds", "about 50 s"),
        (55, "about a minute", "about 1 min"),
        (89, "about a minute", "about 1 min"),
        (90, "about 2 minutes", "about 2 min"),
        (624, "about 10 minutes", "about 10 min"),
        (7200, "about 2 hours", "about 2 h"),
    ],
)
def test_a_time_is_said_no_more_exactly_than_it_is(seconds: float, long: str, short: str) -> None:
    assert (TimeWords().long(seconds), TimeWords().short(seconds)) == (long, short)
