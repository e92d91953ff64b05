"""Which back-ends of the `keyring` library are trusted with keys, and when the library is loaded."""

import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from ilert_desktop.sources.keys import Kept, Keys
from tests.rig.secret_service import PrivateBus
from tests.sources.example_key import KEY, SOURCE, result_of


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_back_ends_that_keep_nothing_are_refused_even_when_configured(
    backend: str, private_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    keys = Keys()
    assert not result_of(keys.status()).usable
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION


@pytest.fixture
def plain_text_backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A back-end that writes secrets to a file as they are, rated as such back-ends rate themselves."""
    import keyring.backend  # noqa: PLC0415 - after the test's own folders are set

    file = tmp_path / "plain.txt"

    class PlainText(keyring.backend.KeyringBackend):
        priority = 0.5

        def get_password(self, service: str, username: str) -> str | None:
            file.write_text(f"asked for {service} {username}")
            return None

        def set_password(self, service: str, username: str, password: str) -> None:
            file.write_text(f"{service} {username} {password}")

    module = types.ModuleType("plain_text_backend")
    module.Keyring = PlainText  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "plain_text_backend", module)
    yield file
    keyring.backend.KeyringBackend._classes.discard(PlainText)


@pytest.mark.parametrize("is_configured", [False, True])
def test_a_plain_text_back_end_never_wins(
    plain_text_backend: Path, is_configured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_configured:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plain_text_backend.Keyring")
    keys = Keys()
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION
    assert not plain_text_backend.exists()


def test_a_configured_back_end_that_is_not_installed_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no_such_module.Keyring")
    keys = Keys()
    assert not result_of(keys.status()).usable
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION


def test_importing_keys_does_not_import_the_keyring_library() -> None:
    program = "import sys, ilert_desktop.sources.keys; print(sorted({'keyring', 'secretstorage'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
