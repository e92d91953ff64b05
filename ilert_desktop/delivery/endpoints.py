"""Where an event goes and with which key: asked for each attempt, so that a change counts at once."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import msgspec

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.ledger.records import Decision, EventState, Hold
from ilert_desktop.sources.keys import KeyMissing, KeyProblem, KeyringLocked, Keys
from ilert_desktop.sources.source import Source, endpoint_fault

_AGAIN_MS = 30_000


class TargetUnavailable(Exception):  # noqa: N818 - named for what it is
    """An event's target can't be reached just now; `sentence` tells the operator why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class PracticeServer(Protocol):
    """The stand-in for ilert, started when it is first needed."""

    def events_url(self) -> str:
        """Its address for events; starts it, and may take a second for that.

        Raises:
            TargetUnavailable: it can't start.
        """
        ...

    def key_of(self, number: int | None) -> str:
        """The public key of its source with this number; None asks for the first one.

        Raises:
            TargetUnavailable: it has no such source.
        """
        ...


class Target(msgspec.Struct, frozen=True):
    """Where one request goes. `key` is the secret: never put a Target into a text or a log."""

    url: str
    key: str

    def __repr__(self) -> str:
        return f"Target({self.url!r})"


class Endpoints:
    """Finds an event's target: practice's address of this run, or the source's endpoint with its key."""

    def __init__(self, keys: Keys, practice: PracticeServer, *, clock: Callable[[], int]) -> None:
        self._keys = keys
        self._practice = practice
        self._clock = clock

    async def target_of(self, source: Source) -> Target | Decision:
        """The target, or what becomes of the event for want of one."""
        if source.is_practice:
            return await self._practice_target(source)
        if fault := endpoint_fault(source.endpoint):
            return Decision(state=EventState.HELD, hold=Hold.SOURCE_MISSING, message=fault)
        try:
            key = await asyncio.wrap_future(self._keys.fetch(source))
        except KeyMissing as problem:
            return _held(Hold.KEY_MISSING, problem)
        except KeyringLocked as problem:
            return _held(Hold.KEY_LOCKED, problem)
        except KeyProblem as problem:
            return self._later(problem.sentence)
        return Target(source.endpoint, key)

    async def _practice_target(self, source: Source) -> Target | Decision:
        try:
            key = self._practice.key_of(source.practice_number)
        except TargetUnavailable as problem:
            # Waiting does not help: the configuration of a running program stays as it is.
            return Decision(state=EventState.HELD, hold=Hold.SOURCE_MISSING, message=problem.sentence)
        try:
            url = await asyncio.wrap_future(on_daemon_thread(self._practice.events_url, name="practice-start"))
        except TargetUnavailable as problem:
            return self._later(problem.sentence)
        return Target(url, key)

    def _later(self, sentence: str) -> Decision:
        return Decision(state=EventState.WAITING, not_before=self._clock() + _AGAIN_MS, message=sentence)


def _held(hold: Hold, problem: KeyProblem) -> Decision:
    return Decision(state=EventState.HELD, hold=hold, message=problem.sentence)
