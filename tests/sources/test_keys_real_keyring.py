"""Keys in a real Secret Service: kept, bound to their endpoint, locked, and through every way it can break."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from ilert_desktop.sources.keys import (
    Kept,
    KeyForOtherEndpoint,
    KeyMissing,
    KeyringFailed,
    KeyringLocked,
    KeyringStatus,
    Keys,
)
from ilert_desktop.sources.source import Source
from tests.rig.secret_service import MuteBus, PrivateBus, SecretService
from tests.sources.example_key import ELSEWHERE, KEY, LIMIT, SOURCE, result_of


def status_of(keys: Keys) -> KeyringStatus:
    return keys.status().result(LIMIT)


def test_without_a_session_bus_a_key_lasts_for_the_session_only() -> None:
    keys = Keys()
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION
    assert result_of(keys.fetch(SOURCE)) == KEY
    with pytest.raises(KeyMissing, match="usable keyring"):
        result_of(Keys().fetch(SOURCE))
    assert not status_of(keys).usable


def test_without_a_service_on_the_bus_a_key_lasts_for_the_session_only(private_bus: PrivateBus) -> None:
    keys = Keys()
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION
    assert not status_of(keys).usable
    result_of(keys.forget(SOURCE.id))
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))


def test_a_mute_bus_counts_as_no_keyring(mute_bus: MuteBus) -> None:
    keys = Keys()
    assert not status_of(keys).usable
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION


def test_a_keyring_that_comes_up_later_is_used(private_bus: PrivateBus) -> None:
    keys = Keys()
    assert not status_of(keys).usable
    service = SecretService(private_bus)
    try:
        assert status_of(keys).usable
        assert result_of(keys.store(SOURCE, KEY)) is Kept.KEYRING
    finally:
        service.stop()


def test_a_key_outlives_the_program_in_the_keyring(secret_service: SecretService) -> None:
    assert result_of(Keys().store(SOURCE, f"  {KEY}\n")) is Kept.KEYRING
    assert result_of(Keys().fetch(SOURCE)) == KEY
    assert result_of(Keys().has_key(SOURCE)) is True
    assert msgspec.json.decode(secret_service.secrets()["s1"]) == {"endpoint": SOURCE.endpoint, "key": KEY}


def test_a_new_key_takes_the_place_of_the_old_one(secret_service: SecretService) -> None:
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    assert result_of(keys.fetch(SOURCE)) == KEY
    result_of(keys.store(SOURCE, "another-key"))
    assert result_of(keys.fetch(SOURCE)) == "another-key"
    assert len(secret_service.secrets()) == 1


def test_a_forgotten_key_is_gone_from_the_keyring(secret_service: SecretService) -> None:
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    result_of(keys.fetch(SOURCE))
    result_of(keys.forget(SOURCE.id))
    assert secret_service.secrets() == {}
    assert result_of(keys.has_key(SOURCE)) is False
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))
    result_of(keys.forget(SOURCE.id))


def test_a_key_is_given_out_for_its_own_endpoint_only(secret_service: SecretService) -> None:
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    assert result_of(keys.fetch(SOURCE)) == KEY
    for asked in (keys, Keys()):
        with pytest.raises(KeyForOtherEndpoint, match="type the key again") as caught:
            result_of(asked.fetch(ELSEWHERE))
        assert KEY not in str(caught.value)
        assert result_of(asked.has_key(ELSEWHERE)) is False


def test_a_locked_keyring_is_said_so_without_a_prompt(locked_service: SecretService) -> None:
    keys = Keys()
    for future in (keys.fetch(SOURCE), keys.has_key(SOURCE), keys.store(SOURCE, KEY), keys.forget(SOURCE.id)):
        with pytest.raises(KeyringLocked, match="Unlock"):
            result_of(future)
    assert status_of(keys).locked
    assert result_of(keys.store(SOURCE, KEY, session_only=True)) is Kept.SESSION
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_a_service_in_which_no_keyring_was_set_up_counts_as_locked(empty_service: SecretService) -> None:
    with pytest.raises(KeyringLocked):
        result_of(Keys().fetch(SOURCE))
    assert status_of(Keys()).locked


def test_locking_the_keyring_takes_remembered_keys_away(secret_service: SecretService) -> None:
    keys = Keys(timeout=3)
    result_of(keys.store(SOURCE, KEY))
    assert result_of(keys.fetch(SOURCE)) == KEY
    secret_service.lock()
    with pytest.raises(KeyringLocked):
        result_of(keys.fetch(SOURCE))
    secret_service.hang()
    # Were it still remembered, a keyring that says nothing would not stand in the way.
    with pytest.raises(KeyringFailed):
        result_of(keys.fetch(SOURCE))


def test_an_unlocked_keyring_gives_its_keys_again(secret_service: SecretService) -> None:
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    assert result_of(keys.unlock()) is True
    secret_service.lock()
    with pytest.raises(KeyringLocked):
        result_of(keys.fetch(SOURCE))
    secret_service.unlock()
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_unlocking_without_anybody_to_show_the_prompt_ends(locked_service: SecretService) -> None:
    assert result_of(Keys().unlock()) is False


def test_a_service_killed_between_two_calls_fails_and_works_again_when_it_is_back(
    secret_service: SecretService,
) -> None:
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    secret_service.kill()
    with pytest.raises(KeyringFailed):
        result_of(keys.fetch(SOURCE))
    assert not status_of(keys).usable
    secret_service.restart()
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_a_bus_killed_between_two_calls_fails_and_new_keys_last_for_the_session(
    private_bus: PrivateBus, secret_service: SecretService
) -> None:
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    private_bus.kill()
    for future in (keys.fetch(SOURCE), keys.forget(SOURCE.id), keys.has_key(SOURCE), keys.unlock()):
        with pytest.raises(KeyringFailed):
            result_of(future)
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_a_remembered_key_survives_the_death_of_the_service(secret_service: SecretService) -> None:
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    result_of(keys.fetch(SOURCE))
    secret_service.kill()
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_a_service_killed_during_a_call_fails_that_call(secret_service: SecretService) -> None:
    keys = Keys(timeout=LIMIT)
    result_of(keys.store(SOURCE, KEY))
    secret_service.hang()
    under_way = keys.fetch(SOURCE)
    secret_service.kill()
    with pytest.raises(KeyringFailed):
        result_of(under_way)


def test_a_hanging_service_fails_its_own_call_and_holds_up_no_other(secret_service: SecretService) -> None:
    result_of(Keys().store(SOURCE, KEY))
    keys = Keys(timeout=0.5)
    secret_service.hang()
    hanging = keys.fetch(SOURCE)
    # No keyring is asked for this one, so it ends although the other hangs.
    other = Source(id="s2", name="Staging")
    assert result_of(keys.store(other, KEY, session_only=True)) is Kept.SESSION
    assert result_of(keys.fetch(other)) == KEY
    with pytest.raises(KeyringFailed, match="does not answer"):
        result_of(hanging)
    assert not status_of(keys).usable
    assert result_of(keys.store(SOURCE, "another-key")) is Kept.SESSION
    secret_service.resume()
    assert result_of(keys.fetch(SOURCE)) == "another-key"


def test_a_service_that_goes_on_hanging_is_not_asked_for_ever(secret_service: SecretService) -> None:
    keys = Keys(timeout=0.05)
    secret_service.hang()
    before = threading.active_count()
    for _ in range(40):
        with pytest.raises(KeyringFailed):
            result_of(keys.fetch(SOURCE))
    assert threading.active_count() - before <= 20


def test_a_hanging_keyring_does_not_keep_the_program_from_ending(secret_service: SecretService) -> None:
    program = (
        "from ilert_desktop.sources.keys import Keys\n"
        "from ilert_desktop.sources.source import Source\n"
        "keys = Keys(timeout=3600)\n"
        "print(keys.status().result().usable, flush=True)\n"
        "input()\n"
        "future = keys.fetch(Source(id='s1', name='Production'))\n"
        "print(future.done(), flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ), text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        secret_service.hang()
        out, _ = process.communicate("\n", timeout=LIMIT)
    finally:
        process.kill()
        process.wait()
    assert (out, process.returncode) == ("False\n", 0)


def test_a_key_is_in_no_file_and_no_log_of_the_program(
    secret_service: SecretService, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    keys = Keys()
    result_of(keys.store(SOURCE, KEY))
    result_of(keys.fetch(SOURCE))
    assert KEY not in repr(keys) + repr(vars(keys)) + caplog.text
    found = [file for file in (*tmp_path.rglob("*"), *secret_service.bus.folder.rglob("*")) if file.is_file()]
    assert found
    assert [file for file in found if KEY.encode() in file.read_bytes()] == []
