"""Keys that are lent, as by an environment variable: they serve where nothing is stored, and are never stored."""

import pytest

from ilert_desktop.sources.keys import KeyForOtherEndpoint, KeyMissing, KeyRefused, KeyringFailed, KeyringLocked, Keys
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from tests.rig.vaults import ForgetfulVault, MemoryVault, RaisingVault, entry
from tests.sources.example_key import ELSEWHERE, KEY, SOURCE, result_of

LENT = "il1api-lent-key-0815"


def test_a_lent_key_serves_a_source_without_a_stored_one_and_is_not_stored() -> None:
    vault = MemoryVault()
    keys = Keys(vault)
    keys.lend(SOURCE, f" {LENT}\n")
    assert result_of(keys.fetch(SOURCE)) == LENT
    assert result_of(keys.has_key(SOURCE)) is True
    assert result_of(keys.where(SOURCE)) is None
    assert vault.secrets == {}


def test_it_serves_no_other_source_and_no_other_endpoint() -> None:
    keys = Keys(MemoryVault())
    keys.lend(SOURCE, LENT)
    for other in (ELSEWHERE, Source(id="s2", name="Other")):
        with pytest.raises(KeyMissing):
            result_of(keys.fetch(other))
        assert result_of(keys.has_key(other)) is False


def test_a_stored_key_goes_first_also_one_that_is_stored_later_and_one_of_the_session() -> None:
    keys = Keys(MemoryVault(s1=entry(KEY)))
    keys.lend(SOURCE, LENT)
    assert result_of(keys.fetch(SOURCE)) == KEY
    for vault in (MemoryVault(), ForgetfulVault()):
        keys = Keys(vault)
        keys.lend(SOURCE, LENT)
        result_of(keys.store(SOURCE, KEY))
        assert result_of(keys.fetch(SOURCE)) == KEY


def test_it_does_not_stand_in_for_a_key_of_another_endpoint() -> None:
    keys = Keys(MemoryVault(s1=entry(KEY, endpoint="https://old.example.org/api/events")))
    keys.lend(SOURCE, LENT)
    with pytest.raises(KeyForOtherEndpoint):
        result_of(keys.fetch(SOURCE))
    assert result_of(keys.has_key(SOURCE)) is False
    keys = Keys(ForgetfulVault())
    result_of(keys.store(ELSEWHERE, KEY))
    keys.lend(SOURCE, LENT)
    with pytest.raises(KeyForOtherEndpoint):
        result_of(keys.fetch(SOURCE))


def test_it_does_not_stand_in_while_the_keyring_is_locked_or_broken() -> None:
    vault = MemoryVault()
    vault.locked = True
    keys = Keys(vault)
    keys.lend(SOURCE, LENT)
    with pytest.raises(KeyringLocked):
        result_of(keys.fetch(SOURCE))
    broken = Keys(RaisingVault(RuntimeError, KEY))
    broken.lend(SOURCE, LENT)
    with pytest.raises(KeyringFailed):
        result_of(broken.fetch(SOURCE))


def test_it_serves_where_there_is_no_keyring_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    keys = Keys()
    keys.lend(SOURCE, LENT)
    assert result_of(keys.fetch(SOURCE)) == LENT
    assert result_of(keys.has_key(SOURCE)) is True


def test_forgetting_and_closing_forget_it() -> None:
    keys = Keys(MemoryVault())
    keys.lend(SOURCE, LENT)
    result_of(keys.forget(SOURCE.id))
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))
    keys.lend(SOURCE, LENT)
    keys.close()
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))


@pytest.mark.parametrize("nonsense", ["", " ", "two words", "schlüssel", "x" * 501])
def test_what_cannot_be_a_key_is_refused(nonsense: str) -> None:
    keys = Keys(MemoryVault())
    with pytest.raises(KeyRefused) as refused:
        keys.lend(SOURCE, nonsense)
    assert "x" * 501 not in str(refused.value)


def test_practice_needs_none() -> None:
    with pytest.raises(ValueError, match="practice"):
        Keys(MemoryVault()).lend(PRACTICE_SOURCE, LENT)
