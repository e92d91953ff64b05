"""What the keyring holds for each source, and how it is read and written. Blocks: runs on daemon threads only."""

from typing import Final

import msgspec

from ilert_desktop.sources import key_problems
from ilert_desktop.sources.keyring_calls import NoUsableKeyring, Vault, open_vault
from ilert_desktop.sources.source import Source


class KeyringStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Whether keys outlive the program; `name` is the keyring's, `sentence` says it in plain words."""

    usable: bool
    name: str
    sentence: str
    locked: bool = False


UNANSWERED: Final = KeyringStatus(
    usable=False,
    name="",
    sentence="The keyring of this computer does not answer: keys you type now are kept until the program is closed.",
)
_NONE: Final = KeyringStatus(
    usable=False,
    name="",
    sentence="This computer has no usable keyring: keys you type are kept until the program is closed.",
)


class _Entry(msgspec.Struct, frozen=True):
    """What the keyring holds for a source, as JSON: the key is only ever sent to its endpoint."""

    endpoint: str
    key: str

    def __repr__(self) -> str:
        return f"<key for {self.endpoint}>"


class KeyStore:
    """The keyring of this computer, looked for when it is first needed, or the vault given instead.

    Raises whatever the keyring raises, besides the problems named at each method.
    """

    def __init__(self, vault: Vault | None = None) -> None:
        self._vault = vault

    def read(self, source: Source) -> str:
        """The key of `source`. Raises: KeyMissing, KeyForOtherEndpoint, KeyringLocked, KeyringFailed."""
        entry = self._entry(source)
        if entry.endpoint != source.endpoint:
            raise key_problems.other_endpoint(source.name)
        return entry.key

    def endpoint_of_key(self, source: Source) -> str:
        """The endpoint that the kept key was typed for. Raises: KeyMissing, KeyringLocked, KeyringFailed."""
        return self._entry(source).endpoint

    def write(self, source: Source, key: str) -> bool:
        """Whether the keyring has the key now: some take a secret and keep nothing. Raises: KeyringLocked."""
        vault = self._open()
        if vault is None:
            return False
        _refuse_locked(vault)
        secret = msgspec.json.encode(_Entry(source.endpoint, key)).decode()
        vault.set(source.id, secret)
        return vault.get(source.id) == secret

    def delete(self, source_id: str) -> None:
        """Forget the key of a source, if there is one. Raises: KeyringLocked."""
        vault = self._open()
        if vault is not None:
            _refuse_locked(vault)
            vault.delete(source_id)

    def check_unlocked(self) -> None:
        """Do nothing unless the keyring is locked. Raises: KeyringLocked."""
        vault = self._open()
        if vault is not None:
            _refuse_locked(vault)

    def unlock(self) -> bool:
        """Let the keyring ask the operator for its password; whether it is unlocked afterwards."""
        vault = self._open()
        return vault is not None and (not vault.is_locked() or vault.unlock())

    def status(self) -> KeyringStatus:
        """Whether keys can be kept here, in plain words."""
        vault = self._open()
        if vault is None:
            return _NONE
        if vault.is_locked():
            sentence = f"The keyring ({vault.name}) is locked: unlock it to use the keys in it."
            return KeyringStatus(usable=True, locked=True, name=vault.name, sentence=sentence)
        return KeyringStatus(usable=True, name=vault.name, sentence=f"Keys are kept in the keyring ({vault.name}).")

    def _entry(self, source: Source) -> _Entry:
        vault = self._open()
        if vault is None:
            raise key_problems.no_keyring(source.name)
        _refuse_locked(vault)
        return _entry_of(vault.get(source.id), source)

    def _open(self) -> Vault | None:
        if self._vault is None:
            try:
                self._vault = open_vault()
            except NoUsableKeyring:
                return None
        return self._vault


def _refuse_locked(vault: Vault) -> None:
    if vault.is_locked():
        raise key_problems.locked()


def _entry_of(answer: object, source: Source) -> _Entry:
    if answer is None:
        raise key_problems.missing(source.name)
    if not isinstance(answer, str):
        raise key_problems.failed("gave something that is no text")
    entry = _entry_in(answer)
    if entry is None or key_problems.key_fault(entry.key):
        raise key_problems.unreadable(source.name)
    return entry


def _entry_in(text: str) -> _Entry | None:
    # Problems are raised outside of this, so that none drags the text along as the cause of its own cause.
    try:
        return msgspec.json.decode(text, type=_Entry)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
