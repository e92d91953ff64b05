"""The operating system's keyring behind one small interface. Everything here blocks: call it on a daemon thread."""

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend
    from secretstorage import Collection

SERVICE_NAME: Final = "ilert-desktop"


class NoUsableKeyring(Exception):  # noqa: N818 - named for what it is
    """This computer has no keyring that keeps secrets safely."""


class Vault(Protocol):
    """A place that keeps secrets by name. Any method may raise anything, hang, or give nonsense back."""

    @property
    def name(self) -> str:
        """What people call this keyring."""
        ...

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, in the place of an older one."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; fine when there is none."""
        ...

    def is_locked(self) -> bool:
        """Whether the next call would ask the operator for a password. Never asks itself."""
        ...

    def unlock(self) -> bool:
        """Ask the operator to unlock the keyring; whether it is unlocked now."""
        ...


class BackendVault:
    """A back-end of the `keyring` library as a vault; it can't tell whether it is locked."""

    def __init__(self, backend: "KeyringBackend", name: str) -> None:
        self._backend = backend
        self._name = name

    @property
    def name(self) -> str:
        """What people call this keyring."""
        return self._name

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        return self._backend.get_password(SERVICE_NAME, name)

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, in the place of an older one."""
        self._backend.set_password(SERVICE_NAME, name, secret)

    def delete(self, name: str) -> None:
        """Forget a secret; fine when there is none."""
        if self._backend.get_password(SERVICE_NAME, name) is not None:
            self._backend.delete_password(SERVICE_NAME, name)

    def is_locked(self) -> bool:
        """Always false: macOS and Windows ask by themselves, and only when they must."""
        return False

    def unlock(self) -> bool:
        """Nothing to do here."""
        return True


class SecretServiceVault:
    """The Secret Service of a Linux desktop (GNOME Keyring, KWallet, KeePassXC), which says when it is locked.

    Entries have the attributes that the `keyring` library gives them, but nothing here prompts except `unlock`, and
    every connection is closed: the library's own back-end does neither.
    """

    name = "Secret Service"

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none. Raises: LockedException instead of prompting."""
        with closing(_session_bus()) as bus:
            for item in _default_collection(bus).search_items(_attributes(name)):
                return item.get_secret().decode()
        return None

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, in the place of an older one. Raises: LockedException instead of prompting."""
        with closing(_session_bus()) as bus:
            label = f"Key of {name} for ilert Desktop"
            _default_collection(bus).create_item(label, _attributes(name), secret.encode(), replace=True)

    def delete(self, name: str) -> None:
        """Forget a secret; fine when there is none."""
        with closing(_session_bus()) as bus:
            for item in _default_collection(bus).search_items(_attributes(name)):
                item.delete()

    def is_locked(self) -> bool:
        """Whether the default collection is locked, or has never been set up (making one asks for a password)."""
        import secretstorage  # noqa: PLC0415 - 70 ms that the start of the program must not pay

        with closing(_session_bus()) as bus:
            try:
                return _default_collection(bus).is_locked()
            except secretstorage.ItemNotFoundException:
                return True

    def unlock(self) -> bool:
        """Put the service's prompt in front of the operator and wait for the answer."""
        import secretstorage  # noqa: PLC0415 - as above

        with closing(_session_bus()) as bus:
            try:
                collection = secretstorage.get_default_collection(bus)
                collection.unlock()
            except secretstorage.PromptDismissedException:
                return False
            return not collection.is_locked()


def open_vault() -> Vault:
    """The keyring of this computer: the one configured for the `keyring` library, else the system's own.

    A back-end that the library does not recommend (plain text files, the one that keeps nothing) is never taken,
    not even when it is configured.

    Raises:
        NoUsableKeyring: there is none.
    """
    import keyring.core  # noqa: PLC0415 - 80 ms that the start of the program must not pay

    is_configured = keyring.core.load_env() is not None or keyring.core.load_config() is not None
    # Looking for back-ends starts `ldconfig` and takes twice as long as taking the usual one.
    if sys.platform == "linux" and not is_configured and _has_secret_service():
        return SecretServiceVault()
    # The limit counts inside a configured chain of back-ends too; the configured one itself is checked below.
    keyring.core.init_backend(limit=keyring.core.recommended)
    backend = keyring.core.get_keyring()
    if not keyring.core.recommended(backend):
        raise NoUsableKeyring
    return _vault_of(backend)


def _vault_of(backend: "KeyringBackend") -> Vault:
    module = type(backend).__module__
    if module == "keyring.backends.SecretService":
        return SecretServiceVault()
    names = {"keyring.backends.macOS": "macOS Keychain", "keyring.backends.Windows": "Windows Credential Manager"}
    return BackendVault(backend, names.get(module, str(backend.name)))


def _has_secret_service() -> bool:
    """Whether a Secret Service runs or the session bus can start one."""
    import secretstorage  # noqa: PLC0415 - as above

    try:
        with closing(_session_bus()) as bus:
            return secretstorage.check_service_availability(bus)
    except (secretstorage.SecretStorageException, OSError):
        return False


def _session_bus() -> Any:
    """A connection to the session bus. Raises: SecretServiceNotAvailableException, OSError."""
    import secretstorage  # noqa: PLC0415 - as above

    return secretstorage.dbus_init()


def _default_collection(bus: Any) -> "Collection":
    import secretstorage  # noqa: PLC0415 - as above

    return secretstorage.Collection(bus)


def _attributes(name: str) -> dict[str, str]:
    return {"service": SERVICE_NAME, "username": name}
