"""The keys of the sources: kept in the operating system's keyring, else in memory until the program ends."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum
from typing import Any, Final, TypeVar

from ilert_desktop.sources import key_problems
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
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source

__all__ = [
    "Kept",
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

    def fetch(self, source: Source) -> Future[str]:
        """The key of a source, without ever prompting.

        Fails with `KeyMissing` (also `KeyForOtherEndpoint`), `KeyringLocked` (ask for `unlock()`) or
        `KeyringFailed`. A key is remembered for ten minutes, as long as the keyring is not locked.
        """
        _refuse_practice(source.id)
        held = self._memory.get(source.id)
        if held is not None and held.endpoint == source.endpoint:
            return _done(held.key) if held.until is None else self._unless_locked(held.key)
        if held is not None and held.until is None:
            return _failed(key_problems.other_endpoint(source.name))
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
            return _failed(key_problems.refused(fault))
        text = key.strip()
        kept: Future[Kept] = _started()

        def settle(written: Future[bool]) -> None:
            problem = written.exception()
            if isinstance(problem, KeyringLocked):
                kept.set_exception(problem)
            elif problem is None and written.result():
                self._memory.drop(source.id)
                kept.set_result(Kept.KEYRING)
            else:
                self._memory.hold_for_session(source.id, source.endpoint, text)
                kept.set_result(Kept.SESSION)

        writing = _done(False) if session_only else self._start(lambda: self._store.write(source, text))
        writing.add_done_callback(settle)
        return kept

    def forget(self, source_id: str) -> Future[None]:
        """Forget the key of a source, here and in the keyring. Fails with `KeyringLocked` or `KeyringFailed`."""
        _refuse_practice(source_id)
        self._memory.drop(source_id)
        return self._start(lambda: self._store.delete(source_id))

    def has_key(self, source: Source) -> Future[bool]:
        """Whether `fetch` would give a key. Fails with `KeyringLocked` or `KeyringFailed`."""
        _refuse_practice(source.id)
        held = self._memory.get(source.id)
        if held is not None and held.until is None:
            return _done(held.endpoint == source.endpoint)

        def look() -> bool:
            try:
                self._store.read(source)
            except KeyMissing:
                return False
            return True

        return self._start(look)

    def unlock(self) -> Future[bool]:
        """Let the keyring ask the operator for its password; whether it is unlocked afterwards."""
        return self._calls.start(self._store.unlock, timeout=self._unlock_timeout)

    def status(self) -> Future[KeyringStatus]:
        """Whether keys can be kept here, in plain words. Never fails."""
        told: Future[KeyringStatus] = _started()

        def tell(looked: Future[KeyringStatus]) -> None:
            told.set_result(UNANSWERED if looked.exception() else looked.result())

        self._calls.start(self._store.status).add_done_callback(tell)
        return told

    def drop_remembered(self) -> None:
        """Forget every key that the keyring has too; the next `fetch` reads it again."""
        self._memory.drop_remembered()

    def close(self) -> None:
        """Forget every key in memory, also those that nothing else keeps."""
        self._memory.clear()

    def _start(self, work: Callable[[], _Result], *, timeout: float | None = None) -> Future[_Result]:
        """Run `work` beside; when it finds the keyring locked, what is remembered of it is dropped."""

        def drop_if_locked() -> _Result:
            try:
                return work()
            except KeyringLocked:
                self._memory.drop_remembered()
                raise

        return self._calls.start(drop_if_locked, timeout=timeout)

    def _unless_locked(self, key: str) -> Future[str]:
        """`key`, unless the keyring says that it has been locked; one that says nothing is not waited for long."""
        given: Future[str] = _started()

        def settle(checked: Future[None]) -> None:
            problem = checked.exception()
            if isinstance(problem, KeyringLocked):
                given.set_exception(problem)
            else:
                given.set_result(key)

        self._start(self._store.check_unlocked, timeout=self._lock_check_timeout).add_done_callback(settle)
        return given


def _refuse_practice(source_id: str) -> None:
    if source_id == PRACTICE_SOURCE.id:
        raise ValueError("practice has no secret key")


def _started() -> Future[Any]:
    # A keyring call can't be taken back, so nobody may cancel the future of one.
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    return future


def _done(result: _Result) -> Future[_Result]:
    future: Future[_Result] = Future()
    future.set_result(result)
    return future


def _failed(problem: KeyProblem) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(problem)
    return future
