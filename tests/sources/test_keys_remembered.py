"""Keys in the memory of the program: for minutes, for the session, and gone when they should be."""

import pytest

from ilert_desktop.sources.keys import KeyForOtherEndpoint, KeyMissing, Keys
from tests.rig.vaults import ForgetfulVault, GatedVault, MemoryVault, entry
from tests.sources.example_key import ELSEWHERE, KEY, LIMIT, SOURCE, result_of


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_key_for_the_session_is_bound_to_its_endpoint_too() -> None:
    keys = Keys(ForgetfulVault())
    result_of(keys.store(SOURCE, KEY))
    with pytest.raises(KeyForOtherEndpoint):
        result_of(keys.fetch(ELSEWHERE))
    assert result_of(keys.has_key(ELSEWHERE)) is False


def test_a_key_is_remembered_for_ten_minutes_at_most() -> None:
    vault, clock = MemoryVault(s1=entry(KEY)), Clock()
    keys = Keys(vault, clock=clock)
    assert result_of(keys.fetch(SOURCE)) == KEY
    clock.now += 599
    assert result_of(keys.fetch(SOURCE)) == KEY
    assert vault.reads == 1
    clock.now += 1
    vault.secrets["s1"] = entry("changed-by-another-program")
    assert result_of(keys.fetch(SOURCE)) == "changed-by-another-program"


def test_a_key_for_the_session_is_kept_longer_than_that() -> None:
    clock = Clock()
    keys = Keys(ForgetfulVault(), clock=clock)
    result_of(keys.store(SOURCE, KEY))
    clock.now += 10**6
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_storing_and_forgetting_drop_what_is_remembered() -> None:
    keys = Keys(MemoryVault())
    result_of(keys.store(SOURCE, KEY))
    assert result_of(keys.fetch(SOURCE)) == KEY
    result_of(keys.store(SOURCE, "the-next-key"))
    assert result_of(keys.fetch(SOURCE)) == "the-next-key"
    result_of(keys.forget(SOURCE.id))
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))


def test_a_key_read_before_it_was_forgotten_is_not_remembered_afterwards() -> None:
    vault = GatedVault(s1=entry(KEY))
    keys = Keys(vault)
    reading = keys.fetch(SOURCE)
    assert vault.has_read.wait(LIMIT)
    result_of(keys.forget(SOURCE.id))
    vault.let_go.set()
    assert result_of(reading) == KEY
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))


def test_closing_forgets_everything() -> None:
    keys = Keys(ForgetfulVault())
    result_of(keys.store(SOURCE, KEY))
    keys.close()
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))
