"""The source and the key that tests of keys are about, and waiting for an answer."""

from concurrent.futures import Future
from typing import Any

from ilert_desktop.sources.source import Source

KEY = "il1api-not-a-real-key-7f3a"
SOURCE = Source(id="s1", name="Production")
ELSEWHERE = Source(id="s1", name="Production", endpoint="https://example.org/api/events")
LIMIT = 30  # seconds, against hanging; how long a call really may take is set per test


def result_of(future: Future[Any]) -> Any:
    """What the future comes to."""
    return future.result(LIMIT)
