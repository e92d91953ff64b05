"""Identifiers: unique, readable aloud, and sorted by the time they were made."""

import re
import time

import pytest

from ilert_desktop.identifiers import mint_alert_key, sortable_id


def test_identifiers_are_26_letters_that_can_be_read_aloud() -> None:
    for _ in range(1000):
        assert re.fullmatch("[0-9a-hjkmnp-tv-z]{26}", sortable_id())


def test_no_two_are_alike() -> None:
    assert len({sortable_id() for _ in range(10_000)}) == 10_000


def test_a_later_one_sorts_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for milliseconds in (0, 1, 31, 32, 1_700_000_000_000, 1_700_000_000_001, 2**47):
        monkeypatch.setattr(time, "time_ns", lambda now=milliseconds: now * 1_000_000)
        made.append(sortable_id())
    assert made == sorted(made)


def test_a_minted_key_says_where_it_comes_from() -> None:
    assert re.fullmatch("desktop-[0-9a-z]{26}", mint_alert_key())
