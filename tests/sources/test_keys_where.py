"""Where a key is kept, and for which endpoint: what the operator is told without the key being given out."""

import pytest

from ilert_desktop.sources.keys import Kept, KeptKey, KeyringFailed, KeyringLocked, Keys
from ilert_desktop.sources.source import PRACTICE_SOURCE
from tests.rig.secret_service import SecretService
from tests.rig.vaults import MemoryVault, RaisingVault, entry
from tests.sources.example_key import ELSEWHERE, KEY, SOURCE, result_of


def test_a_key_in_a_real_keyring_is_found_after_a_restart(secret_service: SecretService) -> None:
    result_of(Keys().store(SOURCE, KEY))
    for asked in (SOURCE, ELSEWHERE):
        assert result_of(Keys().where(asked)) == KeptKey(Kept.KEYRING, SOURCE.endpoint)
    assert result_of(Keys().has_key(SOURCE)) is True
    assert result_of(Keys().has_key(ELSEWHERE)) is False


def test_a_key_for_the_session_is_told_from_an_older_one_in_the_keyring() -> None:
    vault = MemoryVault(s1=entry(KEY))
    keys = Keys(vault)
    assert result_of(keys.store(ELSEWHERE, KEY, session_only=True)) is Kept.SESSION
    for asked in (SOURCE, ELSEWHERE):
        assert result_of(keys.where(asked)) == KeptKey(Kept.SESSION, ELSEWHERE.endpoint)
    assert result_of(Keys(vault).where(SOURCE)) == KeptKey(Kept.KEYRING, SOURCE.endpoint)


def test_a_remembered_key_is_the_keyrings() -> None:
    keys = Keys(MemoryVault(s1=entry(KEY)))
    result_of(keys.fetch(SOURCE))
    assert result_of(keys.where(SOURCE)) == KeptKey(Kept.KEYRING, SOURCE.endpoint)


def test_no_keyring_no_entry_and_a_damaged_entry_are_no_key() -> None:
    for keys in (Keys(), Keys(MemoryVault()), Keys(MemoryVault(s1="damaged"))):
        assert result_of(keys.where(SOURCE)) is None


def test_a_locked_or_broken_keyring_can_not_tell() -> None:
    locked = MemoryVault(s1=entry(KEY))
    locked.locked = True
    with pytest.raises(KeyringLocked):
        result_of(Keys(locked).where(SOURCE))
    with pytest.raises(KeyringFailed) as caught:
        result_of(Keys(RaisingVault(RuntimeError, KEY)).where(SOURCE))
    assert KEY not in f"{caught.value!r} {caught.value.__context__!r}"


def test_practice_is_not_asked_for() -> None:
    with pytest.raises(ValueError, match="practice"):
        Keys(MemoryVault()).where(PRACTICE_SOURCE)
