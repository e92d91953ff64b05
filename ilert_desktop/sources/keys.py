"""The keys of the sources: kept in the operating system's keyring, else in memory until the program ends."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum
from functools import partial
from typing import Final, TypeVar

import msgspec

from ilert_desktop.sources import key_answers, key_problems
from ilert_desktop.sources.daemon_calls import DaemonCalls
from ilert_desktop.sources.key_memory import KeyMemory
from ilert_desktop.sources.key_problems import (
    KeyForOtherEndpoint,
    KeyMissing,
    KeyProblem,
    KeyRefused,
    KeyringFailed,
    KeyringLocked,
    key_fault,
)
from ilert_desktop.sources.key_store import UNANSWERED, KeyringStatus, KeyStore
from ilert_desktop.sources.keyring_calls import Vault
from ilert_desktop.sources.lent_keys import LentKeys
from ilert_desktop.sources.source import Source, practice_endpoint_of

__all__ = [
    "Kept",
    "KeptKey",
    "KeyForOtherEndpoint",
    "KeyMissing",
    "KeyProblem",
    "KeyRefused",
    "KeyringFailed",
    "KeyringLocked",
    "KeyringStatus",
    "Keys",
    "Vault",
    "key_fault",
]

_Result = TypeVar("_Result")

CALL_TIMEOUT: Final = 10.0
# People look for their password; the prompt waits for them.
UNLOCK_TIMEOUT: Final = 300.0
# A healthy keyring says within some milliseconds whether it is locked.
_LOCK_CHECK_TIMEOUT: Final = 1.0


class Kept(Enum):
    """Where a key is kept."""

    KEYRING = "keyring"
    SESSION = "session"


class KeptKey(msgspec.Struct, frozen=True):
    """Where a source's key is kept, and the endpoint it was typed for: it is sent to no other one."""

    kept: Kept
    endpoint: str


class Keys:
    """Gives out, keeps and forgets the keys of sources. Thread-safe; no method waits for the keyring.

    Every future fails with a `KeyProblem` and nothing else. Practice's keys are public constants: asking for one
    here is a mistake (`ValueError`). Change one source's key after the other: wait for the future in between.

    Args:
        vault: where keys are kept; None for this computer's keyring, looked for when it is first needed.
        timeout: seconds after which a call to the keyring counts as failed.
        unlock_timeout: seconds that the operator has to answer the keyring's prompt.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        vault: Vault | None = None,
        *,
        timeout: float = CALL_TIMEOUT,
        unlock_timeout: float = UNLOCK_TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = KeyStore(vault)
        self._calls = DaemonCalls(timeout)
        self._lock_check_timeout = min(timeout, _LOCK_CHECK_TIMEOUT)
        self._unlock_timeout = unlock_timeout
        self._memory = KeyMemory(clock)
        self._lent = LentKeys()

    def fetch(self, source: Source) -> Future[str]:
        """The key of a source, without ever prompting: the stored one, else one that was lent.

        Fails with `KeyMissing` (also `KeyForOtherEndpoint`), `KeyringLocked` (ask for `unlock()`) or
        `KeyringFailed`. A key is remembered for ten minutes, as long as the keyring is not locked.
        """
        _refuse_practice(source.id)
        return self._lent.unless_stored(source, self._stored(source))

    def lend(self, source: Source, key: str) -> None:
        """Use `key` for `source` and its present endpoint while none is stored, until the program ends.

        It gives way to any stored key, also for another endpoint or in a locked keyring. Raises: KeyRefused.
        """
        _refuse_practice(source.id)
        self._lent.lend(source, key)

    def _stored(self, source: Source) -> Future[str]:
        held = self._memory.get(source.id)
        if held is not None and held.endpoint == source.endpoint:
            return key_answers.done(held.key) if held.until is None else self._if_unlocked(held.key)
        if held is not None and held.until is None:
            return key_answers.failed(key_problems.other_endpoint(source.name))
        since = self._memory.changes(source.id)

        def read() -> str:
            key = self._store.read(source)
            self._memory.remember(source.id, source.endpoint, key, since=since)
            return key

        return self._start(read)

    def store(self, source: Source, key: str, *, session_only: bool = False) -> Future[Kept]:
        """Keep a key for `source` and its present endpoint, in the keyring or, without a usable one, in memory.

        Fails with `KeyRefused`, or with `KeyringLocked`: then `unlock()` and store again, or keep it for this
        session only (`session_only`); nothing has been changed.
        """
        _refuse_practice(source.id)
        if fault := key_fault(key):
            return key_answers.failed(key_problems.refused(fault))
        text = key.strip()

        def settle(written: Future[bool]) -> Kept:
            problem = written.exception()
            if isinstance(problem, KeyringLocked):
                raise problem
            if problem is None and written.result():
                self._memory.drop(source.id)
                return Kept.KEYRING
            self._memory.hold_for_session(source.id, source.endpoint, text)
            return Kept.SESSION

        writing = key_answers.done(False) if session_only else self._start(lambda: self._store.write(source, text))
        return key_answers.after(writing, settle)

    def forget(self, source_id: str) -> Future[None]:
        """Forget the key of a source, here and in the keyring. Fails with `KeyringLocked` or `KeyringFailed`."""
        _refuse_practice(source_id)
        self._memory.drop(source_id)
        self._lent.drop(source_id)
        return self._start(lambda: self._store.delete(source_id))

    def where(self, source: Source) -> Future[KeptKey | None]:
        """Where the key of a source is kept, for this or another endpoint; None when there is no key that can be read.

        Fails with `KeyringLocked` or `KeyringFailed`.
        """
        _refuse_practice(source.id)
        held = self._memory.get(source.id)
        if held is not None and held.until is None:
            return key_answers.done(KeptKey(Kept.SESSION, held.endpoint))

        def look() -> KeptKey | None:
            try:
                return KeptKey(Kept.KEYRING, self._store.endpoint_of_key(source))
            except KeyMissing:
                return None

        return self._start(look)

    def has_key(self, source: Source) -> Future[bool]:
        """Whether `fetch` would give a key. Fails with `KeyringLocked` or `KeyringFailed`."""

        def fits(looked: Future[KeptKey | None]) -> bool:
            found = looked.result()
            return self._lent.get(source) is not None if found is None else found.endpoint == source.endpoint

        return key_answers.after(self.where(source), fits)

    def unlock(self) -> Future[bool]:
        """Let the keyring ask the operator for its password; whether it is unlocked afterwards."""
        return self._calls.start(self._store.unlock, timeout=self._unlock_timeout)

    def status(self) -> Future[KeyringStatus]:
        """Whether keys can be kept here, in plain words. Never fails."""

        def tell(looked: Future[KeyringStatus]) -> KeyringStatus:
            return UNANSWERED if looked.exception() else looked.result()

        return key_answers.after(self._calls.start(self._store.status), tell)

    def drop_remembered(self) -> None:
        """Forget every key that the keyring has too; the next `fetch` reads it again."""
        self._memory.drop_remembered()

    def close(self) -> None:
        """Forget every key in memory, also those that nothing else keeps."""
        self._memory.clear()
        self._lent.clear()

    def _start(self, work: Callable[[], _Result], *, timeout: float | None = None) -> Future[_Result]:
        """Run `work` beside; when it finds the keyring locked, what is remembered of it is dropped."""

        def drop_if_locked() -> _Result:
            try:
                return work()
            except KeyringLocked:
                self._memory.drop_remembered()
                raise

        return self._calls.start(drop_if_locked, timeout=timeout)

    def _if_unlocked(self, key: str) -> Future[str]:
        checking = self._start(self._store.check_unlocked, timeout=self._lock_check_timeout)
        return key_answers.after(checking, partial(_unless_locked, key))


def _unless_locked(key: str, checked: Future[None]) -> str:
    """`key`, unless the keyring says that it has been locked; one that says nothing is not waited for long."""
    problem = checked.exception()
    if isinstance(problem, KeyringLocked):
        raise problem
    return key


def _refuse_practice(source_id: str) -> None:
    if practice_endpoint_of(source_id) is not None:
        raise ValueError("practice has no secret key")
